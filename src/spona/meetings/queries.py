"""What other apps and desks ask about meetings; conferences about a file never count."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from zoneinfo import ZoneInfo

from django.db.models import Q

from spona.access.actor import Actor
from spona.directory.models import Network
from spona.mandates.queries import quorum
from spona.meetings.models import Decision, Meeting
from spona.tasks.models import Task


@dataclass(frozen=True, slots=True)
class Offers:
    """What an agenda may take up again: unfinished decisions, and points that have no owner."""

    decisions: list[Decision]
    tasks: list[Task]


def held_between(network: Network, first: dt.date, last: dt.date) -> int:
    """How many meetings of the network were held from `first` to `last`, both included."""
    rows = Meeting.objects.of_table().filter(network=network, held_at__isnull=False)
    return rows.filter(
        starts_at__gte=_start(first, network), starts_at__lt=_after(last, network)
    ).count()


def offers(network: Network, actor: Actor) -> Offers:
    """For whoever makes the agenda: what they may see of it, the oldest first."""
    decisions = (
        Decision.objects.filter(meeting__network=network, meeting__in=Meeting.objects.of_table())
        .filter(Q(task=None) | Q(task__done_at=None))
        .select_related("meeting__network", "institution__town", "task")
        .order_by("due_on", "number")
    )
    tasks = Task.objects.visible_to(actor).open().filter(kind="open_point", network=network)
    return Offers(list(decisions), list(tasks.select_related("institution").nearest_first()))


def needed(network: Network, day: dt.date) -> int | None:
    """How many institutions have to be there by the network's act; None: the act says nothing."""
    return quorum(network, day)


def _start(day: dt.date, network: Network) -> dt.datetime:
    return dt.datetime.combine(day, dt.time(), ZoneInfo(network.time_zone))


def _after(day: dt.date, network: Network) -> dt.datetime:
    return _start(day + dt.timedelta(days=1), network)
