"""A thief's classifier: learns from some reports what goes with a kind of person, guesses the rest.

A report is what was seen of it: features that are there or not, and numbers (instants, places in
a table) of which only "more than a tenth of the others, than two tenths, …" is used. It is AdaBoost
over single features: what tells most is chosen first, and a thousand that tell nothing do not
drown one that does, as they would in a naive Bayes.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from math import comb, exp, log, sqrt
from statistics import quantiles

ROUNDS = 10


@dataclass(frozen=True)
class Seen:
    """What one report left, and the label that the thief wants to know."""

    label: str
    features: frozenset[str]
    numbers: dict[str, float] = field(default_factory=dict)


def hits(learn: Sequence[Seen], guess: Sequence[Seen]) -> int:
    """How many of `guess` get their right label from what `learn` taught."""
    cuts = _cuts(learn)
    one_of, *_others = sorted({one.label for one in learn})
    chosen = _boost([(one.label == one_of, _binned(one, cuts)) for one in learn])

    def is_one(seen: set[str]) -> bool:
        return sum(weight if feature in seen else -weight for feature, weight in chosen) > 0

    return sum(is_one(_binned(one, cuts)) == (one.label == one_of) for one in guess)


def _boost(known: Sequence[tuple[bool, set[str]]]) -> list[tuple[str, float]]:
    """(feature, its weight) in the order of choice; a negative weight speaks for the other label."""
    holders: dict[str, set[int]] = defaultdict(set)
    for at, (_label, seen) in enumerate(known):
        for feature in seen:
            holders[feature].add(at)
    # Many say the same of the same reports; one of each is enough, and what all have tells nothing.
    distinct = {
        frozenset(has): feature for feature, has in holders.items() if len(has) < len(known)
    }
    weights, chosen = [1 / len(known)] * len(known), []
    for _round in range(ROUNDS if distinct else 0):
        signed = [w if label else -w for w, (label, _seen) in zip(weights, known, strict=True)]
        absent = sum(signed)
        # Right where it is and speaks for the label, and where it is not and speaks against it.
        score = {has: 2 * sum(signed[at] for at in has) - absent for has in distinct}
        best = max(score, key=lambda has: abs(score[has]))
        wrong = min(max((1 - abs(score[best])) / 2, 1e-3), 0.4999)
        weight = log((1 - wrong) / wrong) / 2 * (1 if score[best] > 0 else -1)
        chosen.append((distinct[best], weight))
        for at, (label, _seen) in enumerate(known):
            right = ((at in best) == label) == (weight > 0)
            weights[at] *= exp(-abs(weight) if right else abs(weight))
        total = sum(weights)
        weights = [one / total for one in weights]
    return chosen


def _cuts(learn: Sequence[Seen]) -> dict[str, list[float]]:
    """Name of a number → the nine values between the tenths of those that were learned."""
    values: dict[str, list[float]] = defaultdict(list)
    for one in learn:
        for name, number in one.numbers.items():
            values[name].append(number)
    return {name: quantiles(found, n=10) for name, found in values.items() if len(found) > 9}


def _binned(one: Seen, cuts: dict[str, list[float]]) -> set[str]:
    above = {
        f"{name} above {cut:.6g}"
        for name, number in one.numbers.items()
        for cut in cuts.get(name, ())
        if number > cut
    }
    return one.features | above


def interval(n: int, level: float = 0.95) -> tuple[int, int]:
    """The fewest and most hits of n coin tosses that lie within `level`, two-sided."""
    mass, low, tail = [comb(n, k) / 2**n for k in range(n + 1)], 0, 0.0
    while tail + mass[low] <= (1 - level) / 2:
        tail += mass[low]
        low += 1
    return low, n - low


def telling(seen: Sequence[Seen], sigma: float = 5.5) -> list[str]:
    """What goes with one label far more often than with the other: by so many standard
    deviations that among some thousand features chance does it once in ten thousand runs."""
    cuts = _cuts(seen)
    by: dict[str, Counter[str]] = defaultdict(Counter)
    for one in seen:
        by[one.label].update(_binned(one, cuts))
    n = Counter(one.label for one in seen)
    first, second = sorted(n)

    def apart(feature: str) -> float:
        a, b = by[first][feature], by[second][feature]
        share = (a + b) / (n[first] + n[second])
        spread = sqrt(share * (1 - share) * (1 / n[first] + 1 / n[second]))
        return abs(a / n[first] - b / n[second]) / spread if spread else 0.0

    return sorted(one for one in by[first].keys() | by[second].keys() if apart(one) > sigma)
