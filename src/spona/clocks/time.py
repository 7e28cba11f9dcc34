"""`now()`, the only clock, and the two ways in which a drill or a test may move it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import date, datetime, timedelta

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
