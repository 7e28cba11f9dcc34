"""Every cell of every table up to K-way, counted by NumPy from distinct rows with weights.

A cell is a choice of values, one in each of some columns; its *parents* are the cells with one of
these values less. All cells that have a parent and a column in common make up a *line*: their
counts add up to their parent's. Only cells with at least one row exist here.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import combinations
from math import comb, prod
from typing import Final

import numpy as np
from numpy.typing import NDArray

from spona.statistics.large_counts.refused import Refused

type Ints = NDArray[np.int64]
type Key = tuple[int, ...]
type Told = Callable[[int, int], None]

# As many cells take about two gigabytes with all that is asked of them.
MOST_CELLS: Final = 12_000_000
MOST_TABLES: Final = 50_000
# A table with room for more cells than this is sorted instead of laid out.
_LAID_OUT: Final = 1 << 22


@dataclass(frozen=True, slots=True)
class Rows:
    """Distinct rows: `codes` has a row for each, a column for each name; a code is a place in
    `values`, whose None is "not known". `weights` says how many rows of the file look like that.
    """

    names: Sequence[str]
    values: Sequence[Sequence[str | None]]
    codes: NDArray[np.int32]
    weights: Ints


@dataclass(frozen=True, slots=True)
class Table:
    """The cells `first` to `first + len(keys)` of all; a key holds one code for each column."""

    columns: Key
    first: int
    keys: Ints

    @property
    def cells(self) -> slice:
        return slice(self.first, self.first + len(self.keys))


@dataclass(slots=True)
class Level:
    """All tables of so many columns. `parents[c, i]`: the cell without its i-th value;
    `lines[c, i]`: the line of these two; `line_parent`: whose sum a line adds up to; `common[c,
    i]`: in how many rows the i-th value stands at all.
    """

    cells: slice
    parents: Ints
    lines: Ints
    line_parent: Ints
    common: Ints


@dataclass(slots=True)
class Cells:
    rows: Rows
    tables: list[Table]
    counts: Ints
    levels: list[Level] = field(default_factory=list)

    def codes(self, table: Table) -> list[Ints]:
        """For each column of the table, the code of each of its cells."""
        return decoded(table.keys, [len(self.rows.values[at]) for at in table.columns])


def tables_asked(columns: int, ways: int) -> int:
    """How many tables there are, the total among them."""
    return sum(comb(columns, size) for size in range(ways + 1))


def unheard(done: int, of: int) -> None:
    """For whoever does not watch."""


def count(rows: Rows, ways: int, told: Told = unheard) -> Cells:
    """Every table of at most `ways` columns; `told` hears how many of them are counted."""
    of = tables_asked(len(rows.names), ways)
    if of > MOST_TABLES:
        raise Refused(
            f"That is {of:,} tables; at most {MOST_TABLES:,} are counted at once. Ask for fewer "
            "columns (--columns) or a smaller --ways."
        )
    tables: list[Table] = []
    counts: list[Ints] = []
    first = 0
    for columns in _selections(len(rows.names), ways):
        keys, numbers = _table(rows, columns)
        tables.append(Table(columns, first, keys))
        counts.append(numbers)
        first += len(keys)
        if first > MOST_CELLS:
            raise Refused(
                f"There are more than {MOST_CELLS:,} combinations of values up to {ways}-way. "
                "Ask for fewer columns (--columns) or a smaller --ways, or put values together."
            )
        told(len(tables), of)
    return Cells(rows, tables, np.concatenate(counts))


def add_lines(cells: Cells) -> None:
    """Which cell is whose sum."""
    place = {table.columns: table for table in cells.tables}
    for size in range(1, len(cells.tables[-1].columns) + 1):
        cells.levels.append(_level(cells, place, size))


def _level(cells: Cells, place: dict[Key, Table], size: int) -> Level:
    here = [table for table in cells.tables if len(table.columns) == size]
    first, last = here[0].first, here[-1].cells.stop
    parents = np.empty((last - first, size), dtype=np.int64)
    lines, common = np.empty_like(parents), np.empty_like(parents)
    line_parent: list[Ints] = []
    begun = 0
    for table in here:
        codes = cells.codes(table)
        where = slice(table.first - first, table.cells.stop - first)
        for at in range(size):
            less = (*table.columns[:at], *table.columns[at + 1 :])
            parent = place[less]
            sizes = [len(cells.rows.values[each]) for each in less]
            keys = encoded([*codes[:at], *codes[at + 1 :]], sizes, len(table.keys))
            found = np.searchsorted(parent.keys, keys)
            parents[where, at] = parent.first + found
            lines[where, at] = begun + found
            line_parent.append(np.arange(parent.first, parent.cells.stop))
            begun += len(parent.keys)
            # Every value that is there stands in the table of its column alone, in order.
            common[where, at] = cells.counts[place[table.columns[at : at + 1]].cells][codes[at]]
    return Level(slice(first, last), parents, lines, np.concatenate(line_parent), common)


def encoded(codes: Sequence[NDArray], sizes: Sequence[int], length: int) -> Ints:
    keys = np.zeros(length, dtype=np.int64)
    for each, size in zip(codes, sizes, strict=True):
        keys *= size
        keys += each
    return keys


def decoded(keys: Ints, sizes: Sequence[int]) -> list[Ints]:
    codes = []
    for size in reversed(sizes):
        keys, code = np.divmod(keys, size)
        codes.append(code)
    return codes[::-1]


def _selections(columns: int, ways: int) -> Iterator[Key]:
    """The total first, then by size."""
    for size in range(ways + 1):
        yield from combinations(range(columns), size)


def _table(rows: Rows, columns: Key) -> tuple[Ints, Ints]:
    sizes = [len(rows.values[at]) for at in columns]
    room = prod(sizes)
    if room >= 1 << 62:
        raise Refused("These columns have too many values together. Ask for fewer (--columns).")
    keys = encoded([rows.codes[:, at] for at in columns], sizes, len(rows.weights))
    if room <= max(_LAID_OUT, len(keys)):
        sums = np.bincount(keys, weights=rows.weights, minlength=room)
        found = np.flatnonzero(sums)
        # Whole numbers stay exact in a float up to 2^53.
        return found, sums[found].astype(np.int64)
    found, back = np.unique(keys, return_inverse=True)
    return found, np.bincount(back, weights=rows.weights).astype(np.int64)
