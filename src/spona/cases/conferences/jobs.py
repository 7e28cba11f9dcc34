"""What ends by itself. No key is needed: the grants carry their end, and go with it."""

from __future__ import annotations

from spona import clocks
from spona.access.actor import Actor
from spona.cases.conferences.actions import end_conference
from spona.cases.conferences.models import Conference


def end_conferences() -> int:
    """Close what is past its last day, each in its own transaction; return how many."""
    by = Actor.system("housekeeping")
    due = Conference.objects.filter(
        until__lte=clocks.now(), meeting__ended_at=None, meeting__cancelled_at=None
    )
    rows = list(due.select_related("meeting"))
    for row in rows:
        end_conference(row, by=by)
    return len(rows)
