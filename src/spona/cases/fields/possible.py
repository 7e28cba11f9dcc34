"""Times and dates as people write them: only what cannot be is refused, free words stay free."""

from __future__ import annotations

import datetime as dt
import re
from typing import Final

from django import forms
from django.utils.translation import gettext as _

from spona.deadlines.time import today

_TIME: Final = re.compile(r"\b(\d{1,2}):(\d{2})\b")
_DATE: Final = re.compile(r"\b(\d{1,2})\.\s?(\d{1,2})\.\s?(\d{4})\b")


def check_time(text: str) -> str:
    """The text, stripped. ValidationError for a time of day that no deadline shows."""
    for hour, minute in _TIME.findall(text):
        if int(hour) > 23 or int(minute) > 59:
            raise forms.ValidationError(_("There is no such time. Write it as 8:30 or 21:15."))
    return text.strip()


def check_birth(text: str) -> str:
    """As `check_past`, of a day of birth."""
    return check_past(
        text, _("There is no such day of birth. Write it as 5. 3. 2010, or only the year.")
    )


def check_past(text: str, mistake: str) -> str:
    """The text, stripped. ValidationError, with `mistake`, for a day that does not exist or lies
    ahead.
    """
    for day, month, year in _DATE.findall(text):
        try:
            day_of = dt.date(int(year), int(month), int(day))
        except ValueError:
            day_of = None
        if day_of is None or day_of > today():
            raise forms.ValidationError(mistake)
    years = [int(year) for year in re.findall(r"\b\d{4}\b", text)]
    if any(year > today().year for year in years):
        raise forms.ValidationError(mistake)
    return text.strip()
