"""Which cells are shown: none with few rows, and none from which such a one could be found.

Hidden is what has fewer than the threshold, with all finer cells. Then the reader of `bounds` is
let loose on what is left. Where they come nearer to a small number than the threshold, the
cheapest number that told them is hidden too, and they try again, until they come near to none.
"""

from __future__ import annotations

from spona.statistics.large_counts.bounds import Bounds, bounds
from spona.statistics.large_counts.cells import Cells, Told, unheard
from spona.statistics.large_counts.repair import Mask, Repair


def shown_cells(cells: Cells, threshold: int, heard: Told = unheard) -> Mask:
    """True where the count may be told; `heard` gets, each time the reader has tried, how often
    they have and how many small numbers they came too near to.
    """
    shown = cells.counts >= threshold
    small = ~shown
    rounds = 0

    def too_near(found: Bounds) -> Mask:
        return small & (found.width() < threshold)

    while True:
        for level in cells.levels:
            shown[level.cells] &= shown[level.parents].all(axis=1)
        if not shown.any():
            return shown
        known = bounds(cells, shown, lambda found: bool(too_near(found).any()))
        near = too_near(known)
        rounds += 1
        heard(rounds, int(near.sum()))
        if not near.any():
            return shown
        shown[Repair(cells, shown, known, near, threshold).to_hide()] = False
