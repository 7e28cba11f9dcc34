"""Choose what is shown: first hide what is small, then what would give it away.

A cell is hidden when fewer than `threshold` people are behind it, or behind what is left of a
sum without it; with it go all its finer cells. Then each hidden cell is tried: the worlds that
look the same must lie `threshold` people apart (or as far as what an insider knows anyway lets
them). Where they do not, the cheapest square of cells is hidden too, until they do. With an
earlier snapshot the same is asked of its hidden cells and of everybody who came or went between.

How a cell came to be hidden is not told: "too small" beside one and "for another's sake" beside
the next would be an interval each.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from spona.statistics.masking.cells import Cell, Frame, Kind, kind_of, margins
from spona.statistics.masking.closure import (
    Earlier,
    StaysOpen,
    alone,
    compared,
    is_large,
    moved_a_little,
)
from spona.statistics.masking.inference_bounds import Walk, corners, groups, over, steps, together
from spona.statistics.tables import Counts, Key


def shown_cells(frame: Frame, counts: Counts, earlier: Iterable[Earlier] = ()) -> frozenset[Cell]:
    """The cells of these tables that may be shown, beside all that was shown `earlier`."""
    sums = margins(frame, counts)
    shown = {cell for cell in sums if is_large(frame, cell, sums)}
    _hide(shown, {cell for cell in sums if cell not in shown})
    before = list(earlier)
    for one in before:
        _hide(shown, moved_a_little(frame, counts, one, sums, shown))
    if frozenset() not in shown:
        return frozenset()
    asked = list(alone(frame, counts, sums, shown))
    for one in before:
        asked += compared(frame, counts, one, shown)
    _open_up(frame, shown, sums, asked)
    return frozenset(shown)


def _hide(shown: set[Cell], hidden: Iterable[Cell]) -> None:
    """Hide these and whatever is finer."""
    for cell in hidden:
        shown.difference_update([each for each in shown if each >= cell])


def _open_up(
    frame: Frame, shown: set[Cell], sums: dict[Cell, int], asked: Sequence[StaysOpen]
) -> None:
    """Hide more until each is wide enough; hiding never makes another one narrower."""
    changed = True
    safe: set[int] = set()
    while changed:
        changed = False
        for number, one in enumerate(asked):
            # One that is hidden later is tried then.
            if number in safe or (one.own and one.cell in shown):
                continue
            while not _is_wide(frame, one):
                changed = True
                if not _hide_cheapest(frame, shown, sums, one):
                    break
            safe.add(number)


def _is_wide(frame: Frame, one: StaysOpen) -> bool:
    far = 0
    for direction, walk in _walks(frame, one):
        # Looked for anew each time and lazily: most asked are wide after a step or two.
        found = steps(frame, one.cell, one.ways, insider=one.insider)
        far += walk.reach(found, direction=direction, enough=one.need - far)
    return far >= one.need


def _walks(frame: Frame, one: StaysOpen) -> Iterator[tuple[int, Walk]]:
    """Both directions from how things are. The way within one layer comes at its number."""
    free = [
        groups(frame, one.cell, one.ways[at].hidden, insider=one.insider)
        for at in range(len(one.layers))
    ]
    near = [together(*each) for each in zip(one.layers, free, strict=True)]
    for direction in (1, -1):
        work = [dict(each) for each in one.layers]
        yield direction, Walk(frame, one.cell, one.weights, free, near, work)


def _hide_cheapest(frame: Frame, shown: set[Cell], sums: dict[Cell, int], one: StaysOpen) -> bool:
    """Hide the corners of the square that costs least and carries furthest; False at the end."""
    best: tuple[float, list[Cell]] | None = None
    for kind, square in corners(frame, one.cell, insider=one.insider):
        hide = [corner for corner in square if corner in shown]
        if not hide:
            continue
        gain = _gain(frame, one, kind, square)
        if gain:
            lost = (each for each in shown if any(each >= corner for corner in hide))
            # Large numbers tell most, so they are hidden last.
            score = sum(sums[each] for each in lost) / min(gain, one.need)
            if best is None or score < best[0]:
                best = score, hide
    if best is None:
        return _hide_table(frame, shown, one.cell)
    _hide(shown, best[1])
    return True


def _gain(frame: Frame, one: StaysOpen, kind: Kind, square: Sequence[Cell]) -> int:
    gain = 0
    for direction, walk in _walks(frame, one):
        found = [
            step for way in one.ways for step in over(frame, one.cell, kind, square, way.signs)
        ]
        gain += walk.reach(found, direction=direction, enough=one.need)
    return gain


def _hide_table(frame: Frame, shown: set[Cell], cell: Cell) -> bool:
    """Hide all of the cell's table but what is known anyway; False when that is done already."""
    table: Key = frame.table_of(kind_of(cell))
    rest = {
        each for each in shown
        if kind_of(each) <= set(table) and kind_of(each) not in frame.known
    }  # fmt: skip
    _hide(shown, rest)
    return bool(rest)
