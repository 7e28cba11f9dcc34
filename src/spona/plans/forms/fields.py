"""Fields that several forms of this app share."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from spona.forms.amount import AmountField


def count(label: Any, *, most: int, help_text: Any = "") -> forms.IntegerField:
    return forms.IntegerField(
        label=label,
        required=False,
        min_value=0,
        max_value=most,
        help_text=help_text,
        widget=forms.NumberInput(attrs={"class": "is-short", "inputmode": "numeric"}),
        error_messages={
            "invalid": _("Write a whole number that is not negative."),
            "min_value": _("Write a whole number that is not negative."),
            "max_value": _("This number is too large. Check it."),
        },
    )


def decimal(label: Any, help_text: Any = "") -> AmountField:
    return AmountField(label=label, required=False, help_text=help_text)
