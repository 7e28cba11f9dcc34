"""Lines and longer texts."""

from __future__ import annotations

from typing import Any

from django import forms


def text_field(label: Any, *, length: int = 300, rows: int = 0, **more: Any) -> forms.CharField:
    """A line, or with `rows` an area of so many."""
    widget = forms.Textarea(attrs={"rows": rows}) if rows else forms.TextInput()
    return forms.CharField(label=label, max_length=length, widget=widget, **more)
