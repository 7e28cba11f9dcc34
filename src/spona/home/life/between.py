"""What went between institutions in a year and whether the answer came in time: for who leads.

Reference, content and person are nowhere; what the coordinator was locked out of is not counted.
"""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final
from uuid import UUID

from django.db.models import Count
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext

from spona import clocks
from spona.access.actor import Actor
from spona.cases.models import Referral
from spona.cases.referrals.moves import State
from spona.clocks.models import Clock
from spona.clocks.models.rules import State as RuleState
from spona.directory.models import Institution
from spona.directory.short_names import short_name
from spona.documents.tables import Cell
from spona.reference.scripts import serbian_key

# A file leaves the screen: what is seldom is told there in words only.
FEW: Final = 5

TAKEN, WAITING, ONWARD, NO_PLACE, BACK = "taken", "waiting", "onward", "no_place", "back"
ENDS: Final[dict[str, Promise]] = {
    TAKEN: gettext_lazy("taken over"),
    WAITING: gettext_lazy("waits for an answer"),
    ONWARD: gettext_lazy("forwarded"),
    NO_PLACE: gettext_lazy("no place"),
    BACK: gettext_lazy("taken back or run out"),
}
_END_OF: Final[dict[str, str]] = {
    State.ACCEPTED: TAKEN, State.IN_WORK: TAKEN, State.DONE: TAKEN,
    State.SENT: WAITING, State.OPENED: WAITING, State.NEEDS_INFORMATION: WAITING,
    State.AWAITING_COMPETENT: WAITING, State.FORWARDED: ONWARD, State.NO_PLACE: NO_PLACE,
    State.WITHDRAWN: BACK, State.EXPIRED: BACK,
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Way:
    """So many went from one institution to another and ended so (a key of ENDS)."""

    sender: Institution
    recipient: Institution
    end: str
    n: int

    @property
    def word(self) -> Promise:
        return ENDS[self.end]


@dataclass(frozen=True, slots=True)
class Answers:
    """Of one institution: answered in time, answered late or late now, and still running."""

    institution: Institution
    in_time: int
    late: int
    running: int

    @property
    def over(self) -> int:
        """How many have an answer, or should have one."""
        return self.in_time + self.late


def ways(actor: Actor, since: dt.datetime) -> list[Way]:
    """Two queries; the order of the table: by sender, recipient and end."""
    counts: Counter[tuple[UUID, UUID, str]] = Counter()
    rows = (
        Referral.objects.waiting_in(actor)
        .filter(sent_at__gte=since, network__practice=False)
        .order_by()
        .values("sender_institution_id", "recipient_institution_id", "state")
        .annotate(n=Count("pk", distinct=True))
    )
    for row in rows:
        end = _END_OF.get(row["state"])
        if end is not None:
            pair = row["sender_institution_id"], row["recipient_institution_id"]
            counts[*pair, end] += row["n"]
    bodies = Institution.objects.in_bulk({ident for *pair, _end in counts for ident in pair})
    found = [
        Way(bodies[sender], bodies[recipient], end, n)
        for (sender, recipient, end), n in counts.items()
    ]
    order = list(ENDS)
    return sorted(
        found,
        key=lambda way: (_by_name(way.sender), _by_name(way.recipient), order.index(way.end)),
    )


def answers(actor: Actor, since: dt.datetime) -> list[Answers]:
    """Only by rules that somebody adopted: what nobody promised is not late. Two queries."""
    now = clocks.now()
    led = actor.networks_where("network:read_waiting")
    rows = Clock.objects.visible_to(actor).filter(
        network_id__in=led, network__practice=False, kind="answer", subject_kind="referral",
        started_at__gte=since, due_at__isnull=False, institution__isnull=False,
        rule__state=RuleState.ADOPTED,
    )  # fmt: skip
    counts: dict[UUID, Counter[str]] = {}
    for row in rows.values_list("institution_id", "due_at", "stopped_at", "paused_at"):
        institution, due, stopped, paused = row
        if institution is not None and due is not None:
            counts.setdefault(institution, Counter())[_kept(due, stopped, paused, now)] += 1
    bodies = Institution.objects.in_bulk(counts)
    found = [
        Answers(bodies[ident], n["in_time"], n["late"], n["running"]) for ident, n in counts.items()
    ]
    return sorted(found, key=lambda one: (-one.over, -one.running, _by_name(one.institution)))


def _kept(
    due: dt.datetime, stopped: dt.datetime | None, paused: dt.datetime | None, now: dt.datetime
) -> str:
    if stopped is not None:
        return "in_time" if stopped <= due else "late"
    return "running" if paused is not None or now <= due else "late"


def _by_name(one: Institution) -> tuple[tuple[int, ...], str]:
    return serbian_key(short_name(one))


def way_rows(found: Iterable[Way]) -> tuple[list[str], list[list[Cell]]]:
    head = [pgettext("whom", "From"), _("To whom"), _("What became of it"), _("How many")]
    return head, [
        [short_name(way.sender), short_name(way.recipient), str(way.word), told(way.n)]
        for way in found
    ]


def answer_rows(found: Iterable[Answers]) -> tuple[list[str], list[list[Cell]]]:
    head = [_("Institution"), _("In time"), _("Late"), _("Still running")]
    return head, [
        [short_name(one.institution), told(one.in_time), told(one.late), told(one.running)]
        for one in found
    ]


def told(n: int) -> Cell:
    """For what leaves the screen."""
    return n if n == 0 or n >= FEW else _("fewer than 5")
