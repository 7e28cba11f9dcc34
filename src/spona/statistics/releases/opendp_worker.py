"""The one place where noise is drawn: a process of its own, with nothing of Spona in it.

Started as `python -I -B opendp_worker.py` by the Python of the environment that
`./spona release setup` makes; reads a request as JSON from standard input, writes the noisy tables
as JSON to standard output, and ends. Exact numbers are in its memory and nowhere else: it writes no
file, leaves no core, and says of a failure its kind only.
"""

from __future__ import annotations

import contextlib
import json
import os
import resource
import sys
from importlib.metadata import version
from pathlib import Path
from typing import Any

# OpenDP adds an empty category to each column, and noise puts people into it. Ours is that one:
# what is not known has no value, so there is no further category, and no mass is lost.
UNKNOWN = "unknown"


def measure(asked: dict[str, Any]) -> dict[str, Any]:
    """The noisy tables with the standard error of each, within the budget that was asked for."""
    import opendp.prelude as dp
    import polars as pl

    dp.enable_features("contrib")
    names = list(asked["columns"])
    keys = {name: [_value(code) for code in asked["columns"][name]] for name in names}
    rows = asked["rows"]
    people = pl.LazyFrame(
        {name: [_value(row[at]) for row in rows] for at, name in enumerate(names)},
        schema=dict.fromkeys(names, pl.String),
    )
    context = dp.Context.compositor(
        data=people,
        privacy_unit=dp.unit_of(contributions=1),
        privacy_loss=dp.loss_of(rho=asked["rho"]),
        split_evenly_over=1,
    )
    queries = [dp.mbi.Count(by=tuple(table)) for table in asked["tables"]]
    table = (
        context.query()
        .contingency_table(keys=keys, algorithm=dp.mbi.Fixed(queries=queries))
        .release()
    )
    for name in names:
        if table.keys[name].to_list() != keys[name]:
            raise ValueError("OpenDP added a category")
    return {
        "version": version("opendp"),
        "epsilon": _epsilon(dp, asked["rho"], asked["delta"]),
        # `std` raises for what no query covers.
        "tables": [
            {
                "dimensions": dimensions,
                "std": float(table.std(tuple(dimensions))),
                "values": [float(one) for one in table.project(tuple(dimensions)).ravel()],
            }
            for dimensions in asked["projections"]
        ],
    }


def _value(code: str) -> str | None:
    return None if code == UNKNOWN else code


def _epsilon(dp: Any, rho: float, delta: float) -> float:
    """What the budget is worth in the other notion, by OpenDP's own conversion."""
    scale = (1 / (2 * rho)) ** 0.5
    space = dp.atom_domain(T=int), dp.absolute_distance(T=float)
    noise = dp.m.make_gaussian(*space, scale=scale)
    return float(dp.c.make_zCDP_to_approxDP(noise).map(1.0).epsilon(delta))


def main() -> int:
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    answer = os.fdopen(os.dup(1), "w")
    # What a library prints may hold what it was given.
    with Path(os.devnull).open("w") as nowhere:
        os.dup2(nowhere.fileno(), 1)
        os.dup2(nowhere.fileno(), 2)
        try:
            said = measure(json.load(sys.stdin))
        except BaseException as failed:  # noqa: BLE001 - its text may hold a number
            said = {"failed": type(failed).__name__}
        with contextlib.suppress(BrokenPipeError):
            json.dump(said, answer)
            answer.flush()
    # Threads of the libraries may wait for each other at the end.
    os._exit(1 if "failed" in said else 0)


if __name__ == "__main__":
    main()
