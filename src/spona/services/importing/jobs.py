"""What the worker does: files that nobody has taken over for some days are forgotten."""

from __future__ import annotations

import datetime as dt
from typing import Final

from spona import deadlines
from spona.access.actor import Actor
from spona.services.importing.actions import forget
from spona.services.models import ServiceImport

WAITS: Final = dt.timedelta(days=3)


def forget_files() -> int:
    """Returns how many."""
    rows = ServiceImport.objects.filter(content__isnull=False, sent_at__lt=deadlines.now() - WAITS)
    old = list(rows.defer("content"))
    for row in old:
        forget(row, by=Actor.system("reminders"))
    return len(old)
