"""Standing at a given instant: the clock is moved there, nothing is patched."""

from contextlib import contextmanager
from datetime import datetime
from zoneinfo import ZoneInfo

from spona.deadlines import moved, now

BELGRADE = ZoneInfo("Europe/Belgrade")


def local(text):
    """`2026-11-24 09:20` in Belgrade, as an instant."""
    return datetime.fromisoformat(text).replace(tzinfo=BELGRADE)


@contextmanager
def at(text):
    with moved(local(text) - now()):
        yield
