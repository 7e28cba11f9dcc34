"""`now()`, the only clock, and the two ways in which a drill or a test may move it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import UTC, date, datetime, timedelta

from django.conf import settings
from django.utils import timezone

_offset: ContextVar[timedelta] = ContextVar("spona_clock_offset", default=timedelta())


def now() -> datetime:
    """The present instant, aware, in UTC.

    `settings.CLOCK_OFFSET` (a timedelta, absent in a real installation) moves a whole
    process of the test world; `moved` moves only the code that runs inside it.
    """
    fixed: timedelta = getattr(settings, "CLOCK_OFFSET", timedelta())
    return timezone.now() + fixed + _offset.get()


def today() -> date:
    """The day it is now, in the time zone of the running request or job."""
    return timezone.localdate(now())


def in_days(count: int) -> timedelta:
    """From now to the same time on the clock so many days later (negative: earlier), also where
    summer time begins or ends in between: late in a November evening sixty times 24 hours ago was
    already the next day.
    """
    here = timezone.localtime(now())
    there = here + timedelta(days=count)
    return there.astimezone(UTC) - here.astimezone(UTC)


def next_monthly(month: date, done_at: datetime) -> date:
    """The first day on which what was done for this month may be done again: in the next one, and
    three weeks later. On its last day and on the first of the next one, two pictures of nearly the
    same files would tell by their difference whose decision came between.
    """
    three_weeks_later = timezone.localdate(done_at) + timedelta(days=21)
    return max((month + timedelta(days=32)).replace(day=1), three_weeks_later)


@contextmanager
def moved(delta: timedelta) -> Iterator[None]:
    """Inside, `now()` is `delta` later (negative: earlier); nested calls add up.

    For tests and drills. Other threads and requests keep the real time.
    """
    token = _offset.set(_offset.get() + delta)
    try:
        yield
    finally:
        _offset.reset(token)
