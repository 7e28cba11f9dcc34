"""What must stay open for somebody who compares pages: which cells, and how far."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass

from spona.statistics.masking.cells import Cell, Frame, kind_of, margins
from spona.statistics.masking.inference_bounds import Layer, Way
from spona.statistics.tables import Counts


@dataclass(frozen=True, slots=True)
class Earlier:
    """A snapshot that was shown before: what it counted, and which cells stand on its page."""

    counts: Counts
    shown: frozenset[Cell]


@dataclass(frozen=True, slots=True)
class StaysOpen:
    """One thing that must stay open: a cell as a sum of layers, and how far is far enough."""

    cell: Cell
    layers: Sequence[Layer]
    weights: tuple[int, ...]
    ways: Sequence[Way]
    need: int
    insider: bool = True
    # A cell of the page that is being made: while it is shown it is no secret.
    own: bool = False


def alone(
    frame: Frame, counts: Counts, sums: dict[Cell, int], shown: Collection[Cell]
) -> Iterator[StaysOpen]:
    """The hidden cells of one page. Sums that an insider knows are kept from outsiders only.

    `shown` may shrink later: what is asked is asked of how it is then.
    """
    ways = (Way((1,), lambda cell: cell not in shown),)
    for cell in sums:
        insider = kind_of(cell) not in frame.known
        if not cell:
            continue
        need = _need(frame, cell, sums) if insider else frame.threshold
        layers = (counts[frame.table_of(kind_of(cell))],)
        yield StaysOpen(cell, layers, (1,), ways, need, insider, own=True)


def compared(
    frame: Frame, counts: Counts, one: Earlier, shown: Collection[Cell]
) -> Iterator[StaysOpen]:
    """Hidden cells of the earlier snapshot and of this one, and of those who came or went."""
    came, went = (_less(frame, *pair) for pair in _pairs(counts, one))
    stayed = {table: counts[table] & one.counts[table] for table in frame.tables}

    def not_now(cell: Cell) -> bool:
        return cell not in shown

    def not_then(cell: Cell) -> bool:
        return cell not in one.shown

    ways = (
        # Within those who stayed, who came, who went: the pages on which they are counted.
        Way((1, 0, 0), lambda cell: cell not in shown and cell not in one.shown),
        Way((0, 1, 0), not_now),
        Way((0, 0, 1), not_then),
        # Between two of them, so that one page stays as it is.
        Way((1, -1, 0), not_then, across=True),
        Way((1, 0, -1), not_now, across=True),
    )
    old, now = margins(frame, one.counts), margins(frame, counts)
    new, gone = margins(frame, came), margins(frame, went)
    for cell in now:
        kind = kind_of(cell)
        if kind in frame.known:
            continue
        table = frame.table_of(kind)
        layers = (stayed[table], came[table], went[table])
        if cell not in one.shown:
            yield StaysOpen(cell, layers, (1, 0, 1), ways, _need(frame, cell, old))
        if not is_large(frame, cell, new):
            yield StaysOpen(cell, layers, (0, 1, 0), ways, _need(frame, cell, new))
        if not is_large(frame, cell, gone):
            # Of what was shown then, as many went as are not here now.
            need = _need(frame, cell, now) if cell in one.shown else frame.threshold
            yield StaysOpen(cell, layers, (0, 0, 1), ways, min(need, _need(frame, cell, gone)))
        # Of what was shown before, only what came since can still be open.
        open_now = new if cell in one.shown else now
        yield StaysOpen(cell, layers, (1, 1, 0), ways, _need(frame, cell, open_now), own=True)


def moved_a_little(
    frame: Frame, counts: Counts, one: Earlier, sums: dict[Cell, int], shown: Collection[Cell]
) -> list[Cell]:
    """Cells of both snapshots whose difference would be about few of those who came or went."""
    old = margins(frame, one.counts)
    moved = [margins(frame, _less(frame, *pair)) for pair in _pairs(counts, one)]
    return [
        cell
        for cell in one.shown
        if cell in shown
        and kind_of(cell) not in frame.known
        and abs(sums[cell] - old[cell]) < frame.threshold
        and any(_need(frame, cell, some) for some in moved)
    ]


def _pairs(counts: Counts, one: Earlier) -> tuple[tuple[Counts, Counts], ...]:
    """Who is here now and was not then, or was somebody else then; and the other way round."""
    return (counts, one.counts), (one.counts, counts)


def _less(frame: Frame, more: Counts, less: Counts) -> Counts:
    return {table: more[table] - less[table] for table in frame.tables}


def is_large(frame: Frame, cell: Cell, sums: dict[Cell, int]) -> bool:
    """True where enough people are behind the cell, and behind each sum without it."""
    if sums[cell] < frame.threshold:
        return False
    return all(sums[cell - {pair}] - sums[cell] >= frame.threshold for pair in cell)


def _need(frame: Frame, cell: Cell, sums: dict[Cell, int]) -> int:
    """The threshold, or the smaller sum that an insider knows the cell to be part of."""
    known = [
        number
        for each in _parts(cell)
        if kind_of(each) in frame.known and (number := sums[each]) < frame.threshold
    ]
    return min(known, default=frame.threshold)


def _parts(cell: Cell) -> Iterator[Cell]:
    for pair in cell:
        yield frozenset([pair])
    yield frozenset()
