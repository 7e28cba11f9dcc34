"""Invented tables, from plain records to what is shown of them."""

from __future__ import annotations

import csv
from collections.abc import Sequence
from pathlib import Path

import numpy as np

from spona.statistics.large_counts.cells import Cells, Rows, add_lines, count
from spona.statistics.large_counts.suppress import shown_cells
from tests.statistics.large_counts.reader import Cell


def records(*times: tuple[int, str]) -> list[dict[str, str]]:
    """(how often, "f a x") → so many records with the values f, a, x in columns A, B, C."""
    return [
        dict(zip("ABCDEF", values.split(), strict=False)) for number, values in times
        for _each in range(number)
    ]  # fmt: skip


def rows_of(given: Sequence[dict[str, str]]) -> Rows:
    names = sorted(given[0])
    values = [sorted({one[name] for one in given}) for name in names]
    codes = [[values[at].index(one[name]) for at, name in enumerate(names)] for one in given]
    found, weights = np.unique(np.array(codes, dtype=np.int32), axis=0, return_counts=True)
    return Rows(names, values, found, weights.astype(np.int64))


def counted(given: Sequence[dict[str, str]], ways: int) -> Cells:
    cells = count(rows_of(given), ways)
    add_lines(cells)
    return cells


def numbers(cells: Cells, mask=None) -> dict[Cell, int]:
    """Cell → count, of all or of those in the mask."""
    found = {}
    for table in cells.tables:
        codes = cells.codes(table)
        for at in range(len(table.keys)):
            if mask is None or mask[table.first + at]:
                cell = frozenset(
                    (cells.rows.names[column], cells.rows.values[column][code[at]])
                    for column, code in zip(table.columns, codes, strict=True)
                )
                found[cell] = int(cells.counts[table.first + at])
    return found


def published(given: Sequence[dict[str, str]], ways: int, threshold: int) -> dict[Cell, int]:
    cells = counted(given, ways)
    return numbers(cells, shown_cells(cells, threshold))


def write_csv(path: Path, given: Sequence[dict[str, str]], delimiter: str = ",") -> Path:
    with path.open("w", newline="", encoding="utf-8") as file:
        out = csv.DictWriter(file, list(given[0]), delimiter=delimiter)
        out.writeheader()
        out.writerows(given)
    return path
