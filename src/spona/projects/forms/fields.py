"""Fields that several forms of projects have: words, days as far as they are known, amounts."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from spona.directory.models import DatePrecision
from spona.forms.days import possible
from spona.projects.days import read_day
from spona.projects.money import CURRENCIES


class UncertainDayField(forms.CharField):
    """Cleans to (day, precision), or None where nothing is known."""

    def __init__(self, *, last: bool = False, **more: Any) -> None:
        super().__init__(
            max_length=12,
            required=False,
            widget=forms.TextInput(
                attrs={"class": "is-short", "inputmode": "numeric", "autocomplete": "off"}
            ),
            **more,
        )
        self._last = last

    def clean(self, value: Any) -> Any:
        text = super().clean(value)
        if not text:
            return None
        found = read_day(text, last=self._last)
        if found is None:
            raise forms.ValidationError(
                _("There is no such day. Write as much as is known: 2026, 7.2026 or 18.7.2026.")
            )
        possible(found[0])
        return found


def typed_day(value: dt.date | None, precision: str) -> str:
    """As it would be typed into an `UncertainDayField`."""
    if value is None:
        return ""
    if precision in (DatePrecision.YEAR, DatePrecision.ABOUT):
        return str(value.year)
    if precision == DatePrecision.MONTH:
        return f"{value.month}.{value.year}"
    return f"{value.day}.{value.month}.{value.year}"


def currency(*, required: bool = True) -> forms.ChoiceField:
    rows = [(one, one) for one in CURRENCIES]
    return forms.ChoiceField(
        label=_("Currency"),
        choices=rows if required else [("", "–"), *rows],
        required=required,
        widget=forms.Select(attrs={"class": "is-short"}),
    )
