"""What waits for whom in a network: reference, institutions, state and clock, and nothing else."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Final
from uuid import UUID

from django.db.models import OuterRef, Subquery
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from spona import clocks
from spona.access.actor import Actor
from spona.cases.models import Move, Referral
from spona.cases.referrals.moves import CLOSED, State
from spona.clocks.models import Clock, StepTo
from spona.clocks.view import ClockView, views_of
from spona.directory.models import Institution

# By state: what is waited for, and whether the sender is the one who owes it.
_WAITS: Final[dict[str, tuple[Promise, bool]]] = {
    State.SENT: (gettext_lazy("it has arrived and is not opened"), False),
    State.OPENED: (gettext_lazy("it is opened and not answered"), False),
    State.NEEDS_INFORMATION: (gettext_lazy("more was asked for"), True),
    State.AWAITING_COMPETENT: (gettext_lazy("the forwarding has to be confirmed"), True),
    State.ACCEPTED: (gettext_lazy("it is taken over, the work has not begun"), False),
    State.IN_WORK: (gettext_lazy("it is in work"), False),
}
# When it came into the state in which it waits.
_SINCE: Final = Subquery(
    Move.objects.filter(referral=OuterRef("pk"), to_state=OuterRef("state"))
    .order_by("-at")
    .values("at")[:1]
)
# Of what went on paper: whether it was handed over.
_ON_PAPER: Final[dict[bool, tuple[Promise, bool]]] = {
    True: (gettext_lazy("it was handed over on paper, no answer was written down"), False),
    False: (gettext_lazy("it has to be handed over on paper"), True),
}
_RUNGS: Final = (
    (StepTo.QUEUE, gettext_lazy("reminder")),
    (StepTo.DEPUTY, gettext_lazy("deputy")),
    (StepTo.COORDINATOR, gettext_lazy("you now")),
)
# Not yet theirs, so nobody is addressed.
_AHEAD: Final = {StepTo.COORDINATOR: gettext_lazy("coordinator")}


@dataclass(frozen=True, slots=True)
class NetworkRow:
    """`owner` is whom it is waiting for; `since` when it began to; `ladder` as the part of that
    name reads it; `twice`: two institutions in a row have found it not to be theirs.
    """

    reference: str
    owner: Institution
    what: Promise
    sender: Institution
    recipient: Institution
    state: str
    since: datetime
    clock: ClockView | None
    ladder: list[dict[str, str]]
    twice: bool
    on_paper: bool = False

    @property
    def is_late(self) -> bool:
        return self.clock is not None and self.clock.state == "late"

    @property
    def is_answered(self) -> bool:
        return self.state in (State.ACCEPTED, State.IN_WORK)

    @property
    def has_no_deadline(self) -> bool:
        """Somebody owes an answer, and no rule says until when."""
        timed = self.clock is not None and self.clock.state != "none"
        return not self.is_answered and not timed


def network_rows(actor: Actor) -> list[NetworkRow]:
    """Everything open in the networks this actor coordinates, the nearest deadline first.

    Two queries, two more for the reminders, and the calendar of each network.
    """
    found = list(
        Referral.objects.waiting_in(actor)
        .exclude(state__in=CLOSED)
        .select_related("sender_institution", "recipient_institution", "forwarded_from")
        .annotate(since=_SINCE)
        .order_by("sent_at", "pk")
    )
    nearest = _nearest(actor, [row.pk for row in found])
    faces = views_of(nearest.values(), clocks.now())
    rows = [_row(row, nearest.get(row.pk), faces) for row in found]
    return sorted(rows, key=_deadline)


@dataclass(frozen=True, slots=True)
class Waits:
    """One institution, and how much waits for it: the first line that a coordinator reads."""

    institution: Institution
    n: int
    late: int
    since: datetime
    nearest: ClockView | None


def waits_for(rows: Iterable[NetworkRow]) -> list[Waits]:
    """By institution, whose nearest deadline comes first; `rows` are in that order already."""
    by: dict[UUID, list[NetworkRow]] = {}
    for row in rows:
        by.setdefault(row.owner.pk, []).append(row)
    return [
        Waits(
            institution=those[0].owner,
            n=len(those),
            late=sum(row.is_late for row in those),
            since=min(row.since for row in those),
            nearest=those[0].clock,
        )
        for those in by.values()
    ]


def _nearest(actor: Actor, referrals: Iterable[UUID]) -> dict[UUID, Clock]:
    """The running clock of each that ends first."""
    running = (
        Clock.objects.visible_to(actor)
        .running()
        .filter(subject_kind="referral", subject_id__in=referrals)
        .select_related("rule", "network__town")
        .prefetch_related("reached__step")
    )
    # Ascending, so the first one of a thing stays; what has no deadline comes last.
    ordered = sorted(running, key=lambda clock: (clock.due_at is None, clock.due_at or clock.pk))
    found: dict[UUID, Clock] = {}
    for clock in ordered:
        found.setdefault(clock.subject_id, clock)
    return found


def _row(row: Referral, clock: Clock | None, faces: dict[UUID, ClockView]) -> NetworkRow:
    what, sender_owes = _WAITS[row.state]
    if row.on_paper and row.state == State.SENT:
        # A clock runs from the handing over on.
        what, sender_owes = _ON_PAPER[clock is not None]
    face = faces[clock.pk] if clock is not None else None
    return NetworkRow(
        reference=row.reference,
        owner=row.sender_institution if sender_owes else row.recipient_institution,
        what=what,
        sender=row.sender_institution,
        recipient=row.recipient_institution,
        state=row.state,
        since=getattr(row, "since", None) or row.sent_at,
        clock=_without_content(face),
        ladder=_ladder(clock),
        twice=row.forwarded_from is not None and row.forwarded_from.forwarded_from_id is not None,
        on_paper=row.on_paper,
    )


def _without_content(face: ClockView | None) -> ClockView | None:
    """The words of a rule name the urgency; who only watches the time reads its source."""
    if face is None or not face.rule:
        return face
    return replace(face, rule=_("time to answer"))


def _ladder(clock: Clock | None) -> list[dict[str, str]]:
    """Where a late thing has got to; empty while nobody was reminded."""
    reached = {one.step.to for one in clock.reached.all()} if clock is not None else set()
    if not reached:
        return []
    return [
        {"label": str(label if to in reached else _AHEAD.get(to, label)),
         "state": _rung(to, reached)}
        for to, label in _RUNGS
    ]  # fmt: skip


def _rung(to: str, reached: set[str]) -> str:
    if to not in reached:
        return "ahead"
    return "you" if to == StepTo.COORDINATOR else "done"


def _deadline(row: NetworkRow) -> tuple[bool, float]:
    due_at = row.clock.due_at if row.clock else None
    return (due_at is None, due_at.timestamp() if due_at else 0.0)
