"""Somebody who has every page of every snapshot and tries all worlds that fit them.

Knows the rule, the files' years and the senders' sectors, and that people only ever come. It
shares no code with what it attacks: joint counts of everybody, every sum that was shown.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from itertools import product


@dataclass
class Attacker:
    """`layers` groups of people, each a joint table over all dimensions of `domain`."""

    domain: dict[str, list[str]]
    layers: int
    equations: list[tuple[frozenset[int], int]] = field(default_factory=list)

    def __post_init__(self):
        places = list(product(*self.domain.values()))
        self.places = [(layer, place) for layer in range(self.layers) for place in places]

    def sum_of(self, cell, layers) -> frozenset[int]:
        """The unknowns behind a cell of the people in these layers."""
        names = list(self.domain)
        return frozenset(
            number
            for number, (layer, place) in enumerate(self.places)
            if layer in layers and all(place[names.index(name)] == code for name, code in cell)
        )

    def learns(self, cell, layers, number) -> None:
        self.equations.append((self.sum_of(cell, layers), number))

    def intervals(self, wanted: dict) -> dict:
        """Name → (least, most) over all worlds; every whole number of people is tried."""
        touching = [[] for _ in self.places]
        for at, (unknowns, _number) in enumerate(self.equations):
            for unknown in unknowns:
                touching[unknown].append(at)
        left = [number for _unknowns, number in self.equations]
        open_ = [len(unknowns) for unknowns, _number in self.equations]
        world = [0] * len(self.places)
        found: dict = {}

        def walk(at):
            if at == len(world):
                for name, unknowns in wanted.items():
                    value = sum(world[each] for each in unknowns)
                    low, high = found.get(name, (value, value))
                    found[name] = min(low, value), max(high, value)
                return
            most = min(left[each] for each in touching[at])
            closing = [each for each in touching[at] if open_[each] == 1]
            least = max((left[each] for each in closing), default=0)
            for value in range(least, most + 1):
                world[at] = value
                for each in touching[at]:
                    left[each] -= value
                    open_[each] -= 1
                walk(at + 1)
                for each in touching[at]:
                    left[each] += value
                    open_[each] += 1
            world[at] = 0

        walk(0)
        return found


def tables_of(people, tables, domain) -> dict:
    """The counts of these people (a tuple of codes each, in the domain's order)."""
    names = list(domain)
    return {
        table: Counter(tuple(each[names.index(name)] for name in table) for each in people)
        for table in tables
    }
