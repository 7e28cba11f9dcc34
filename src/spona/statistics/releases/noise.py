"""Calls OpenDP in a process and an environment of its own: JSON in and out, with a time limit."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

from spona.statistics.releases.plan import Plan

# Beside the running Python, not among the data: who may write data must not bring a program in.
ENVIRONMENT: Final = Path(sys.prefix) / "spona-release"
WORKER: Final = Path(__file__).with_name("opendp_worker.py")
# A small server needs five; one that is busy, or compiles the first time, much longer.
SECONDS: Final = 240
# Nothing of the server's own, whose keys and passwords stand in its environment.
_ENVIRON: Final = {
    "JAX_PLATFORMS": "cpu",
    "POLARS_MAX_THREADS": "1",
    "OMP_NUM_THREADS": "1",
    "OPENBLAS_NUM_THREADS": "1",
    "XLA_FLAGS": "--xla_cpu_multi_thread_eigen=false",
    "PATH": "/usr/bin:/bin",
}


class NoiseFailed(Exception):
    """The process gave no tables; `code` is a bare word, never what it was given."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


@dataclass(frozen=True, slots=True)
class Table:
    """`values` in the order of the codes, the last dimension moving fastest; `std` of each cell."""

    dimensions: tuple[str, ...]
    std: float
    values: tuple[float, ...] = field(repr=False)


@dataclass(frozen=True, slots=True)
class Noisy:
    version: str
    epsilon: float
    tables: tuple[Table, ...]


def python() -> Path:
    return ENVIRONMENT / "bin" / "python"


def is_installed() -> bool:
    return python().exists()


def draw(plan: Plan, rows: Sequence[Sequence[str]], *, seconds: int = SECONDS) -> Noisy:
    """The tables of the plan over these people, each a code for each column. NoiseFailed.

    One process for each call. What it is given goes through a pipe: not to the disk, and not to
    its command line, which everybody on the machine can read.
    """
    said = _ask(plan, {"rows": [list(row) for row in rows]}, seconds)
    return _noisy(said, plan)


def draw_each(
    plan: Plan, many: Sequence[Sequence[Sequence[str]]], *, seconds: int
) -> list[Noisy | NoiseFailed]:
    """The same for several cohorts in one process, for trying it out on data of nobody: a release
    never shares its process.
    """
    found: list[Noisy | NoiseFailed] = []
    try:
        said = _ask(plan, {"many": [[list(row) for row in rows] for rows in many]}, seconds)
        answers = said.get("many", [said] * len(many))
    except NoiseFailed as failed:
        answers = [{"failed": failed.code}] * len(many)
    for one in answers:
        try:
            found.append(_noisy(one, plan))
        except NoiseFailed as failed:
            found.append(failed)
    return found


def _ask(plan: Plan, people: dict[str, Any], seconds: int) -> dict[str, Any]:
    if not is_installed():
        raise NoiseFailed("not_installed")
    wanted = ("columns", "tables", "projections", "rho", "delta")
    try:
        ended = subprocess.run(  # noqa: S603 - our own file, by the operator's own Python
            [python(), "-I", "-B", WORKER],
            input=json.dumps({name: plan[name] for name in wanted} | people),
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            text=True,
            timeout=seconds,
            cwd="/",
            env=_ENVIRON,
            check=False,
        )
    except subprocess.TimeoutExpired:
        # Without its cause: that one holds what was written to the process.
        raise NoiseFailed("too_slow") from None
    except OSError:
        raise NoiseFailed("not_started") from None
    try:
        said: dict[str, Any] = json.loads(ended.stdout)
    except ValueError:
        raise NoiseFailed("died") from None
    return said


def rehearse(plan: Plan) -> Noisy:
    """The same with an invented table: whatever is wrong shows before a budget is booked."""
    invented = [[codes[0] for codes in plan["columns"].values()]] * 20
    return draw(plan, invented)


def _noisy(said: dict[str, Any], plan: Plan) -> Noisy:
    if "failed" in said:
        raise NoiseFailed(str(said["failed"]))
    made = Noisy(
        said["version"],
        said["epsilon"],
        tuple(
            Table(tuple(one["dimensions"]), one["std"], tuple(one["values"]))
            for one in said["tables"]
        ),
    )
    for table, wanted in zip(made.tables, plan["projections"], strict=True):
        cells = 1
        for name in wanted:
            cells *= len(plan["columns"][name])
        if list(table.dimensions) != wanted or len(table.values) != cells:
            raise NoiseFailed("other_shape")
    return made
