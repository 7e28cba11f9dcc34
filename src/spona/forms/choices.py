"""Choices that are known only when the form is made, and several of them ticked."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, cast

from django import forms
from django.utils.translation import gettext_lazy as _


def several_field(label: Any, help_text: Any = "", **more: Any) -> forms.MultipleChoiceField:
    """Any number of ticks, also none."""
    gone = _("One of the choices is not in the list any more. Choose again.")
    return forms.MultipleChoiceField(
        label=label,
        required=False,
        help_text=help_text,
        widget=forms.CheckboxSelectMultiple,
        error_messages={"invalid_choice": gone} | more.pop("error_messages", {}),
        **more,
    )


def offer_choices(
    form: forms.Form, name: str, rows: Iterable[tuple[Any, Any]], empty: Any = None
) -> None:
    """Give a field its choices, before them an empty one that `empty` names."""
    choices = list(rows) if empty is None else [("", empty), *rows]
    cast("forms.ChoiceField", form.fields[name]).choices = choices
