"""Totals of services given that have left the sealed plans, for the network and for a donor."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Final
from uuid import UUID

from django.db.models import Q
from django.utils.translation import gettext as _

from spona.directory.institution_names import short_name
from spona.directory.models import Network
from spona.services.models import GivenTotal
from spona.services.quarters import Quarter, within
from spona.services.queries import kind_labels
from spona.services.units import told_amount
from spona.statistics.rules import current_rule
from spona.ui.trace import Source, Trace

_ROWS: Final = GivenTotal.objects.select_related("update__institution", "provider")


@dataclass(frozen=True, slots=True)
class GivenSum:
    """`who` gave it; `since` and `until` are the quarters from which and in which it counts."""

    label: str
    told: str
    who: str
    since: Quarter
    until: Quarter

    @property
    def period(self) -> str:
        return str(self.until) if self.since == self.until else f"{self.since} – {self.until}"


def given_in(network: Network, quarters: Sequence[Quarter]) -> list[GivenSum]:
    """What became complete in these quarters, of all donors together."""
    asked = Q(pk__in=[])
    for one in quarters:
        asked |= Q(year=one.year, quarter=one.number)
    return _sums(_ROWS.filter(asked, network=network))


def given_for(
    project: UUID, donor: UUID, networks: Iterable[UUID], first: dt.date, last: dt.date
) -> list[GivenSum]:
    """Of a donor, where it counts from quarters that lie wholly between the two days only."""
    whole = list(within(first, last))
    if not whole:
        return []
    rows = _ROWS.filter(project=project, donor=donor, network__in=list(networks))
    return _sums(row for row in rows if whole[0] <= row.since and row.complete <= whole[-1])


def given_note() -> str:
    """What stands under such a table."""
    return _(
        "Nothing is shared of fewer than %(n)d people; what they were given is counted in a later "
        "quarter."
    ) % {"n": current_rule().threshold}


def given_trace(period: str) -> Trace:
    """An intake officer lets the totals out of sealed plans; whose they are is nobody's to ask."""
    return Trace(
        "given",
        _("Totals that each institution lets out of its plans of care once a month."),
        period=period,
        sources=[Source(given_note())],
        closed=_("The plans from which they come are sealed; no page shows them to others."),
    )


def _sums(rows: Iterable[GivenTotal]) -> list[GivenSum]:
    """One a kind, unit and provider, in the order of the list of kinds."""
    sums: dict[tuple[str, str, str, str], list[GivenTotal]] = {}
    for row in rows:
        body = row.provider or row.update.institution
        key = (row.kind, row.unit, row.currency, short_name(body))
        sums.setdefault(key, []).append(row)
    labels = kind_labels({kind for kind, *_rest in sums})
    order = {kind: number for number, kind in enumerate(labels)}
    ranked = sorted(sums, key=lambda key: (order.get(key[0], len(order)), *key))
    return [
        GivenSum(
            labels.get(key[0], key[0]),
            told_amount(key[1], sum((row.amount for row in sums[key]), Decimal(0)), key[2]),
            key[3],
            min(row.since for row in sums[key]),
            max(row.complete for row in sums[key]),
        )
        for key in ranked
    ]
