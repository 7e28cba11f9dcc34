"""How many came by sex and age, so that nobody is singled out: pure, a row in and a row out.

Each activity is covered by itself, from its own numbers alone: then two reports about different
days can be laid beside each other and tell no more than one of them. The total always stays.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from spona.plans.numbers import CELLS

# From one up to below this a number by sex and age is covered.
LEAST: Final = 5
REST: Final = "rest"


def covered(numbers: Mapping[str, int], total: int) -> dict[str, int | None]:
    """Each cell with its number, None where it is covered; `rest` are those not told apart.

    With a small number goes the other sex of the same age, be it large, small or nobody: what is
    left of the total is the sum of the two, and which of them is the small one stays open. Also
    to somebody who knows this rule: the pair is chosen by its age, never by what is in it.
    """
    cells = {cell: max(0, numbers.get(cell, 0)) for cell in CELLS}
    rest = max(0, total - sum(cells.values()))
    small = {cell for cell, number in cells.items() if 0 < number < LEAST}
    hidden = small | {_other_sex(cell) for cell in small}
    return {c: None if c in hidden else n for c, n in (cells | {REST: rest}).items()}


def _other_sex(cell: str) -> str:
    who, _sep, group = cell.partition("_")
    return f"{'m' if who == 'f' else 'f'}_{group}"
