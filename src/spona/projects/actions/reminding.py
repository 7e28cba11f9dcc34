"""Before a report is due, the desk of the network gets a task."""

from __future__ import annotations

import datetime as dt
from typing import Final

from spona import audit
from spona.access.actor import Actor
from spona.deadlines.late import end_of
from spona.projects.actions.parts import TASK
from spona.projects.models import Due
from spona.projects.permissions import check_can_remind
from spona.projects.queries import desk_of
from spona.tasks.actions import open_task

# So long before a report is due its task opens.
AHEAD: Final = dt.timedelta(days=30)


def remind(day: dt.date, *, by: Actor) -> int:
    """Opens the task of each report that is due within 30 days; again opens nothing new.

    Returns how many are due and not sent.
    """
    check_can_remind(by)
    with audit.transaction():
        rows = Due.objects.standing().filter(sent_on=None, due_on__lte=day + AHEAD)
        found = list(rows.select_related("project"))
        for due in found:
            network = desk_of(due.project)
            if network is not None:
                open_task(
                    TASK, due.subject, institution=None, network=network, by=by,
                    due_at=end_of(due.due_on, network),
                )  # fmt: skip
    return len(found)
