"""The one definition of late: for every desk, list, plan, report and file, also as a query.

What has a day is kept until that day is over in its town, and is late from the day after; no town
is late by a day before its first. What runs by a rule in hours is late from its instant on, for
those who may know it; everybody else hears of a deadline late or not late by the day only.
"""

from __future__ import annotations

from datetime import date, datetime, time
from functools import cache
from zoneinfo import ZoneInfo

from django.db.models import F, Q
from django.db.models.functions import TruncDate
from django.db.models.lookups import LessThanOrEqual

from spona.access.prepared_queries import Moment
from spona.deadlines.models import State
from spona.deadlines.time import now
from spona.directory.models import Network


def day_in(zone: str, at: datetime) -> date:
    """The day of an instant in the town of this time zone, whatever day it is on the server."""
    return at.astimezone(zone_of(zone)).date()


def today_in(network: Network) -> date:
    """The day it is now in the town of a network."""
    return day_in(network.time_zone, now())


def end_of(day: date, network: Network) -> datetime:
    """The last minute of a day in the town of a network: until then what has a day is in time."""
    return datetime.combine(day, time(23, 59), zone_of(network.time_zone))


def has_passed(last_day: date | None, today: date, first_day: date | None = None) -> bool:
    """True from the day after `last_day` on; what has no day never passes, and nothing that ended
    before the first day of its town.
    """
    if last_day is None or (first_day is not None and last_day < first_day):
        return False
    return last_day < today


def is_late(last_day: date | None, network: Network) -> bool:
    """Whether what has a day and is not done is late now, in the town of this network."""
    return has_passed(last_day, today_in(network), network.first_day)


def days_late(last_day: date, today: date) -> int:
    return max(0, (today - last_day).days)


def instant_has_passed(due_at: datetime, at: datetime) -> bool:
    """Of a rule; only for those who may know its hours."""
    return due_at < at


def answered_in_time(due: datetime, stopped: datetime, zone: str) -> bool:
    """Answered on the day of its deadline at the latest."""
    return not has_passed(day_in(zone, due), day_in(zone, stopped))


def day_passed(name: str, today: date) -> Q:
    """As `has_passed`, of a field with a day."""
    return Q(**{f"{name}__lt": today})


def instant_passed(at: datetime | Moment) -> Q:
    """As `instant_has_passed`, of deadlines."""
    return Q(due_at__lt=at)


def day_over(today: datetime) -> Q:
    """As `has_passed`, of deadlines of one town, where the day that it is now began at `today`."""
    return Q(due_at__lt=today)


def binding() -> Q:
    """Deadlines by whose rule somebody can be late: adopted, and no mere reminder."""
    return Q(rule__state=State.ADOPTED, rule__counts_as_late=True)


def answered_by_day(zone: str) -> Q:
    """As `answered_in_time`, of deadlines of one town."""
    there = zone_of(zone)
    on, until = TruncDate(F("stopped_at"), tzinfo=there), TruncDate(F("due_at"), tzinfo=there)
    return Q(stopped_at__isnull=False) & Q(LessThanOrEqual(on, until))


def start_of(day: date, zone: str) -> datetime:
    """The first instant of a day in the town of this time zone."""
    return datetime.combine(day, time(), zone_of(zone))


@cache
def zone_of(name: str) -> ZoneInfo:
    return ZoneInfo(name)
