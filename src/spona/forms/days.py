"""Days and hours, as a browser sends them and as people type them where there is no calendar."""

from __future__ import annotations

import datetime as dt
from typing import Any, Final

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

DAY_FORMATS: Final = ("%Y-%m-%d", "%d.%m.%Y", "%d.%m.%Y.", "%d. %m. %Y.", "%d. %m. %Y")
_YEARS: Final = range(1900, 2200)


def possible(day: dt.date) -> None:
    """For the `validators` of a field with a day or an instant: with a mistyped year nothing can
    be counted from it, and some break.
    """
    if day.year not in _YEARS:
        raise ValidationError(_("Check the year: this day is too far away."))


def day_field(label: Any, help_text: Any = "", **more: Any) -> forms.DateField:
    messages = {
        "required": _("Choose the day."),
        "invalid": _("There is no such day. Write it like 30.11.2026."),
    }
    return forms.DateField(
        label=label,
        help_text=help_text,
        validators=[possible],
        input_formats=DAY_FORMATS,
        widget=forms.DateInput(attrs={"type": "date", "class": "is-short"}, format="%Y-%m-%d"),
        error_messages=messages | more.pop("error_messages", {}),
        **more,
    )


def time_field(label: Any, **more: Any) -> forms.TimeField:
    messages = {
        "required": _("Choose the time."),
        "invalid": _("There is no such time. Write it like 13:45."),
    }
    return forms.TimeField(
        label=label,
        input_formats=("%H:%M", "%H.%M", "%H:%M:%S", "%H"),
        widget=forms.TimeInput(attrs={"type": "time", "class": "is-short"}, format="%H:%M"),
        error_messages=messages | more.pop("error_messages", {}),
        **more,
    )
