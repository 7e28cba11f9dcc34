"""What other rooms ask about the totals that institutions typed in."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Q
from django.utils.translation import gettext as _

from spona.directory.models import Network
from spona.reference.models import Code
from spona.services import models
from spona.services.quarters import within


@dataclass(frozen=True, slots=True)
class Total:
    """`told`: the number in words, "fewer than 5" where it is small; `at_least` for a chart."""

    kind: str
    label: str
    told: str
    at_least: int


def totals_between(network: Network, first: dt.date, last: dt.date) -> list[Total]:
    """Of the quarters that lie wholly between the two days, by kind of service."""
    asked = Q(pk__in=[])
    for one in within(first, last):
        asked |= Q(sheet__year=one.year, sheet__quarter=one.number)
    rows = models.Total.objects.standing().filter(asked, sheet__network=network)
    by_kind: dict[str, list[int | None]] = {}
    for row in rows:
        by_kind.setdefault(row.kind, []).append(row.number)
    labels = kind_labels(by_kind)
    sums = {kind: add(numbers) for kind, numbers in by_kind.items()}
    return [
        Total(kind, labels[kind], sums[kind].told, sums[kind].at_least)
        for kind in labels
        if sums[kind].at_least
    ]


@dataclass(frozen=True, slots=True)
class Sum:
    """`small`: how many of the numbers are only known to be from one to four."""

    at_least: int
    small: int
    parts: int

    @property
    def told(self) -> str:
        """12, fewer than 5, at least 17; nothing where nothing was typed."""
        if not self.parts:
            return ""
        if not self.small:
            return str(self.at_least)
        if self.at_least == 1:
            return _("fewer than 5")
        return _("at least %(n)d") % {"n": self.at_least}


def add(numbers: Iterable[int | None]) -> Sum:
    """Zeros count nothing; None is one to four, of which one is sure."""
    given = list(numbers)
    small = sum(number is None for number in given)
    return Sum(sum(number or 0 for number in given) + small, small, len(given))


def kind_labels(kinds: Iterable[str] | None = None) -> dict[str, str]:
    """Words of the kinds in the order of the list, also of those that have ended since."""
    rows = Code.objects.filter(list=models.KINDS).order_by("order", "code", "version")
    if kinds is not None:
        rows = rows.filter(code__in=list(kinds))
    return {row.code: str(row.words) for row in rows}
