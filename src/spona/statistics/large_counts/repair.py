"""What to hide next, where the reader has come too near to some small numbers."""

from __future__ import annotations

from typing import Final

import numpy as np
from numpy.typing import NDArray

from spona.statistics.large_counts.bounds import Bounds, from_lines, line_sums
from spona.statistics.large_counts.cells import Cells, Ints, Level

type Mask = NDArray[np.bool_]

# A sum of fewer than so many times the threshold is better hidden than all around its parts.
_FEW: Final = 4
_NO_COUNT: Final = np.iinfo(np.int64).max


class Repair:
    """One round: what to hide so that the reader comes less near to the cells `near`.

    Each line that alone tells too much of a cell gets one more hidden number. Where a hidden
    number in it is itself known too well, or the sum, that one is looked at instead.

    Hidden first is what has the commonest value of the column: then the same value serves for
    many small ones, and most numbers remain.
    """

    def __init__(
        self, cells: Cells, shown: Mask, known: Bounds, near: Mask, threshold: int
    ) -> None:
        self.cells, self.shown, self.known, self.near = cells, shown, known, near
        self.threshold = threshold
        self.narrow = known.width() < threshold
        self.chosen = np.zeros_like(near)
        # The line on which one came to a cell tells nothing new of it; from its parts, likewise.
        self.came = np.full(len(near), -1, dtype=np.int64)
        self.came_up = np.full(len(near), -1, dtype=np.int64)

    def to_hide(self) -> Mask:
        """At least one cell, always."""
        todo, done = self.near.copy(), np.zeros_like(self.near)
        while todo.any():
            done |= todo
            self.more = np.zeros_like(todo)
            for size in range(1, len(self.cells.levels) + 1):
                self._widen(size, todo)
            todo = self.more & ~done
        if not self.chosen.any():
            self._last_resort()
        return self.chosen

    def _widen(self, size: int, todo: Mask) -> None:
        level = self.cells.levels[size - 1]
        cell = np.flatnonzero(todo[level.cells]) + level.cells.start
        if not len(cell):
            return
        below = self._parts(size, todo)[cell]
        at = cell - level.cells.start
        least, most = from_lines(level, self.known)
        width = (most - least)[at]
        width[level.lines[at] == self.came[cell, None]] = _NO_COUNT
        tight = width < self.threshold
        # Each line alone may be wide, and two of them together are not.
        none = np.flatnonzero(~tight.any(axis=1) & ~below)
        tight[none, width[none].argmin(axis=1)] = True
        row, which = np.nonzero(tight)
        self._lines(level, cell[row], level.lines[at[row], which])

    def _parts(self, size: int, todo: Mask) -> Mask:
        """Look at the parts of cells that are known by them; where that is so."""
        found = np.zeros_like(todo)
        if size == len(self.cells.levels):
            return found
        level = self.cells.levels[size]
        number = np.arange(len(level.line_parent))
        width = line_sums(level, self.known.high) - line_sums(level, self.known.low)
        tight = todo[level.line_parent] & (width < self.threshold)
        tight &= self.came_up[level.line_parent] != number
        found[level.line_parent[tight]] = True
        row, which = np.nonzero(tight[level.lines])
        cell = row + level.cells.start
        narrow = self.narrow[cell]
        self._look_at(cell[narrow], level.lines[row, which][narrow])
        return found

    def _look_at(self, cell: Ints, line: Ints) -> None:
        self.more[cell] = True
        self.came[cell] = line

    def _lines(self, level: Level, cell: Ints, line: Ints) -> None:
        parent = level.line_parent[line]
        hidden = ~self.shown[parent]
        self.more[parent[hidden]] = True
        self.came_up[parent[hidden]] = line[hidden]
        cell, line, parent = cell[~hidden], line[~hidden], parent[~hidden]
        large = self._commonest(level, ~self.shown)[line]
        look = (large >= 0) & (large != cell) & self.narrow[large]
        self._look_at(large[look], line[look])
        other = self._commonest(level, self.shown)[line]
        self.chosen[other[~look & (other >= 0)]] = True
        # All parts are hidden, and a sum of few leaves them too little room.
        few = self.cells.counts[parent] < _FEW * self.threshold
        self.chosen[parent[~look & (other < 0) & few]] = True

    def _commonest(self, level: Level, of: Mask) -> Ints:
        """For each line, of its cells among `of` that are large the one with the commonest value
        in the column of the line; or -1.
        """
        here = of[level.cells] & (self.cells.counts[level.cells] >= self.threshold)
        cell = np.flatnonzero(here)
        order = np.argsort(level.common[cell].ravel(), kind="stable")
        found = np.full(len(level.line_parent), -1, dtype=np.int64)
        # Of several that are put in one place, the last one stays.
        each = np.repeat(cell + level.cells.start, level.lines.shape[1])
        found[level.lines[cell].ravel()[order]] = each[order]
        return found

    def _last_resort(self) -> None:
        """Of what is near the smallest sum each, else the smallest number of all."""
        for level in self.cells.levels:
            parents = level.parents[self.near[level.cells]]
            counts = np.where(self.shown[parents], self.cells.counts[parents], _NO_COUNT)
            at = np.arange(len(parents))
            least = counts.argmin(axis=1)
            self.chosen[parents[at, least][counts[at, least] < _NO_COUNT]] = True
        if not self.chosen.any():
            shown = np.flatnonzero(self.shown)
            self.chosen[shown[self.cells.counts[shown].argmin()]] = True
