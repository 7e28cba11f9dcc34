"""Fields that several forms of this app share."""

from __future__ import annotations

from typing import Any, Final

from django import forms
from django.utils.translation import gettext_lazy as _

from spona.access.models import new_token
from spona.forms.amount import AmountField
from spona.reference.days import possible

DAYS: Final = ["%Y-%m-%d", "%d.%m.%Y", "%d.%m.%Y."]


def day(label: Any, help_text: Any = "", *, required: bool = True) -> forms.DateField:
    return forms.DateField(
        label=label,
        help_text=help_text,
        required=required,
        validators=[possible],
        input_formats=DAYS,
        widget=forms.DateInput(attrs={"type": "date", "class": "is-short"}, format="%Y-%m-%d"),
        error_messages={
            "required": _("Choose the day."),
            "invalid": _("There is no such day. Write it like 30.11.2026."),
        },
    )


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


def token() -> forms.CharField:
    """The one-use token of a creating form: sent twice, it is done once."""
    return forms.CharField(
        min_length=43, max_length=43, widget=forms.HiddenInput, initial=new_token
    )
