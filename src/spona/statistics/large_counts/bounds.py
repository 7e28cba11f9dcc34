"""How far a reader who adds and subtracts can narrow down each number that is not shown.

The reader is taken to be better informed than anybody is: they know of every combination whether
any row has it. From the numbers shown they work out for each other one at least and at most how
many it can be, from each sum the parts and from the parts the sum, again and again through all
tables until nothing moves any more. (These are the bounds of the shuttle algorithm for tables of
counts.) What this reader cannot do is solve many sums at once as one system of equations.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from itertools import count
from typing import Final

import numpy as np
from numpy.typing import NDArray

from spona.statistics.large_counts.cells import Cells, Ints, Level

_PAUSE: Final = 40
_NO_COUNT: Final = np.iinfo(np.int64).max


@dataclass(slots=True)
class Bounds:
    """At least and at most, by cell; the same where the number is shown."""

    low: Ints
    high: Ints

    def width(self) -> Ints:
        return self.high - self.low


def bounds(cells: Cells, shown: NDArray[np.bool_], enough: Callable[[Bounds], bool]) -> Bounds:
    """What the reader knows in the end, or when it is `enough`: they are asked now and then, for
    the last steps may be many and small.
    """
    # The first cell is the total, and of each that is hidden they know that somebody is there.
    found = Bounds(np.where(shown, cells.counts, 1), np.where(shown, cells.counts, cells.counts[0]))
    hidden = [_hidden(level, cells, shown) for level in cells.levels]
    before: tuple[np.int64, np.int64] | None = None
    for rounds in count(1):
        if before == (before := (found.low.sum(), found.high.sum())):
            break
        if rounds % _PAUSE == 0 and enough(found):
            break
        for each in hidden:
            each.parts_from_sums(found)
        for each in reversed(hidden):
            each.sums_from_parts(found)
    return found


@dataclass(slots=True)
class _Hidden:
    """The hidden cells of a level and the lines they stand in, numbered anew; `told` is what of
    each line is shown.
    """

    cell: Ints
    parents: Ints
    lines: Ints
    line_parent: Ints
    told: Ints

    def parts_from_sums(self, found: Bounds) -> None:
        low, high = found.low[self.cell], found.high[self.cell]
        lows, highs = self._sums(low), self._sums(high)
        least = found.low[self.parents] - (highs[self.lines] - high[:, None])
        most = found.high[self.parents] - (lows[self.lines] - low[:, None])
        found.low[self.cell] = np.maximum(low, least.max(axis=1, initial=0))
        found.high[self.cell] = np.minimum(high, most.min(axis=1, initial=_NO_COUNT))

    def sums_from_parts(self, found: Bounds) -> None:
        np.maximum.at(found.low, self.line_parent, self._sums(found.low[self.cell]))
        np.minimum.at(found.high, self.line_parent, self._sums(found.high[self.cell]))

    def _sums(self, of: Ints) -> Ints:
        each = np.repeat(of, self.lines.shape[1])
        found = np.bincount(self.lines.ravel(), weights=each, minlength=len(self.told))
        return found.astype(np.int64) + self.told


def _hidden(level: Level, cells: Cells, shown: NDArray[np.bool_]) -> _Hidden:
    here = np.flatnonzero(~shown[level.cells])
    lines, numbered = np.unique(level.lines[here], return_inverse=True)
    return _Hidden(
        here + level.cells.start,
        level.parents[here],
        numbered.reshape(level.lines[here].shape),
        level.line_parent[lines],
        line_sums(level, np.where(shown, cells.counts, 0))[lines],
    )


def line_sums(level: Level, of: Ints) -> Ints:
    """For each line of the level, the sum over its cells."""
    here = of[level.cells]
    each = np.repeat(here, level.lines.shape[1])
    found = np.bincount(level.lines.ravel(), weights=each, minlength=len(level.line_parent))
    return found.astype(np.int64)


def from_lines(level: Level, found: Bounds) -> tuple[Ints, Ints]:
    """For each cell and each of its lines: at least and at most, by the rest of that line."""
    low, high = found.low[level.cells, None], found.high[level.cells, None]
    lows, highs = line_sums(level, found.low), line_sums(level, found.high)
    least = found.low[level.parents] - (highs[level.lines] - high)
    most = found.high[level.parents] - (lows[level.lines] - low)
    return np.maximum(least, 0), most
