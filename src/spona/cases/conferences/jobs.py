"""What ends by itself. No key is needed: the grants carry their end, and go with it."""

from __future__ import annotations

import logging

from spona import deadlines
from spona.access.actor import Actor
from spona.access.denied import Denied
from spona.cases.conferences.actions import end_conference
from spona.cases.conferences.models import Conference

_log = logging.getLogger("spona.jobs")


def end_conferences() -> int:
    """Close what is past its last day, each in its own transaction; return how many."""
    by = Actor.system("housekeeping")
    due = Conference.objects.filter(
        until__lte=deadlines.now(), meeting__ended_at=None, meeting__cancelled_at=None
    )
    rows = list(due.select_related("meeting"))
    return sum(_end(row, by) for row in rows)


def _end(row: Conference, by: Actor) -> int:
    try:
        end_conference(row, by=by)
    except Denied as refused:
        # Not as Spona left it: its keys end by themselves, and one such row holds up no other.
        _log.warning("left as it was", extra={"spona": {"error": type(refused).__name__}})
        return 0
    return 1
