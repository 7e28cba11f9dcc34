"""How a snapshot's tables lie in the database: what is shown in clear, what was counted sealed."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from typing import Any

from spona.deadlines.time import today
from spona.statistics import tables
from spona.statistics.masking import Cell, Earlier, Frame, margins
from spona.statistics.masking.cells import subsets
from spona.statistics.rules import Rule
from spona.statistics.tables import TABLES, Counts, Key

ALL = ""


def frame_of(counts: Counts, earlier: Iterable[Earlier], *, towns: list[str], rule: Rule) -> Frame:
    """The frame of a comparison: its years reach over everything that is compared."""
    every = [counts, *(each.counts for each in earlier)]
    years = {int(key[0]) for each in every for key in each[("year", "exploitation")]}
    last = max(years, default=today().year)
    # Two years at least: a sum of one part could hide nothing behind another.
    first = min([*years, last - 1])
    domain = tables.domain(towns, first, last)
    for each in every:
        for key in each[("town", "year")]:
            if key[0] not in domain["town"]:
                domain["town"].append(key[0])
    return Frame(tables=TABLES, domain=domain, known=tables.KNOWN, threshold=rule.threshold)


def to_json(frame: Frame, counts: Counts, shown: Iterable[Cell]) -> dict[str, Any]:
    """Codes of each dimension, and per table the shown cells: a code or "" for all, a number."""
    sums, visible = margins(frame, counts), set(shown)
    found = []
    for table in frame.tables:
        kinds = [frozenset(kind) for kind in subsets(table)]
        cells = [
            [*(dict(cell).get(dimension, ALL) for dimension in table), sums[cell]]
            for cell in sums
            if cell in visible and frozenset(dict(cell)) in kinds
        ]
        found.append({"dimensions": list(table), "cells": cells})
    return {"domain": {name: list(codes) for name, codes in frame.domain.items()}, "tables": found}


def cells_of(table: dict[str, Any]) -> dict[Cell, int]:
    """The shown cells of one table of a snapshot."""
    names = table["dimensions"]
    return {
        frozenset((name, code) for name, code in zip(names, row[:-1], strict=True) if code != ALL):
            row[-1]
        for row in table["cells"]
    }  # fmt: skip


def shown_of(content: dict[str, Any]) -> frozenset[Cell]:
    """All cells that a snapshot shows."""
    return frozenset(cell for table in content["tables"] for cell in cells_of(table))


def exact_document(counts: Counts, reports: Counts) -> dict[str, Any]:
    """What was counted, of people and of reports, for sealing."""
    return {"schema": 1, "tables": _exact(counts), "reports": _exact(reports)}


def _exact(counts: Counts) -> list[dict[str, Any]]:
    return [
        {"dimensions": list(table), "cells": [[*key, number] for key, number in cells.items()]}
        for table, cells in counts.items()
    ]


def exact_counts(document: dict[str, Any]) -> Counts:
    """The counts of people in an `exact_document`."""
    return _counts(document["tables"])


def exact_reports(document: dict[str, Any]) -> Counts | None:
    """The counts of reports in it; None in one that was made before reports were counted."""
    return _counts(document["reports"]) if "reports" in document else None


def _counts(listed: list[dict[str, Any]]) -> Counts:
    return {
        tuple(table["dimensions"]): Counter[Key](
            {tuple(row[:-1]): row[-1] for row in table["cells"]}
        )
        for table in listed
    }
