"""Days of which only a part is known: read as people write them, told as far as they are known."""

from __future__ import annotations

import calendar
import datetime as dt
import re
from typing import Final

from django.utils.translation import gettext as _

from spona.directory.models import DatePrecision

_WAYS: Final = (
    (re.compile(r"(?P<y>\d{4})-(?P<m>\d{1,2})-(?P<d>\d{1,2})"), DatePrecision.DAY),
    (re.compile(r"(?P<d>\d{1,2})\. ?(?P<m>\d{1,2})\. ?(?P<y>\d{4})\.?"), DatePrecision.DAY),
    (re.compile(r"(?P<m>\d{1,2})\. ?(?P<y>\d{4})\.?"), DatePrecision.MONTH),
    (re.compile(r"(?P<y>\d{4})\.?"), DatePrecision.YEAR),
)


def read_day(text: str, *, last: bool = False) -> tuple[dt.date, DatePrecision] | None:
    """18.7.2013, 7.2013 or 2013; the first day of what is known, or the `last` one.

    None for what is no day.
    """
    for pattern, precision in _WAYS:
        found = pattern.fullmatch(text.strip())
        if not found:
            continue
        given = {name: int(value) for name, value in found.groupdict().items()}
        year, month = given["y"], given.get("m", 12 if last else 1)
        try:
            end = calendar.monthrange(year, month)[1]
            return dt.date(year, month, given.get("d", end if last else 1)), precision
        except ValueError:
            return None
    return None


def tell_day(day: dt.date | None, precision: str = "") -> str:
    """18. 7. 2013., 7. 2013., 2013. or about 2013; empty where nobody knows."""
    if day is None:
        return ""
    if precision == DatePrecision.ABOUT:
        return _("about %(year)d") % {"year": day.year}
    if precision == DatePrecision.YEAR:
        return f"{day.year}."
    if precision == DatePrecision.MONTH:
        return f"{day.month}. {day.year}."
    return f"{day.day}. {day.month}. {day.year}."
