"""How a noisy number is told: a number, a band, "fewer than ten", or not at all."""

from __future__ import annotations

from dataclasses import dataclass
from math import floor, sqrt
from typing import Final

from spona.statistics.releases.policy import Policy

# Of a hundred intervals ninety-five hold the number that was counted.
_NINETY_FIVE: Final = 1.96


@dataclass(frozen=True, slots=True)
class Shown:
    """`number` rounded; or `low` to `high` of a band (`high` None: that many or more; `low` 0:
    fewer than `high`, which is also said of nobody). All None: not shown.
    """

    number: int | None = None
    low: int | None = None
    high: int | None = None
    counted: tuple[int, int] | None = None
    rate: tuple[int, int] | None = None


HIDDEN: Final = Shown()


def number(value: float, std: float, policy: Policy) -> Shown:
    """Decided by the noisy value alone, so that it costs no further budget."""
    least = policy.sigmas * std
    if least > policy.threshold and value < least:
        return HIDDEN
    if value < policy.threshold:
        return Shown(low=0, high=policy.threshold)
    told = policy.nearest * floor(value / policy.nearest + 0.5)
    wider = sqrt(max(value, 0.0) + std**2)
    return Shown(number=told, counted=_around(value, std), rate=_around(value, wider))


def band(value: float, policy: Policy) -> Shown:
    """Of a town in one year, and of everything where few people are counted."""
    first = policy.bands[0]
    if value < first:
        return Shown(low=0, high=first)
    low = max(edge for edge in policy.bands if edge <= value)
    above = [edge for edge in policy.bands if edge > low]
    return Shown(low=low, high=above[0] - 1 if above else None)


def sure_band(value: float, std: float, policy: Policy) -> Shown:
    """A band where a number would be told; else what stands in place of the number."""
    plain = number(value, std, policy)
    return plain if plain.number is None else band(value, policy)


def _around(value: float, std: float) -> tuple[int, int]:
    half = _NINETY_FIVE * std
    return max(0, floor(value - half + 0.5)), floor(value + half + 0.5)
