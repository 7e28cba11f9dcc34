"""A naive counter, and somebody who reads published tables: written apart from what they test.

Cells are frozensets of (column, value); everything is a dictionary, nothing is fast.
"""

from __future__ import annotations

from collections import Counter
from itertools import combinations

import numpy as np

type Cell = frozenset[tuple[str, str]]


def naive_counts(records: list[dict[str, str]], ways: int) -> Counter[Cell]:
    """Every combination of at most `ways` values that somebody has."""
    found: Counter[Cell] = Counter()
    for record in records:
        pairs = sorted(record.items())
        for size in range(ways + 1):
            found.update(map(frozenset, combinations(pairs, size)))
    return found


def lines(present: set[Cell]) -> dict[tuple[Cell, str], set[Cell]]:
    """(sum, column) → its parts."""
    found: dict[tuple[Cell, str], set[Cell]] = {}
    for cell in present:
        for pair in cell:
            found.setdefault((cell - {pair}, pair[0]), set()).add(cell)
    return found


def subtracted(published: dict[Cell, int], present: set[Cell]) -> dict[Cell, int]:
    """What somebody finds exactly who takes parts from sums, over and over.

    They know of each combination whether anybody has it (`present`).
    """
    known = dict(published)
    before = -1
    while before != len(known):
        before = len(known)
        for (total, _column), parts in lines(present).items():
            open_ = [part for part in parts if part not in known]
            if total in known and len(open_) == 1:
                known[open_[0]] = known[total] - sum(known[p] for p in parts if p in known)
            elif total in known and open_:
                rest = known[total] - sum(known[p] for p in parts if p in known)
                if rest == len(open_):  # Each has somebody, so each has one.
                    known |= dict.fromkeys(open_, 1)
            elif not open_:
                known[total] = sum(known[part] for part in parts)
    return {cell: number for cell, number in known.items() if cell not in published}


def bounded(published: dict[Cell, int], present: set[Cell]) -> dict[Cell, tuple[int, int]]:
    """At least and at most of all that is not published, by the same sums and parts."""
    most = max(published.values(), default=0) or 10**6
    low = {cell: published.get(cell, 1) for cell in present}
    high = {cell: published.get(cell, most) for cell in present}
    moved = True
    while moved:
        before = (sum(low.values()), sum(high.values()))
        for (total, _column), parts in lines(present).items():
            for part in parts:
                rest = parts - {part}
                high[part] = min(high[part], high[total] - sum(low[each] for each in rest))
                low[part] = max(low[part], low[total] - sum(high[each] for each in rest))
            high[total] = min(high[total], sum(high[part] for part in parts))
            low[total] = max(low[total], sum(low[part] for part in parts))
        moved = before != (sum(low.values()), sum(high.values()))
    return {cell: (low[cell], high[cell]) for cell in present if cell not in published}


def solved(published: dict[Cell, int], present: set[Cell]) -> set[Cell]:
    """What somebody finds who solves all sums at once as a system of linear equations."""
    hidden = [cell for cell in present if cell not in published]
    place = {cell: at for at, cell in enumerate(hidden)}
    equations = []
    for (total, _column), parts in lines(present).items():
        row = np.zeros(len(hidden))
        for part in parts & place.keys():
            row[place[part]] = 1
        if total in place:
            row[place[total]] = -1
        if row.any():
            equations.append(row)
    if not hidden:
        return set()
    if not equations:
        return set()
    _u, sizes, right = np.linalg.svd(np.array(equations))
    rank = int((sizes > 1e-9).sum())
    free = np.abs(right[rank:]).max(axis=0) if rank < len(hidden) else np.zeros(len(hidden))
    return {cell for cell, at in place.items() if free[at] < 1e-9}
