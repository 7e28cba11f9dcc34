"""Which day the next meeting of a series falls on."""

from __future__ import annotations

import calendar
import datetime as dt

from spona.deadlines.working_days import calendar_of
from spona.directory.models import Network


def next_day(day: dt.date, months: int, *, after: dt.date, network: Network) -> dt.date:
    """The same weekday of the same week of the month, `months` later, until it lies after
    `after`: from the second Thursday to the second Thursday. On a holiday the next working day.
    """
    while True:
        day = _same_weekday(day, months)
        if day > after:
            free = calendar_of(network)
            return day if free.is_working(day) or day.weekday() > 4 else free.after(day, 1)


def _same_weekday(day: dt.date, months: int) -> dt.date:
    """The fifth of a month that has only four is its last."""
    total = day.year * 12 + day.month - 1 + months
    year, month = divmod(total, 12)
    month += 1
    first = dt.date(year, month, 1)
    to_weekday = (day.weekday() - first.weekday()) % 7
    wanted = 1 + to_weekday + 7 * ((day.day - 1) // 7)
    last = calendar.monthrange(year, month)[1]
    return dt.date(year, month, wanted if wanted <= last else wanted - 7)
