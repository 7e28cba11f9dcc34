"""Claiming a periodic job, and writing down how it went."""

from __future__ import annotations

from datetime import timedelta
from typing import Final

from django.db.models import Q

from spona.deadlines import time
from spona.deadlines.models import Timetable

AGAIN_AFTER: Final = timedelta(minutes=1)
# By so much the clocks of two machines may differ.
SLACK: Final = timedelta(minutes=5)


def claim(name: str, *, every: timedelta) -> bool:
    """True for exactly one of all workers, when `name` is due; the next time is set at once.

    One conditional UPDATE decides, so no lock is held while the job runs. A time that no run can
    have set is due as well: the clock was ahead, or somebody wrote the table.
    """
    at = time.now()
    if not Timetable.objects.filter(name=name).exists():
        Timetable.objects.bulk_create([Timetable(name=name, next_at=at)], ignore_conflicts=True)
    due = Timetable.objects.filter(
        Q(next_at__lte=at) | Q(next_at__gt=at + every + SLACK), name=name
    )
    return due.update(next_at=at + every, last_ran_at=at) == 1


def finished(name: str, *, error: str = "") -> None:
    """Notes how the run ended: '' or a bare code, and then it runs again after `AGAIN_AFTER`."""
    row = Timetable.objects.filter(name=name)
    row.update(last_error=error)
    if error:
        soon = time.now() + AGAIN_AFTER
        row.filter(next_at__gt=soon).update(next_at=soon)
