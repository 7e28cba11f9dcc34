"""A dry run on public data: how far noisy tables are from the truth that everybody can look up.

The table is CTDC's Global Victim-Perpetrator Synthetic Dataset, itself made so that no row is a
person. Its terms do not let it go into the project: whoever tries names the file.
"""

from __future__ import annotations

import csv
import resource
import time
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import batched, combinations, product
from pathlib import Path
from random import Random
from typing import Any, Final

from spona.statistics.releases import noise, showing
from spona.statistics.releases.noise import NoiseFailed, Noisy
from spona.statistics.releases.policy import Policy

SIZES: Final = (20, 150, 500)
# The shapes of our own tables: town; kind; sex × age × kind; outcome × who reported.
_SMALL: Final = (
    ("UN_COE_Region",),
    ("IP_Relation",),
    ("gender", "majorityStatus", "IP_Relation"),
    ("UN_COO_Region", "IP_PayMoney"),
)
# For the comparison with others: all pairs, and all sets of three, of these.
_LARGE: Final = (
    "yearRegister", "gender", "majorityStatus", "isForcedLabour", "isSexualExploit",
    "UN_COO_Region", "UN_COE_Region", "IP_Relation",
)  # fmt: skip
# About 12 in the other notion; the run says what OpenDP makes of it.
_LARGE_RHO: Final = 2.0
_UNKNOWN: Final = "unknown"
# So many of each size have a process of their own, as a release has; the others share some, or
# loading the libraries would take most of the time.
ALONE: Final = 3
_BATCH: Final = 25
# How long it takes is told beside it; a busy machine is no fault of the tables.
_PATIENCE: Final = 8 * noise.SECONDS

type Rows = Sequence[Mapping[str, str]]


class NotTheTable(Exception):
    """The file is not that of CTDC."""


@dataclass
class Tally:
    """What the runs of one line showed."""

    runs: int = 0
    done: int = 0
    cells: int = 0
    held: int = 0
    occupied: int = 0
    occupied_held: int = 0
    error: float = 0.0
    told: int = 0
    fabricated: int = 0
    seconds: list[float] = field(default_factory=list)
    # Of a processor: what a machine that does other things too needs for it.
    processor: list[float] = field(default_factory=list)
    epsilon: float = 0.0
    failures: Counter[str] = field(default_factory=Counter)

    @property
    def coverage(self) -> float:
        return self.held / max(1, self.cells)

    @property
    def occupied_coverage(self) -> float:
        return self.occupied_held / max(1, self.occupied)

    @property
    def mean_error(self) -> float:
        return self.error / max(1, self.cells)

    @property
    def fabricated_share(self) -> float:
        return self.fabricated / max(1, self.told)


def read(path: Path) -> list[dict[str, str]]:
    """The columns that are tried, empty as not known. NotTheTable."""
    wanted = {name for table in _SMALL for name in table} | set(_LARGE)
    with path.open(encoding="utf-8-sig", newline="") as file:
        rows = csv.DictReader(file)
        if not wanted <= set(rows.fieldnames or ()):
            raise NotTheTable(", ".join(sorted(wanted - set(rows.fieldnames or ()))))
        return [{name: row[name] or _UNKNOWN for name in sorted(wanted)} for row in rows]


def try_small(rows: Rows, size: int, runs: int, policy: Policy, step: Callable[[], None]) -> Tally:
    """So many releases of our own shape, each of other people drawn from the table."""
    tally = Tally()
    plan = _plan(rows, _SMALL, [(), *_SMALL], policy.rho, policy)
    cohorts = [
        Random(f"{size} {seed}").sample(list(rows), size)  # noqa: S311 - whom, not how much noise
        for seed in range(runs)
    ]
    for some in cohorts[:ALONE]:
        _try(tally, plan, some, policy)
        step()
    for batch in batched(cohorts[ALONE:], _BATCH):
        drawn = noise.draw_each(plan, [_people(plan, some) for some in batch], seconds=_PATIENCE)
        for some, noisy in zip(batch, drawn, strict=True):
            tally.runs += 1
            _note(tally, noisy, plan, some, policy)
            step()
    return tally


def try_large(rows: Rows, ways: int, runs: int, policy: Policy, step: Callable[[], None]) -> Tally:
    """The whole table, all sets of so many columns, at the budget of the comparison."""
    tally = Tally()
    queries = list(combinations(_LARGE, ways))
    fewer = [one for size in range(1, ways + 1) for one in combinations(_LARGE, size)]
    for _run in range(runs):
        _try(tally, _plan(rows, queries, fewer, _LARGE_RHO, policy), rows, policy)
        step()
    return tally


def _plan(
    rows: Rows,
    queries: Sequence[Sequence[str]],
    projections: Sequence[Sequence[str]],
    rho: float,
    policy: Policy,
) -> dict[str, Any]:
    names = list(dict.fromkeys(name for query in queries for name in query))
    return {
        "columns": {
            name: [*sorted({row[name] for row in rows} - {_UNKNOWN}), _UNKNOWN] for name in names
        },
        "tables": [list(one) for one in queries],
        "projections": [list(one) for one in projections],
        "rho": rho,
        "delta": policy.delta,
    }


def _try(tally: Tally, plan: dict[str, Any], rows: Rows, policy: Policy) -> None:
    tally.runs += 1
    begun, spent = time.perf_counter(), _children()
    try:
        noisy = noise.draw(plan, _people(plan, rows), seconds=_PATIENCE)
    except NoiseFailed as failed:
        _note(tally, failed, plan, rows, policy)
        return
    tally.seconds.append(time.perf_counter() - begun)
    tally.processor.append(_children() - spent)
    _note(tally, noisy, plan, rows, policy)


def _people(plan: dict[str, Any], rows: Rows) -> list[list[str]]:
    return [[row[name] for name in plan["columns"]] for row in rows]


def _note(
    tally: Tally, noisy: Noisy | NoiseFailed, plan: dict[str, Any], rows: Rows, policy: Policy
) -> None:
    if isinstance(noisy, NoiseFailed):
        tally.failures[noisy.code] += 1
        return
    tally.done += 1
    tally.epsilon = noisy.epsilon
    for value, std, true, dimensions in _cells(noisy, plan, rows):
        tally.cells += 1
        holds = abs(value - true) <= 1.96 * std
        tally.held += holds
        tally.error += abs(value - true)
        if true:
            tally.occupied += 1
            tally.occupied_held += holds
        if dimensions and showing.number(value, std, policy).number is not None:
            tally.told += 1
            tally.fabricated += not true


def _children() -> float:
    """Seconds of a processor that processes which have ended took."""
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def _cells(
    noisy: Noisy, plan: dict[str, Any], rows: Rows
) -> Iterator[tuple[float, float, int, int]]:
    """Noisy value, its standard error, the true number, how many columns."""
    for table in noisy.tables:
        true = Counter(tuple(row[name] for name in table.dimensions) for row in rows)
        codes = product(*(plan["columns"][name] for name in table.dimensions))
        for cell, value in zip(codes, table.values, strict=True):
            yield value, table.std, true[cell], len(table.dimensions)
