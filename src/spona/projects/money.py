"""Amounts: sums per currency, and one sum only where a dated rate is known for each of them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass, field
from decimal import ROUND_HALF_UP, Decimal
from typing import Final

from django.utils.formats import number_format
from django.utils.translation import gettext as _

from spona.projects.models import Rate

DINAR: Final = "RSD"
CURRENCIES: Final = ("RSD", "EUR", "USD", "CHF", "GBP", "SEK", "NOK", "BAM")
# A rate of the month before still says something; an older one is no rate of that day.
_FRESH: Final = dt.timedelta(days=31)
_CENT: Final = Decimal("0.01")


@dataclass(frozen=True, slots=True)
class Amount:
    """`day`: of which the rate is asked."""

    value: Decimal
    currency: str
    day: dt.date


@dataclass(frozen=True, slots=True)
class OneSum:
    """`total` is None where a rate is `missing`: (currency, day) of each that is."""

    currency: str
    total: Decimal | None
    missing: tuple[tuple[str, dt.date], ...] = ()
    used: tuple[Rate, ...] = ()


@dataclass(frozen=True, slots=True)
class Rates:
    """The rates of some currencies, newest first; made by `rates_of`, one query."""

    rows: dict[str, list[Rate]] = field(default_factory=dict)

    def on(self, currency: str, day: dt.date) -> Rate | None:
        """The newest one that is not of a later day and at most 31 days old."""
        known = (row for row in self.rows.get(currency, ()) if row.day <= day)
        found = next(known, None)
        return found if found is not None and day - found.day <= _FRESH else None


def rates_of(currencies: Iterable[str]) -> Rates:
    asked = set(currencies) - {DINAR}
    rows: dict[str, list[Rate]] = {}
    for row in Rate.objects.standing().filter(currency__in=asked) if asked else ():
        rows.setdefault(row.currency, []).append(row)
    return Rates(rows)


def per_currency(amounts: Iterable[Amount]) -> dict[str, Decimal]:
    """Sums, in the order of `CURRENCIES`."""
    sums: dict[str, Decimal] = {}
    for one in amounts:
        sums[one.currency] = sums.get(one.currency, Decimal(0)) + one.value
    order = {currency: at for at, currency in enumerate(CURRENCIES)}
    return dict(sorted(sums.items(), key=lambda row: (order.get(row[0], 99), row[0])))


def in_one(amounts: Iterable[Amount], currency: str, rates: Rates) -> OneSum:
    """All of them in one currency, rounded to the cent at the end."""
    total, missing, used = Decimal(0), dict[tuple[str, dt.date], None](), dict[Rate, None]()
    for one in amounts:
        value = one.value
        if one.currency != currency:
            for side, up in ((one.currency, True), (currency, False)):
                if side == DINAR:
                    continue
                rate = rates.on(side, one.day)
                if rate is None:
                    missing[side, one.day] = None
                    continue
                used[rate] = None
                value = value * rate.rate if up else value / rate.rate
        total += value
    if missing:
        return OneSum(currency, None, tuple(missing))
    return OneSum(currency, total.quantize(_CENT, ROUND_HALF_UP), (), tuple(used))


def told(value: Decimal, currency: str) -> str:
    """1.234,50 EUR, as the reader's language writes numbers; an amount is never broken."""
    places = 0 if value == value.to_integral_value() else 2
    number = number_format(value, places, use_l10n=True, force_grouping=True)
    return f"{number}\xa0{currency}"


def told_sums(sums: dict[str, Decimal]) -> str:
    """1.000 RSD + 200 EUR; a dash where there is nothing."""
    return " + ".join(told(value, currency) for currency, value in sums.items()) or "–"


def what_is_missing(found: OneSum) -> str:
    """The sentence where there is no one sum; empty where there is."""
    if not found.missing:
        return ""
    shown = ", ".join(
        _("%(currency)s on %(day)s") % {"currency": currency, "day": _day(day)}
        for currency, day in found.missing[:3]
    )
    more = len(found.missing) - 3
    if more > 0:
        shown = _("%(names)s and %(n)d more") % {"names": shown, "n": more}
    return _(
        "Not added up in %(currency)s: there is no rate of that day or of the 31 days before it "
        "for %(what)s. Enter the rate, and the sum is made."
    ) % {"currency": found.currency, "what": shown}


def _day(day: dt.date) -> str:
    return f"{day.day}. {day.month}. {day.year}."
