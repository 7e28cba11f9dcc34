"""What other apps ask about observations and unmet needs; never a row that identifies somebody."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Final
from uuid import UUID

from django.db.models import Count, Q, QuerySet
from django.utils.formats import number_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from spona.deadlines.time import today
from spona.directory.models import ELSEWHERE, Institution, Network
from spona.prevention.models import WAITING, Need, Observation, ObservationQuerySet
from spona.prevention.words import word, words_of
from spona.reference.scripts import fold, serbian_key
from spona.statistics.disclosure import fewer

# Letters that two words must share at their beginning: endings differ, "oglas" and "oglasima".
_STEM = 5
_ALIKE = 2
# What is left of a name where it may not be read.
GAP: Final = "…"
_GAPS: Final = re.compile(f"{GAP}(?:[\\s,.-]*{GAP})+")
_WORD: Final = re.compile(r"[^\W_]+")
# Words of at most so many letters in a firm's name are its form (d.o.o., a.d.) or "and".
_LEGAL_FORM: Final = 2
_LOOK_BACK = dt.timedelta(days=2 * 366)


@dataclass(frozen=True, slots=True)
class Unmet:
    """`told`: how often, "fewer than 5" where it is seldom; `cost`: an estimate with its currency,
    empty where nobody made one.
    """

    label: str
    told: str
    cost: str


@dataclass(slots=True)
class Lack:
    """One service that was missing: what its lines say together.

    `times` adds the numbers that were kept, `few` counts the lines with fewer than five. The
    newest estimate of cost counts; estimates are never added up.
    """

    service: str
    label: str
    times: int = 0
    few: int = 0
    reasons: dict[str, int] = field(default_factory=dict)
    waiting_days: int = 0
    cost: Decimal | None = None
    currency: str = ""
    cost_source: str = ""
    institutions: set[UUID] = field(default_factory=set)

    @property
    def told(self) -> str:
        if not self.times:
            return fewer() if self.few == 1 else few_lines(self.few)
        if not self.few:
            return str(self.times)
        return _("%(n)d and more") % {"n": self.times}

    @property
    def cost_told(self) -> str:
        return money(self.cost, self.currency) if self.cost is not None else ""


def few_lines(count: int) -> str:
    """Several lines, each with fewer than five."""
    return ngettext(
        "%(few)s, %(n)d time", "%(few)s, %(n)d times", count
    ) % {"few": fewer(), "n": count}  # fmt: skip


def money(amount: Decimal, currency: str) -> str:
    """1.250.000 RSD, without decimals where there are none."""
    places = 0 if amount == amount.to_integral_value() else 2
    return f"{number_format(amount, places, use_l10n=True, force_grouping=True)} {currency}"


def unmet_between(network: Network, first: dt.date, last: dt.date) -> list[Unmet]:
    """Needed services that nobody in town gives, the most frequent first."""
    return [Unmet(one.label, one.told, one.cost_told) for one in lacks(network, first, last)]


def lacks(network: Network, first: dt.date, last: dt.date) -> list[Lack]:
    """The same with reasons, waiting and the source of the estimate; three queries."""
    if network.practice:
        return []
    labels, reasons = words_of("service"), words_of("unmet_reason")
    rows = Need.objects.standing().filter(network=network).between(first, last)
    found: dict[str, Lack] = {}
    # The oldest first, so that the newest estimate is the one that stays.
    for row in rows.order_by("month", "written_at"):
        one = found.setdefault(row.service, Lack(row.service, word(labels, row.service)))
        _add(one, row, word(reasons, row.reason) if row.reason else "")
    return sorted(found.values(), key=lambda one: (-one.times, -one.few, serbian_key(one.label)))


def _add(one: Lack, row: Need, reason: str) -> None:
    one.times += row.times or 0
    one.few += row.times is None
    if reason:
        one.reasons[reason] = one.reasons.get(reason, 0) + (row.times or 1)
    one.institutions.add(row.institution_id)
    if row.reason == WAITING:
        one.waiting_days = max(one.waiting_days, row.waiting_days or 0)
    if row.cost is not None:
        one.cost, one.currency, one.cost_source = row.cost, row.currency, row.cost_source


def costs(found: Iterable[Lack]) -> dict[str, Decimal]:
    """Currency → what all services with an estimate cost together for a year."""
    sums: dict[str, Decimal] = {}
    for one in found:
        if one.cost is not None:
            sums[one.currency] = sums.get(one.currency, Decimal(0)) + one.cost
    return dict(sorted(sums.items()))


def with_counts(rows: ObservationQuerySet) -> ObservationQuerySet:
    """`seen_times`: how often it was seen, the first time too."""
    return rows.annotate(seen_times=Count("sightings", distinct=True) + 1)


def alike(network: Network, title: str, text: str = "", *, at_most: int = 5) -> list[Observation]:
    """Observations of the last two years that may be about the same, the most alike first.

    By the beginnings of the words of the title, in any script.
    """
    asked = _stems(title)
    if not asked:
        return []
    near = Q()
    for stem in asked:
        near |= Q(search_key__contains=stem)
    rows = with_counts(
        Observation.objects.open().filter(near, network=network, seen_on__gte=today() - _LOOK_BACK)
    ).select_related("institution")
    scored = [(len(asked & _stems(f"{row.title} {row.text}")), row) for row in rows[:200]]
    need = min(_ALIKE, len(asked))
    close = [(score, row) for score, row in scored if score >= need]
    close.sort(key=lambda pair: (-pair[0], -pair[1].number))
    return [row for _score, row in close[:at_most]]


def _stems(text: str) -> set[str]:
    return {word[:_STEM] for word in fold(text).split() if len(word) >= _STEM - 1}


def told_without_firm(observation: Observation) -> tuple[str, str]:
    """Title and text as they may stand where a plan is read: each word of the firm's name, which
    is for those who may act, is a gap, in any script and with any ending.
    """
    firm = [one for one in fold(observation.firm).split() if len(one) > _LEGAL_FORM]
    stems = tuple(one[: max(_LEGAL_FORM + 1, len(one) - 1)] for one in firm)
    title, text = (_with_gaps(said, stems) for said in (observation.title, observation.text))
    return title, text


def _with_gaps(said: str, stems: tuple[str, ...]) -> str:
    if not stems:
        return said
    gapped = _WORD.sub(
        lambda word: GAP if fold(word.group()).startswith(stems) else word.group(), said
    )
    return _GAPS.sub(GAP, gapped)


def inspections(network: Network) -> QuerySet[Institution]:
    """Bodies that a letter can go to: of the towns served and national ones, examples left out
    where the network is a real one.
    """
    towns = network.towns_served.values("town")
    return (
        Institution.objects.filter(Q(town__in=towns) | Q(town=None), part_of=None)
        .exclude(Q(confidential=True) | Q(code=ELSEWHERE))
        .order_by("code")
    )
