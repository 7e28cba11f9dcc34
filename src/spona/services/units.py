"""Units in which services are counted, and an amount in words."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from decimal import Decimal
from typing import Final

from django.utils.formats import number_format
from django.utils.functional import Promise
from django.utils.translation import ngettext, pgettext_lazy

NIGHT: Final = "night"
HOUR: Final = "hour"
MONEY: Final = "money"
UNITS: Final[Mapping[str, Promise]] = {
    NIGHT: pgettext_lazy("unit of a service", "Nights"),
    HOUR: pgettext_lazy("unit of a service", "Hours"),
    "session": pgettext_lazy("unit of a service", "Sessions"),
    "meal": pgettext_lazy("unit of a service", "Meals"),
    MONEY: pgettext_lazy("unit of a service", "Money"),
}


def told_amount(unit: str, number: Decimal, currency: str = "") -> str:
    """12 nights, 1.250 RSD: an amount with its unit in the active language."""
    whole = number == number.to_integral_value()
    # Of money both digits of a part, of hours 2,5.
    digits = 2 if unit == MONEY else None
    shown = number_format(
        number if digits else number.normalize(), 0 if whole else digits, force_grouping=True
    )
    if unit == MONEY:
        return f"{shown} {currency}"
    # A part of an hour takes the plural of many.
    count = int(number) if whole else 5
    words = {
        NIGHT: ngettext("%(n)s night", "%(n)s nights", count),
        HOUR: ngettext("%(n)s hour", "%(n)s hours", count),
        "session": ngettext("%(n)s session", "%(n)s sessions", count),
        "meal": ngettext("%(n)s meal", "%(n)s meals", count),
    }
    return words[unit] % {"n": shown} if unit in words else f"{shown} {unit}"


def told_sums(amounts: Iterable[tuple[str, str, Decimal]]) -> list[str]:
    """(unit, currency, amount): one sum a unit; amounts of two currencies are not added up."""
    sums: dict[tuple[str, str], Decimal] = {}
    for unit, currency, amount in amounts:
        key = (unit, currency if unit == MONEY else "")
        sums[key] = sums.get(key, Decimal(0)) + amount
    order = list(UNITS)
    ranked = sorted(sums, key=lambda key: (order.index(key[0]) if key[0] in order else 9, key[1]))
    return [told_amount(unit, sums[unit, currency], currency) for unit, currency in ranked]
