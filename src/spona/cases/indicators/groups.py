"""The signs of a list in their groups, and how many of each were answered."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from spona.reference.models import Indicator, IndicatorList
from spona.reference.words import Words


@dataclass(frozen=True, slots=True)
class Group:
    """`number` counts from 1; `signs` in the order of the list."""

    number: int
    words: Words
    signs: list[Indicator]

    def answered(self, typed: Mapping[str, Mapping[str, str]]) -> int:
        return sum(1 for sign in self.signs if typed.get(sign.code, {}).get("answer"))


def signs_of(chosen: IndicatorList) -> list[Indicator]:
    """The signs of a list, in order; one query."""
    return list(chosen.indicators.order_by("order", "code"))


def groups_of(chosen: IndicatorList) -> list[Group]:
    """The list cut where its heading changes; a heading that comes back is the same group."""
    found: dict[str, Group] = {}
    for sign in signs_of(chosen):
        key = repr(sorted(sign.group.items()))
        if key not in found:
            found[key] = Group(len(found) + 1, sign.group, [])
        found[key].signs.append(sign)
    return list(found.values())
