"""Amounts: summed in each currency; in one only by a dated rate, never silently."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

from django.utils.translation import gettext as _

from spona.plans.labels import date_told, money_told, number_told
from spona.plans.models import Currency, Line
from spona.projects.queries import rate_on

_CENT = Decimal("0.01")


@dataclass(frozen=True, slots=True)
class Sum:
    currency: str
    amount: Decimal
    lines: int

    @property
    def told(self) -> str:
        return money_told(self.amount, self.currency)


def sums(lines: Iterable[Line]) -> list[Sum]:
    """For each currency that occurs, dinars first."""
    found: dict[str, list[Decimal]] = {}
    for line in lines:
        if line.amount is not None:
            found.setdefault(line.currency, []).append(line.amount)
    order = [one for one in Currency.values if one in found]
    return [Sum(one, sum(found[one], Decimal()), len(found[one])) for one in order]


def together(found: list[Sum], day: dt.date) -> str:
    """One sum in dinars with the rate and its day, or a sentence that says why there is none;
    empty where there is one currency at most.
    """
    if len(found) < 2:
        return ""
    total, rates = Decimal(), []
    for one in found:
        if one.currency == Currency.RSD:
            total += one.amount
            continue
        rate = rate_on(one.currency, day)
        if rate is None:
            return _(
                "The sums stand apart: for %(currency)s nobody has written down a rate of "
                "%(day)s. Write it down with its source among the projects."
            ) % {"currency": one.currency, "day": date_told(day)}
        total += (one.amount * rate).quantize(_CENT, ROUND_HALF_UP)
        rates.append(f"1 {one.currency} = {number_told(rate)} RSD")
    return _("Together %(sum)s, by the rate of %(day)s: %(rates)s.") % {
        "sum": money_told(total, Currency.RSD), "day": date_told(day), "rates": ", ".join(rates),
    }  # fmt: skip
