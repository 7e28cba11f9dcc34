"""Claiming a periodic job, and writing down how it went."""

from __future__ import annotations

from datetime import timedelta
from typing import Final

from spona.deadlines import time
from spona.deadlines.models import Timetable

AGAIN_AFTER: Final = timedelta(minutes=1)


def claim(name: str, *, every: timedelta) -> bool:
    """True for exactly one of all workers, when `name` is due; the next time is set at once.

    One conditional UPDATE decides, so no lock is held while the job runs.
    """
    at = time.now()
    if not Timetable.objects.filter(name=name).exists():
        Timetable.objects.bulk_create([Timetable(name=name, next_at=at)], ignore_conflicts=True)
    due = Timetable.objects.filter(name=name, next_at__lte=at)
    return due.update(next_at=at + every, last_ran_at=at) == 1


def finished(name: str, *, error: str = "") -> None:
    """Notes how the run ended: '' or a bare code, and then it runs again after `AGAIN_AFTER`."""
    row = Timetable.objects.filter(name=name)
    row.update(last_error=error)
    if error:
        soon = time.now() + AGAIN_AFTER
        row.filter(next_at__gt=soon).update(next_at=soon)
