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
_ISO: Final = re.compile(r"\b(\d{4})-(\d{2})-(\d{2})\b")
ADULT_AT: Final = 18
# As "how old" is answered.
ADULT: Final = "adult"
# Years: nobody is older.
_OLDEST: Final = 130


def check_time(text: str) -> str:
    """The text, stripped. ValidationError for a time of day that no deadline shows."""
    for hour, minute in _TIME.findall(text):
        if int(hour) > 23 or int(minute) > 59:
            raise forms.ValidationError(_("There is no such time. Write it as 8:30 or 21:15."))
    return text.strip()


def check_birth(text: str) -> str:
    """As `check_past`, of a day of birth. Figures name a year in four of them: of “12.5.15.” nobody
    would know how old the person is.
    """
    mistake = _("There is no such day of birth. Write it as 5. 3. 2010, or only the year.")
    years = _years(text)
    if min(years, default=today().year) < today().year - _OLDEST:
        raise forms.ValidationError(mistake)
    if re.search(r"\d", text) and not years:
        raise forms.ValidationError(mistake)
    return check_past(text, mistake)


def at_most_years(born: str) -> int | None:
    """How old somebody is at most who was born then, as it is typed; None where no year stands
    there.
    """
    now = today()
    days = [(int(year), int(month), int(day)) for day, month, year in _DATE.findall(born)]
    days += [(int(year), int(month), int(day)) for year, month, day in _ISO.findall(born)]
    if days:
        year, month, day = min(days)
        return now.year - year - ((now.month, now.day) < (month, day))
    return now.year - min(years) if (years := _years(born)) else None


def is_under_age(born: str) -> bool:
    """Whether who was born then cannot be 18 yet."""
    years = at_most_years(born)
    return years is not None and years < ADULT_AT


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
    if any(year > today().year for year in _years(text)):
        raise forms.ValidationError(mistake)
    return text.strip()


def _years(text: str) -> list[int]:
    return [int(year) for year in re.findall(r"\b\d{4}\b", text)]
