"""Counts of reports and of deadlines that point to nobody, alone or by subtraction.

Quarters that are over are put together until at least five stand behind a sum; only such sums are
ever told, each in the quarter that completed it, counted from the network's first day. So every
number of every page and report is made of the same sums: what is taken from what leaves at least
five, or nothing. Fewer than five, zero among them, is said in the same words.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Final

FEWEST: Final = 5

type Pair = tuple[int, int]
"""(of which, all): answered in time out of answered; for bare counts both are the same."""


def told_sums(quarters: Mapping[dt.date, Pair]) -> dict[dt.date, Pair]:
    """First day of a quarter → the sum that it completes."""
    sums: dict[dt.date, Pair] = {}
    part, whole = 0, 0
    for first in sorted(quarters):
        part, whole = part + quarters[first][0], whole + quarters[first][1]
        if whole >= FEWEST:
            sums[first] = (part, whole)
            part, whole = 0, 0
    return sums


def told_between(quarters: Mapping[dt.date, Pair], first: dt.date, last: dt.date) -> Pair | None:
    """What may be told of the quarters that lie wholly in these days; None: fewer than five."""
    inside = [
        pair
        for begin, pair in told_sums(quarters).items()
        if first <= begin and last_of(begin) <= last
    ]
    if not inside:
        return None
    return sum(pair[0] for pair in inside), sum(pair[1] for pair in inside)


def quarter_of(day: dt.date) -> dt.date:
    return dt.date(day.year, (day.month - 1) // 3 * 3 + 1, 1)


def last_of(first: dt.date) -> dt.date:
    """The last day of the quarter that begins on this day."""
    following = dt.date(first.year + first.month // 10, (first.month + 2) % 12 + 1, 1)
    return following - dt.timedelta(days=1)
