"""When something is open: rules of RFC 5545 into spans of time. Knows no table.

Hours are those of the clock on the wall. A rule whose closing lies before its opening goes on
into the next day; the day it belongs to is the one on which it opened.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from typing import Any, Final
from zoneinfo import ZoneInfo

from dateutil import rrule
from django.utils.translation import gettext as _

from spona.access.denied import Denied

DAYS: Final = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")
WEEKLY: Final = "WEEKLY"
MONTHLY: Final = "MONTHLY"
# How far a rule is followed to see whether it opens at all; a 29th of February comes in four.
FAR: Final = dt.timedelta(days=9 * 366)
MOST: Final = 5000
_DAY: Final = re.compile(r"([+-]?\d{1,2})?(MO|TU|WE|TH|FR|SA|SU)")
_ONE: Final = dt.timedelta(days=1)
_EARLY: Final = dt.date(2000, 1, 3)  # a Monday
# Between these a rule is followed without leaving the calendar.
_YEARS: Final = (1900, 2200)


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """`byday` as "MO,TU" or "1MO,-1FR" (of a month), `bymonthday` as "1,15,-1". `until` and
    `valid_to` are last days. `all_day`: from midnight to midnight, and no hours.
    """

    freq: str = WEEKLY
    interval: int = 1
    byday: str = ""
    bymonthday: str = ""
    wkst: str = "MO"
    dtstart: dt.date | None = None
    until: dt.date | None = None
    count: int | None = None
    valid_from: dt.date | None = None
    valid_to: dt.date | None = None
    all_day: bool = False
    opens_at: dt.time | None = None
    closes_at: dt.time | None = None
    holidays: str = "closed"


@dataclass(frozen=True, slots=True, kw_only=True)
class Apart:
    """Days on which the rules do not hold: closed, or open at these hours."""

    first_day: dt.date
    last_day: dt.date
    opens_at: dt.time | None = None
    closes_at: dt.time | None = None


@dataclass(frozen=True, slots=True, order=True)
class Span:
    """From `start` until just before `end`, both with their zone."""

    start: dt.datetime
    end: dt.datetime


def days_of(rule: Rule, first: dt.date, last: dt.date) -> list[dt.date]:
    """The days from `first` to `last` on which the rule opens; holidays are not asked here."""
    begin = max(filter(None, (first, rule.valid_from, rule.dtstart)))
    end = min(filter(None, (last, rule.valid_to, rule.until)))
    if end < begin:
        return []
    start = rule.dtstart or _EARLY
    if rule.count is None:
        start = _near(rule, start, begin)
    found = _rrule(rule, start, end).between(_noon(begin), _noon(end), inc=True)
    return [moment.date() for moment in found]


def _noon(day: dt.date) -> dt.datetime:
    return dt.datetime.combine(day, dt.time(12))


def _rrule(rule: Rule, start: dt.date, end: dt.date) -> rrule.rrule:
    """Of midday, so that no change of the clock moves it into another day."""
    limit: dict[str, Any] = {"until": _noon(end)}
    if rule.count is not None:
        limit = {"count": rule.count}
    monthdays = [int(part) for part in _parts(rule.bymonthday)]
    weekdays = [_weekday(part) for part in _parts(rule.byday)]
    origin = rule.dtstart or _EARLY
    if not monthdays and not weekdays:
        # What RFC 5545 takes from the first day, said openly: the start may be moved.
        monthdays = [origin.day] if rule.freq == MONTHLY else []
        weekdays = [rrule.weekday(origin.weekday())] if rule.freq == WEEKLY else []
    return rrule.rrule(
        rrule.MONTHLY if rule.freq == MONTHLY else rrule.WEEKLY,
        dtstart=_noon(start),
        interval=rule.interval,
        wkst=DAYS.index(rule.wkst),
        byweekday=weekdays or None,
        bymonthday=monthdays or None,
        **limit,
    )


def _parts(text: str) -> list[str]:
    return [part.strip().upper() for part in text.split(",") if part.strip()]


def _weekday(part: str) -> rrule.weekday:
    found = _DAY.fullmatch(part)
    if found is None:
        raise Denied(
            _("“%(part)s” is not a day of a rule. Write MO, TU … or 1MO.") % {"part": part}
        )
    number, name = found.groups()
    plain = rrule.weekday(DAYS.index(name))
    return plain(int(number)) if number else plain


def _near(rule: Rule, start: dt.date, begin: dt.date) -> dt.date:
    """A start in the same rhythm close before `begin`: nobody counts twenty years of weeks."""
    if rule.freq == WEEKLY:
        # Of the week in which it starts, as weeks are counted from `wkst`.
        start -= dt.timedelta(days=(start.weekday() - DAYS.index(rule.wkst)) % 7)
        step = 7 * rule.interval
        return start + dt.timedelta(days=max(0, (begin - start).days // step) * step)
    months = (begin.year - start.year) * 12 + begin.month - start.month
    number = start.year * 12 + start.month - 1 + max(0, months // rule.interval) * rule.interval
    return dt.date(number // 12, number % 12 + 1, 1)


def spans(
    rules: Iterable[Rule],
    apart: Collection[Apart],
    holidays: Collection[dt.date],
    *,
    first: dt.date,
    last: dt.date,
    zone: ZoneInfo,
) -> list[Span]:
    """What opens on the days from `first` to `last`, in order, joined where they touch."""
    found = []
    for rule in rules:
        for day in days_of(rule, first, last):
            shut = rule.holidays == "closed" and day in holidays
            if shut or any(one.first_day <= day <= one.last_day for one in apart):
                continue
            found.append(_span(day, rule.opens_at, rule.closes_at, zone))
    for one in apart:
        if one.opens_at is None:
            continue
        day = max(first, one.first_day)
        while day <= min(last, one.last_day):
            found.append(_span(day, one.opens_at, one.closes_at, zone))
            day += _ONE
    return _joined(found)


def _span(day: dt.date, opens: dt.time | None, closes: dt.time | None, zone: ZoneInfo) -> Span:
    opens, closes = opens or dt.time(0), closes or dt.time(0)
    end = day if closes > opens else day + _ONE
    start_at = dt.datetime.combine(day, opens, zone).astimezone(dt.UTC)
    end_at = dt.datetime.combine(end, closes, zone).astimezone(dt.UTC)
    return Span(start_at, end_at)


def _joined(found: Iterable[Span]) -> list[Span]:
    joined: list[Span] = []
    for one in sorted(found):
        if one.end <= one.start:  # the hour that the clock leaves out in spring
            continue
        if joined and one.start <= joined[-1].end:
            joined[-1] = Span(joined[-1].start, max(joined[-1].end, one.end))
        else:
            joined.append(one)
    return joined


def check_rule(rule: Rule, today: dt.date) -> None:
    """Denied, with what to do, for a rule that is none or that never opens."""
    if rule.freq not in (WEEKLY, MONTHLY):
        raise Denied(_("Hours repeat each week or each month. Choose one of the two."))
    if rule.wkst not in DAYS:
        raise Denied(_("A week begins on one of MO, TU, WE, TH, FR, SA, SU."))
    if not 1 <= rule.interval <= 53:
        raise Denied(_("Choose each, every second, third … week or month."))
    if rule.count is not None and not 1 <= rule.count <= MOST:
        raise Denied(_("Write how many times it happens, at least once."))
    if (rule.interval > 1 or rule.count is not None) and rule.dtstart is None:
        raise Denied(_("Write the first day: without it nobody knows which weeks are meant."))
    _check_years(rule)
    _check_hours(rule)
    _check_days(rule)
    if rule.valid_from and rule.valid_to and rule.valid_to < rule.valid_from:
        raise Denied(_("The last day lies before the first one. Correct one of the two."))
    if rule.dtstart and rule.until and rule.until < rule.dtstart:
        raise Denied(_("The last day lies before the first one. Correct one of the two."))
    begin = max(filter(None, (rule.valid_from, rule.dtstart)), default=None) or min(
        filter(None, (today, rule.until, rule.valid_to))
    )
    if not days_of(rule, begin - _long(rule), begin + FAR):
        raise Denied(_("With these days it never opens. Check the days and the dates."))


def _long(rule: Rule) -> dt.timedelta:
    """A rule without a first day may have ended already, which is no mistake."""
    return dt.timedelta(0) if rule.valid_from or rule.dtstart else FAR


def _check_years(rule: Rule) -> None:
    for day in filter(None, (rule.dtstart, rule.until, rule.valid_from, rule.valid_to)):
        if not _YEARS[0] <= day.year <= _YEARS[1]:
            raise Denied(_("There is no such day. Write it like 30.11.2026."))


def _check_hours(rule: Rule) -> None:
    if rule.all_day:
        if rule.opens_at is not None or rule.closes_at is not None:
            raise Denied(_("Open day and night has no hours. Take out the hours or the mark."))
        return
    if rule.opens_at is None or rule.closes_at is None:
        raise Denied(_("Write from when to when it is open, or mark that it is day and night."))
    check_opens(rule.opens_at, rule.closes_at)


def check_opens(opens_at: dt.time, closes_at: dt.time) -> None:
    if opens_at == closes_at:
        raise Denied(_("It opens and closes at the same time, so it never opens. Correct one."))


def _check_days(rule: Rule) -> None:
    for part in _parts(rule.byday):
        found = _DAY.fullmatch(part)
        if found is None or (found.group(1) and not 1 <= abs(int(found.group(1))) <= 5):
            raise Denied(
                _("“%(part)s” is not a day of a rule. Write MO, TU … or 1MO.") % {"part": part}
            )
        if found.group(1) and rule.freq == WEEKLY:
            raise Denied(
                _("“%(part)s” is a day of a month; the hours are weekly.") % {"part": part}
            )
    for part in _parts(rule.bymonthday):
        if not re.fullmatch(r"[+-]?\d{1,2}", part) or not 1 <= abs(int(part)) <= 31:
            raise Denied(_("“%(part)s” is not a day of a month.") % {"part": part})
    if rule.bymonthday and rule.freq == WEEKLY:
        raise Denied(_("Days of a month go with monthly hours. Choose each month, or weekdays."))
    if not rule.byday and not rule.bymonthday and rule.dtstart is None:
        raise Denied(_("Choose the days on which it is open."))
