"""Codes in the words of the lists, and days as exactly as they are known."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from spona.deadlines.time import today
from spona.directory.models import DatePrecision
from spona.reference.models import Code
from spona.statistics.disclosure import fewer


def words_of(list_name: str) -> dict[str, str]:
    """Code → its words today, in the order of the list."""
    return Code.objects.labels(list_name, today())


def word(words: Mapping[str, str], code: str) -> str:
    """The words of a code; one that has ended shows its code."""
    return words.get(code, code)


def seen(day: dt.date, precision: str) -> str:
    """The day as exactly as it is known: 12. 3. 2026, March 2026, 2026, about 2026."""
    if precision == DatePrecision.MONTH:
        return date_format(day, "F Y")
    if precision == DatePrecision.YEAR:
        return date_format(day, "Y")
    if precision == DatePrecision.ABOUT:
        return _("about %(year)s") % {"year": date_format(day, "Y")}
    return date_format(day, "j. n. Y")


def month(day: dt.date) -> str:
    return date_format(day, "F Y")


def quarter(day: dt.date) -> str:
    """Of which `day` is the first: few are told for no shorter time."""
    return _("quarter %(n)d of %(year)d") % {"n": (day.month + 2) // 3, "year": day.year}


def times(number: int | None) -> str:
    """How often, in words where it is seldom."""
    return str(number) if number is not None else fewer()
