"""What other rooms and desks ask about meetings; conferences about a file never count."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db.models import Q

from spona import clocks
from spona.access.actor import Actor
from spona.directory.models import Institution, Network
from spona.gatherings.models import Attendance, Decision, Meeting, MeetingQuerySet, Presence
from spona.mandates.queries import quorum
from spona.reference.scripts import serbian_key
from spona.tasks.models import Task

# A table that did not meet for so long is shown as quiet.
QUIET_AFTER = 60


@dataclass(frozen=True, slots=True)
class Held:
    """One meeting: `there` of `of` institutions were there, themselves or by a deputy."""

    meeting: Meeting
    day: dt.date
    there: int
    of: int


@dataclass(frozen=True, slots=True)
class There:
    """How often one institution was at the table in these twelve months."""

    institution: Institution
    there: int
    of: int


@dataclass(frozen=True, slots=True)
class Vitality:
    """A network's life on `day`. `held`: of the last twelve months, the oldest first; `done` of
    `decided`: decisions of these; `last_on` and `days` since: None where nobody ever met.
    """

    network: Network
    day: dt.date
    held: tuple[Held, ...]
    attendance: tuple[There, ...]
    decided: int
    done: int
    last_on: dt.date | None
    days: int | None
    quiet: bool
    next: Meeting | None


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


def vitality(network: Network, day: dt.date) -> Vitality:
    """Five queries at most, however many meetings there were."""
    year_ago = _start(day, network) - dt.timedelta(days=365)
    rows = Meeting.objects.of_table().filter(network=network)
    held = list(
        rows.filter(
            held_at__isnull=False, starts_at__gte=year_ago, starts_at__lt=_after(day, network)
        )
        .select_related("network")
        .order_by("starts_at")
    )
    there = _attendance(held)
    decided = Decision.objects.filter(meeting__in=[one.pk for one in held])
    outcomes = list(decided.values_list("task__done_at", "task__outcome"))
    last = held[-1] if held else _last(rows, day, network)
    ahead = rows.ahead().filter(starts_at__gte=clocks.now()).order_by("starts_at").first()
    last_on = _day(last, network) if last else None
    since = (day - last_on).days if last_on else None
    return Vitality(
        network,
        day,
        tuple(_held(one, network, there.get(one.pk, [])) for one in held),
        _by_institution(there.values()),
        len(outcomes),
        sum(done is not None and outcome == "done" for done, outcome in outcomes),
        last_on,
        since,
        quiet=is_quiet(network, day, last_on),
        next=ahead,
    )


def is_quiet(network: Network, day: dt.date, last_on: dt.date | None) -> bool:
    """`last_on`: day of the last meeting; a network that never met counts from its first day."""
    return (day - (last_on or network.created_at.date())).days >= QUIET_AFTER


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


def _attendance(held: list[Meeting]) -> dict[UUID, list[Attendance]]:
    rows = Attendance.objects.filter(meeting__in=[one.pk for one in held])
    found: dict[UUID, list[Attendance]] = {}
    for one in rows.select_related("institution"):
        found.setdefault(one.meeting_id, []).append(one)
    return found


def _held(meeting: Meeting, network: Network, rows: list[Attendance]) -> Held:
    there = sum(one.presence != Presence.ABSENT for one in rows)
    return Held(meeting, _day(meeting, network), there, len(rows))


def _by_institution(rows: Iterable[list[Attendance]]) -> tuple[There, ...]:
    found: dict[UUID, list[Attendance]] = {}
    for one in (row for each in rows for row in each):
        found.setdefault(one.institution_id, []).append(one)
    counted = [
        There(
            each[0].institution,
            sum(one.presence != Presence.ABSENT for one in each),
            len(each),
        )
        for each in found.values()
    ]
    return tuple(sorted(counted, key=lambda one: serbian_key(str(one.institution.words))))


def _last(rows: MeetingQuerySet, day: dt.date, network: Network) -> Meeting | None:
    before = rows.filter(held_at__isnull=False, starts_at__lt=_after(day, network))
    return before.order_by("starts_at").last()


def _day(meeting: Meeting, network: Network) -> dt.date:
    return meeting.starts_at.astimezone(ZoneInfo(network.time_zone)).date()


def _start(day: dt.date, network: Network) -> dt.datetime:
    return dt.datetime.combine(day, dt.time(), ZoneInfo(network.time_zone))


def _after(day: dt.date, network: Network) -> dt.datetime:
    return _start(day + dt.timedelta(days=1), network)
