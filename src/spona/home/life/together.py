"""Who works with whom in a network: each pair of institutions, and how closely.

Three steps and no figures. What passes between two institutions about people counts only where it
is frequent, and only up to the end of the last whole quarter: so neither one case nor the day on
which it came can be seen in the picture, nor by comparing two pictures.
"""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from enum import IntEnum
from itertools import combinations
from typing import Final
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db.models import Count
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from spona.cases.models import Referral
from spona.cases.referrals.moves import State
from spona.directory.models import Institution, Network
from spona.directory.short_names import short_name
from spona.documents.tables import Cell
from spona.gatherings.models import Attendance, Form, Presence
from spona.gatherings.vitality import months_before
from spona.home.life import rooms
from spona.reference.scripts import serbian_key

# Fewer than this are never told, not even as a thicker line.
FREQUENT: Final = 5
# So many activities of two institutions in a year are more than an occasion.
_OFTEN: Final = 3
_TOOK_OVER: Final = (State.ACCEPTED, State.IN_WORK, State.DONE)

type Pair = frozenset[UUID]


class Step(IntEnum):
    """How closely two institutions work; nothing at all is no step."""

    AGREED = 0
    MEET = 1
    WORK = 2
    OFTEN = 3


WORDS: Final[dict[Step, Promise]] = {
    Step.AGREED: gettext_lazy("an agreement, no joint work yet"),
    Step.MEET: gettext_lazy("they meet"),
    Step.WORK: gettext_lazy("they work together"),
    Step.OFTEN: gettext_lazy("they often work together"),
}


@dataclass(frozen=True, slots=True)
class Tie:
    """A pair, in the order of the table. `word` says the step."""

    first: Institution
    second: Institution
    step: Step

    @property
    def word(self) -> Promise:
        return WORDS[self.step]

    @property
    def pair(self) -> Pair:
        return frozenset((self.first.pk, self.second.pk))


@dataclass(frozen=True, slots=True)
class With:
    """One institution and those it works with, the closest first: the picture as a list."""

    institution: Institution
    others: list[tuple[Step, Promise, list[Institution]]]


def ties(network: Network, institutions: Iterable[Institution], day: dt.date) -> list[Tie]:
    """Of every pair of these institutions that has something in common, in the last twelve months.

    Three queries, and what other rooms ask.
    """
    bodies = sorted(institutions, key=lambda one: serbian_key(short_name(one)))
    first = months_before(day)[0]
    met = _met(network, first, day)
    did = Counter(
        pair
        for took_part in rooms.joint_activities(network, first, day)
        for pair in _pairs(took_part)
    )
    frequent = _frequent(network, first, day)
    signed = rooms.signed(network, day)
    found = []
    for one, other in combinations(bodies, 2):
        pair = frozenset((one.pk, other.pk))
        step = _step(pair in met, did[pair], pair in frequent)
        if step is None and pair <= signed:
            step = Step.AGREED
        if step is not None:
            found.append(Tie(one, other, step))
    return found


def _step(meets: bool, activities: int, frequent: bool) -> Step | None:
    if activities >= _OFTEN or (activities and frequent):
        return Step.OFTEN
    if activities or frequent:
        return Step.WORK
    return Step.MEET if meets else None


def _pairs(ids: Iterable[UUID]) -> list[Pair]:
    return [frozenset(pair) for pair in combinations(set(ids), 2)]


def _met(network: Network, first: dt.date, day: dt.date) -> set[Pair]:
    """Pairs that were at one meeting of the network; a conference about a file never counts."""
    zone = ZoneInfo(network.time_zone)
    rows = Attendance.objects.filter(
        meeting__network=network,
        meeting__form=Form.TABLE,
        meeting__held_at__isnull=False,
        meeting__starts_at__gte=dt.datetime.combine(first, dt.time(), zone),
        meeting__starts_at__lt=dt.datetime.combine(day + dt.timedelta(days=1), dt.time(), zone),
        presence__in=(Presence.PRESENT, Presence.DEPUTY),
    )
    there: dict[UUID, set[UUID]] = {}
    for meeting, institution in rows.values_list("meeting_id", "institution_id"):
        there.setdefault(meeting, set()).add(institution)
    return {pair for ids in there.values() for pair in _pairs(ids)}


def _frequent(network: Network, first: dt.date, day: dt.date) -> set[Pair]:
    """Pairs of which one took over from the other at least `FREQUENT` times."""
    zone = ZoneInfo(network.time_zone)
    quarter = dt.date(day.year, (day.month - 1) // 3 * 3 + 1, 1)
    rows = (
        Referral.objects.filter(
            network=network,
            state__in=_TOOK_OVER,
            sent_at__gte=dt.datetime.combine(first, dt.time(), zone),
            sent_at__lt=dt.datetime.combine(quarter, dt.time(), zone),
        )
        .order_by()
        .values("sender_institution_id", "recipient_institution_id")
        .annotate(n=Count("pk"))
    )
    counts: Counter[Pair] = Counter()
    for row in rows:
        pair = frozenset((row["sender_institution_id"], row["recipient_institution_id"]))
        counts[pair] += row["n"]
    return {pair for pair, n in counts.items() if n >= FREQUENT and len(pair) == 2}


def as_list(found: Iterable[Tie]) -> list[With]:
    """The same by institution, for a narrow screen and for whoever has it read aloud."""
    by: dict[UUID, dict[Step, list[Institution]]] = {}
    bodies: dict[UUID, Institution] = {}
    for tie in found:
        for one, other in ((tie.first, tie.second), (tie.second, tie.first)):
            bodies[one.pk] = one
            by.setdefault(one.pk, {}).setdefault(tie.step, []).append(other)
    order = sorted(by, key=lambda ident: serbian_key(short_name(bodies[ident])))
    return [
        With(
            bodies[ident],
            [(step, WORDS[step], by[ident][step]) for step in sorted(by[ident], reverse=True)],
        )
        for ident in order
    ]


def rows(found: Iterable[Tie]) -> tuple[list[str], list[list[Cell]]]:
    head = [_("Institution"), _("Institution"), _("Joint work")]
    return head, [[short_name(tie.first), short_name(tie.second), str(tie.word)] for tie in found]
