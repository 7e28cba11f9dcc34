"""Cells: a sum over everybody who has these codes, whichever tables it stands in."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from itertools import combinations, product

from spona.statistics.tables import Counts, Key

# The empty cell is the total. One that two tables share is the same cell, shown in both or none.
type Cell = frozenset[tuple[str, str]]
type Kind = frozenset[str]


@dataclass(frozen=True, slots=True)
class Frame:
    """`known` are the kinds of cells that an insider has from elsewhere; `threshold` people at
    least stand behind each number, and behind what is left when it is taken from its sum.
    """

    tables: Collection[Key]
    domain: Mapping[str, Collection[str]]
    known: Collection[Kind]
    threshold: int

    def table_of(self, kind: Kind) -> Key:
        """The first table in which cells of this kind stand."""
        return next(table for table in self.tables if kind <= set(table))

    def joint(self, kind: Kind) -> bool:
        """True where more than one table shows cells of this kind."""
        return sum(kind <= set(table) for table in self.tables) > 1


def kind_of(cell: Cell) -> Kind:
    return frozenset(dimension for dimension, _code in cell)


def subsets(dimensions: Collection[str]) -> Iterator[Key]:
    """Every selection, the empty one first."""
    for size in range(len(dimensions) + 1):
        yield from combinations(dimensions, size)


def margins(frame: Frame, counts: Counts) -> dict[Cell, int]:
    """All cells of all tables, those without anybody too, with their sums.

    Where two tables tell a cell differently (of those who came between, one who was corrected
    stands in some tables only), the larger sum.
    """
    sums: dict[Cell, int] = {}
    for table in frame.tables:
        for kind in subsets(table):
            here: Counter[Cell] = Counter()
            at = [table.index(dimension) for dimension in kind]
            for key, number in counts[table].items():
                here[frozenset((table[each], key[each]) for each in at)] += number
            for codes in product(*(frame.domain[dimension] for dimension in kind)):
                cell = frozenset(zip(kind, codes, strict=True))
                sums[cell] = max(sums.get(cell, 0), here[cell])
    return sums
