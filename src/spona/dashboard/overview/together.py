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
from typing import Any, Final
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db.models import Count
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from spona.cases.models import Referral
from spona.cases.referrals.moves import State
from spona.dashboard.overview import sources
from spona.directory.institution_names import short_name
from spona.directory.models import Institution, Network
from spona.documents.tables import Cell
from spona.meetings.models import Attendance, Form, Presence
from spona.meetings.vitality import months_before
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


@dataclass(frozen=True, slots=True)
class Listed:
    """`groups`: those of whom each meets every other, or has an agreement with every other, said
    once; `others`: what is closer, or apart from them.
    """

    groups: list[tuple[Step, list[Institution]]]
    others: list[With]


def ties(network: Network, institutions: Iterable[Institution], day: dt.date) -> list[Tie]:
    """Of every pair of these institutions that has something in common, in the last twelve months.

    Three queries, and what other apps ask.
    """
    bodies = sorted(institutions, key=lambda one: serbian_key(short_name(one)))
    first = months_before(day)[0]
    met = _met(network, first, day)
    did = Counter(
        pair
        for took_part in sources.joint_activities(network, first, day)
        for pair in _pairs(took_part)
    )
    frequent = _frequent(network, day)
    signed = sources.signed(network, day)
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


def _frequent(network: Network, day: dt.date) -> set[Pair]:
    """Pairs of which one took over from the other at least `FREQUENT` times in the last four
    closed quarters: both ends are those of a quarter, so that no month comes or goes alone.
    """
    zone = ZoneInfo(network.time_zone)
    quarter = dt.date(day.year, (day.month - 1) // 3 * 3 + 1, 1)
    first = quarter.replace(year=quarter.year - 1)
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


def as_list(found: Iterable[Tie]) -> Listed:
    """The same for a narrow screen and for whoever has it read aloud, nothing twice."""
    every = list(found)
    left = every
    bodies = {one.pk: one for tie in left for one in (tie.first, tie.second)}
    groups: list[tuple[Step, list[Institution]]] = []
    for step in (Step.MEET, Step.AGREED):
        group = _each_with_each({tie.pair for tie in every if tie.step >= step})
        rest = [tie for tie in left if not (tie.step == step and tie.pair <= group)]
        if len(rest) < len(left):
            groups.append((step, sorted((bodies[ident] for ident in group), key=_by_name)))
        left = rest
    closest: list[With] = []
    while left:
        # Under whoever has most of what is left; a pair stands under one of the two.
        ends = Counter(ident for tie in left for ident in tie.pair)
        most = max(ends.values())
        one = min((bodies[k] for k, n in ends.items() if n == most), key=_by_name)
        closest.append(With(one, _others(one, [tie for tie in left if one.pk in tie.pair])))
        left = [tie for tie in left if one.pk not in tie.pair]
    return Listed(groups, sorted(closest, key=lambda each: _by_name(each.institution)))


def _others(one: Institution, found: list[Tie]) -> list[tuple[Step, Promise, list[Institution]]]:
    """The closest first."""
    by: dict[Step, list[Institution]] = {}
    for tie in found:
        by.setdefault(tie.step, []).append(tie.second if tie.first.pk == one.pk else tie.first)
    return [(step, WORDS[step], by[step]) for step in sorted(by, reverse=True)]


def _each_with_each(pairs: set[Pair]) -> frozenset[UUID]:
    """Institutions of which each stands in a pair with every other, as those of one table do;
    three at least, else nobody.
    """
    inside = {ident for pair in pairs for ident in pair}
    while inside:
        known = Counter(ident for pair in pairs if pair <= inside for ident in pair)
        fewest = min(inside, key=lambda ident: (known[ident], str(ident)))
        if known[fewest] == len(inside) - 1:
            break
        inside.discard(fewest)
    return frozenset(inside) if len(inside) > 2 else frozenset()


def _by_name(one: Institution) -> Any:
    return serbian_key(short_name(one))


def rows(found: Iterable[Tie]) -> tuple[list[str], list[list[Cell]]]:
    head = [_("Institution"), _("Institution"), _("Joint work")]
    return head, [[short_name(tie.first), short_name(tie.second), str(tie.word)] for tie in found]
