"""What waits for whom in a network: whom it waits for, late or not by the day, and nothing else.

No sender, whoever it is, and nothing that tells how urgent a thing is: no hours, no rule, no day on
which it came, no step that was reached. While a deadline stands still for the sender's answer, the
thing waits for "whoever sent it"; their name is with the institution that asked them. What a step
of the escalation has brought to the coordinator stands here from that hour on, so that somebody
calls: so much they know.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from typing import Any, Final, NamedTuple
from uuid import UUID

from django.core.paginator import Page, Paginator
from django.db.models import (
    BooleanField,
    Case,
    Count,
    Exists,
    ExpressionWrapper,
    F,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    Value,
    When,
)

from spona import deadlines
from spona.access.actor import Actor
from spona.access.prepared_rows import Perhaps
from spona.cases.models import Referral
from spona.cases.referrals.moves import CLOSED, State
from spona.cases.referrals.question_pause import waits_for_sender
from spona.deadlines import late_rows
from spona.deadlines.exclusions import PreparedShown
from spona.deadlines.models import Deadline
from spona.directory.institution_names import short_name
from spona.directory.models import Institution
from spona.directory.queries import institutions_by_id
from spona.reference.scripts import serbian_key

type Zones = tuple[str, ...]
type Moments = Sequence[datetime]
type Ids = Sequence[UUID]

COORDINATES: Final = "network:read_waiting"
_ANSWERED: Final = (State.ACCEPTED, State.IN_WORK)


@dataclass(frozen=True, slots=True)
class NetworkRow:
    """Something late. `owner`: whom it is waiting for, None for whoever sent it. `asked`: whom one
    may call about it.
    """

    reference: str
    owner: Institution | None
    asked: Institution


@dataclass(frozen=True, slots=True)
class Waits:
    """One institution, and how much waits for it; None for whoever sent it."""

    institution: Institution | None
    n: int
    late: int


@dataclass(frozen=True, slots=True)
class NetworkWaiting:
    """What is open in the networks an actor coordinates, counted; drawn is one page of the late.

    `awaited`: late, or not taken over yet. `twice`: two institutions in a row have found it not to
    be theirs. `without_deadline`: not taken over, and by no rule with a deadline.
    """

    late: Page[NetworkRow]
    waits: list[Waits]
    awaited: int
    twice: int
    without_deadline: int

    @property
    def late_count(self) -> int:
        return self.late.paginator.count


def network_waiting(actor: Actor, number: str | None, size: int) -> NetworkWaiting:
    """Counts of everything, and the page `number` of what is late, late longest first.

    Five queries and as many rows as the network has institutions, however much is open.
    """
    zones, now = late_rows.zones_in_use(), deadlines.now()
    starts = Perhaps(late_rows.starts_of_today(zones, now))
    drills = Perhaps(late_rows.late_in_practice(now, actor.networks_where(COORDINATES)))
    counts = [_Counted(*one) for one in _counts(zones).rows(actor, [now], starts, drills)]
    late = sum(one.n for one in counts if one.is_late)
    # The frame of the pages; what stands on one of them is asked by itself.
    page: Page[Any] = Paginator(range(late), size).get_page(number)
    shown = _late(zones, max(page.start_index() - 1, 0), page.end_index())
    found = shown.rows(actor, [now], starts, drills) if late else []
    page.object_list = [_row(one) for one in found]
    open_ones = [one for one in counts if one.is_late or not one.is_answered]
    return NetworkWaiting(
        page,
        _waits_for(open_ones),
        sum(one.n for one in open_ones),
        sum(one.n for one in counts if one.twice),
        sum(one.n for one in counts if not one.is_answered and not one.is_timed),
    )


class _Counted(NamedTuple):
    """So many rows are alike in all that is counted."""

    owner: UUID | None
    is_late: bool
    is_answered: bool
    is_timed: bool
    twice: bool
    n: int


def _open(
    actor: Actor, zones: Zones, now: datetime, starts: Moments, drills: Ids
) -> QuerySet[Any, Referral]:
    """Rows that are not closed, with what is counted of each, by its deadline that ends first."""
    running = (
        Deadline.objects.visible_to(actor)
        .running()
        .filter(subject_kind="referral", subject_id=OuterRef("pk"))
        .order_by(F("due_at").asc(nulls_last=True), "pk")
    )
    rows = Referral.objects.waiting_in(actor).exclude(state__in=CLOSED)
    rows = rows.alias(deadline=Subquery(running.values("pk")[:1]))
    ticking = Deadline.objects.filter(pk=OuterRef("deadline"))
    # What went on paper has a deadline from the handing over on; until then who sends it owes that,
    # or another institution that passes it on, which is no sender.
    hands_over = Q(on_paper=True, state=State.SENT, deadline=None)
    return rows.alias(
        is_late=Exists(ticking.filter(late_rows.late_by_day(now, zones, starts, drills))),
        is_timed=Exists(ticking.filter(rule__isnull=False, due_at__isnull=False)),
        is_answered=_is(Q(state__in=_ANSWERED)),
        twice=_is(Q(forwarded_from__forwarded_from__isnull=False)),
        owner=Case(
            When(hands_over, then=F("paper_institution")),
            When(waits_for_sender(now), then=Value(None)),
            default=F("recipient_institution"),
        ),
    )


def _is(condition: Q) -> ExpressionWrapper:
    return ExpressionWrapper(condition, output_field=BooleanField())


@lru_cache(maxsize=10)
def _counts(zones: Zones) -> PreparedShown[tuple[Any, ...]]:
    """One query; as many rows as there are institutions, times a few."""
    names = ("owner", "is_late", "is_answered", "is_timed", "twice")

    def build(
        actor: Actor, moment: Moments, starts: Moments, drills: Ids
    ) -> QuerySet[Any, tuple[Any, ...]]:
        rows = _open(actor, zones, moment[0], starts, drills)
        shown = rows.annotate(**{name: F(name) for name in names})
        alike = shown.order_by().values(*names).annotate(n=Count("pk"))
        counted: QuerySet[Any, tuple[Any, ...]] = alike.values_list(*names, "n")
        return counted

    return PreparedShown(build)


@lru_cache(maxsize=100)
def _late(zones: Zones, first: int, end: int) -> PreparedShown[Referral]:
    """By the day and not by the hour: the order may not tell how urgent a thing is."""
    day = Deadline.objects.filter(pk=OuterRef("deadline")).annotate(day=late_rows.last_day(zones))

    def build(
        actor: Actor, moment: Moments, starts: Moments, drills: Ids
    ) -> QuerySet[Any, Referral]:
        rows = _open(actor, zones, moment[0], starts, drills)
        found = rows.filter(is_late=True).alias(day=Subquery(day.values("day")[:1]))
        found = found.annotate(of_sender=_is(waits_for_sender(moment[0])))
        found = found.select_related("recipient_institution").order_by("day", "reference")
        page: QuerySet[Any, Referral] = found[first:end]
        return page

    return PreparedShown(build)


def _row(row: Referral) -> NetworkRow:
    """What is late has a deadline, so nobody hands it over on paper any more."""
    asked = row.recipient_institution
    of_sender: bool = getattr(row, "of_sender")  # noqa: B009 — an annotation of the query
    return NetworkRow(row.reference, None if of_sender else asked, asked)


def _waits_for(counts: Iterable[_Counted]) -> list[Waits]:
    """Whoever is late first, then by name; nobody's place tells more than that."""
    by: dict[UUID | None, list[_Counted]] = {}
    for one in counts:
        by.setdefault(one.owner, []).append(one)
    bodies = institutions_by_id(owner for owner in by if owner is not None)
    found = [
        Waits(
            bodies[owner] if owner else None,
            sum(one.n for one in those),
            sum(one.n for one in those if one.is_late),
        )
        for owner, those in by.items()
    ]
    return sorted(found, key=lambda one: (not one.late, one.institution is None, _by_name(one)))


def _by_name(one: Waits) -> tuple[tuple[int, ...], str]:
    return serbian_key(short_name(one.institution) if one.institution else "")
