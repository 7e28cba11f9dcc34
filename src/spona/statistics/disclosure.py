"""What may be told of a small number: one rule for every page, file and report.

The number below which nothing is told stands in `data/rules.json`. Pure functions, no table:
numbers in, numbers or words out. Whatever is told of a part leaves at least that many in what is
left of the whole, or is not told.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from typing import Final

from django.utils.translation import pgettext

from spona.statistics.rules import current_rule

FEWEST: Final = current_rule().fewest
REST: Final = "rest"

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
    """What may be told of the quarters that lie wholly in these days; None: fewer than `FEWEST`."""
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


def is_small(number: int) -> bool:
    """From one to below the fewest that may be told. Zero is no person."""
    return 0 < number < FEWEST


def fewer() -> str:
    return pgettext("protected number", "fewer than %(n)d") % {"n": FEWEST}


def covered(numbers: Mapping[str, int], total: int, names: Iterable[str]) -> dict[str, int | None]:
    """How many came by sex and age (`names`: `f_…`, `m_…`), so that nobody is singled out.

    Each cell with its number, None where it is covered; `rest` are those not told apart. With a
    small number goes the other sex of the same age, be it large, small or nobody: what is left of
    the total is the sum of the two, and which of them is the small one stays open. Also to
    somebody who knows this rule: the pair is chosen by its age, never by what is in it. Each
    activity is covered by itself, from its own numbers alone: then two reports about different
    days can be laid beside each other and tell no more than one of them. The total always stays.
    """
    cells = {name: max(0, numbers.get(name, 0)) for name in names}
    rest = max(0, total - sum(cells.values()))
    small = {cell for cell, number in cells.items() if is_small(number)}
    hidden = small | {_other_sex(cell) for cell in small}
    return {c: None if c in hidden else n for c, n in (cells | {REST: rest}).items()}


def _other_sex(cell: str) -> str:
    who, _sep, group = cell.partition("_")
    return f"{'m' if who == 'f' else 'f'}_{group}"


def neighbours_together[Row: tuple[object, object, int]](
    rows: Sequence[Row], *, zeros: bool, fewest: int = FEWEST
) -> list[tuple[Row, Row, int]]:
    """Neighbours put together until none of them is small; (first, last, how many).

    `zeros`: an answer that nobody gave may stand by itself. Not for points: that everybody else
    has so many would tell how many each of them has. `fewest`: more than of other counts where each
    answer was sealed.
    """
    made: list[tuple[Row, Row, int]] = []
    held: list[Row] = []
    for row in rows:
        held.append(row)
        count = sum(one[2] for one in held)
        if count >= fewest or (zeros and count == 0):
            made.append((held[0], row, count))
            held = []
    while held and made:
        begun, _last, before = made.pop()
        count = before + sum(one[2] for one in held)
        if count >= fewest:
            made.append((begun, held[-1], count))
            break
        # An answer of nobody, between one of few and one of many.
        held = [*rows[rows.index(begun) : rows.index(held[0])], *held]
    return made
