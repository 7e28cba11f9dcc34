"""Before a report is due, the desk of the network gets a task."""

from __future__ import annotations

import datetime as dt
from typing import Final

from django.utils import timezone

from spona import audit
from spona.access.actor import Actor
from spona.directory.models import Network
from spona.directory.queries import coordinator_of
from spona.projects.actions.parts import TASK
from spona.projects.models import Due, Project
from spona.projects.permissions import check_can_remind
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
            network = _desk(due.project)
            if network is not None:
                open_task(
                    TASK, due.subject, institution=None, network=network, by=by,
                    due_at=end_of(due.due_on),
                )  # fmt: skip
    return len(found)


def end_of(day: dt.date) -> dt.datetime:
    """The last minute of the day, where the server's people live."""
    return timezone.make_aware(dt.datetime.combine(day, dt.time(23, 59)))


def _desk(project: Project) -> Network | None:
    """One desk, so that a project of seven towns makes no seven tasks: of the network of the one
    who leads, else the first that somebody coordinates. None in a practice network.
    """
    networks = list(project.networks.real().order_by("slug"))
    lead = project.partners.filter(role="lead", withdrawn_at=None).first()
    seats = (
        set(lead.institution.seats.values_list("network_id", flat=True))
        if lead is not None and lead.institution is not None
        else set()
    )
    networks.sort(key=lambda one: (one.pk not in seats, coordinator_of(one) is None))
    return next(iter(networks), None)
