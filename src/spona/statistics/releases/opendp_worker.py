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
# How long tables are fitted at most, and when they are: no number moves by so much of a person.
TURNS, STILL = 500, 1e-3


def measure(asked: dict[str, Any]) -> dict[str, Any]:
    """The noisy tables with the standard error of each, within the budget that was asked for."""
    import opendp.prelude as dp
    import polars as pl

    dp.enable_features("contrib")
    _look_for_the_scale_briefly()
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
        .contingency_table(keys=keys, algorithm=dp.mbi.Fixed(queries=queries, estimator=fit))
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


def _look_for_the_scale_briefly() -> None:
    """OpenDP halves all floats there are until it has the scale of the noise: some 600 trials, four
    fifths of all the time. The loss of Gaussian noise falls with the square of its scale, so one
    trial says which scale it will be. Whether that one is within the budget, OpenDP itself says.
    """
    from opendp.extras.mbi import _fixed

    def chain(make: Any, d_in: Any, d_out: float, *, T: type[float]) -> Any:  # noqa: N803
        scale = T(make(1.0).map(d_in) / d_out) ** 0.5
        while not (made := make(scale)).check(d_in, d_out):
            scale *= 1 + 1e-12
        return made

    if not hasattr(_fixed, "binary_search_chain"):
        raise LookupError("another version of OpenDP")
    _fixed.binary_search_chain = chain


def fit(domain: Any, measured: list[Any], *, potentials: Any = None) -> Any:
    """The tables that contradict each other least, none below zero and all of one total: mirror
    descent, as OpenDP takes it from `mbi`. There each draw is compiled anew, for seconds, and for
    minutes where many tables overlap; these few cells need no compiler. Noise is no matter of it.
    """
    from mbi import CliqueVector, Factor, MarkovRandomField
    from mbi.estimation import minimum_variance_unbiased_total

    assert potentials is None
    total = float(minimum_variance_unbiased_total(measured))
    found: dict[Any, Any] = {}
    for names in _joined([one.clique for one in measured]):
        some = [one for one in measured if set(one.clique) <= names]
        found |= _fit_joint([name for name in domain.attrs if name in names], domain, some, total)
    cliques = list(found)
    models = [
        CliqueVector(
            domain, cliques, {each: Factor(domain.project(each), found[each][at]) for each in found}
        )
        for at in (0, 1)
    ]
    return MarkovRandomField(potentials=models[0], marginals=models[1], total=total)


def _joined(cliques: list[tuple[str, ...]]) -> list[set[str]]:
    """Columns that tables join, in groups that no table joins."""
    groups: list[set[str]] = []
    for clique in cliques:
        apart = [group for group in groups if not group & set(clique)]
        groups = [*apart, set(clique).union(*(group for group in groups if group not in apart))]
    return groups


def _fit_joint(names: list[str], domain: Any, measured: list[Any], total: float) -> dict[Any, Any]:
    """Table → its potential and its numbers, over all cells of these columns together."""
    import numpy as np
    from scipy.sparse import csr_array

    sizes = domain.project(names).shape
    places = dict(zip(names, np.indices(sizes).reshape(len(names), -1), strict=True))
    columns, starts, wanted, weights = [], [0], [], []
    for one in measured:
        shape = domain.project(one.clique).shape
        columns.append(starts[-1] + np.ravel_multi_index([places[n] for n in one.clique], shape))
        starts.append(starts[-1] + int(np.prod(shape)))
        wanted.append(np.asarray(one.noisy_measurement, dtype=float).ravel())
        weights.append(np.full(wanted[-1].size, float(one.stddev) ** -2))
    # A row for each cell of all columns, with a one in its cell of each table.
    cells, tables = columns[0].size, len(columns)
    ends = np.arange(0, cells * tables + 1, tables)
    rows = (np.ones(cells * tables), np.stack(columns, axis=1).ravel(), ends)
    spread = csr_array(rows, shape=(cells, starts[-1]))
    gather = spread.T.tocsr()
    noisy, weight = np.concatenate(wanted), np.concatenate(weights)

    def at(potential: Any) -> tuple[Any, float]:
        logs = spread @ potential
        people = np.exp(logs - logs.max())
        sums = gather @ (people * (total / people.sum()))
        return sums, 0.5 * float(weight @ (sums - noisy) ** 2)

    potential = np.zeros(starts[-1])
    sums, loss = at(potential)
    step = 2 / (total * sum(float(one.stddev) ** -2 for one in measured))
    for _turn in range(TURNS):
        slope = weight * (sums - noisy)
        tried = potential - step * slope
        sums_then, loss_then = at(tried)
        if loss - loss_then < 0.5 * step * float(slope @ (sums - sums_then)):
            step *= 0.5
            continue
        moved = float(np.abs(sums - sums_then).max())
        potential, sums, loss, step = tried, sums_then, loss_then, step * 1.1
        if moved < STILL:
            break
    return {
        one.clique: (
            potential[begin:end].reshape(domain.project(one.clique).shape),
            sums[begin:end].reshape(domain.project(one.clique).shape),
        )
        for one, begin, end in zip(measured, starts, starts[1:], strict=False)
    }


def _value(code: str) -> str | None:
    return None if code == UNKNOWN else code


def _epsilon(dp: Any, rho: float, delta: float) -> float:
    """What the budget is worth in the other notion, by OpenDP's own conversion."""
    scale = (1 / (2 * rho)) ** 0.5
    space = dp.atom_domain(T=int), dp.absolute_distance(T=float)
    noise = dp.m.make_gaussian(*space, scale=scale)
    return float(dp.c.make_zCDP_to_approxDP(noise).map(1.0).epsilon(delta))


def _measured(asked: dict[str, Any]) -> dict[str, Any]:
    try:
        return measure(asked)
    except BaseException as failed:  # noqa: BLE001 - its text may hold a number
        return {"failed": type(failed).__name__}


def main() -> int:
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    answer = os.fdopen(os.dup(1), "w")
    # What a library prints may hold what it was given.
    with Path(os.devnull).open("w") as nowhere:
        os.dup2(nowhere.fileno(), 1)
        os.dup2(nowhere.fileno(), 2)
        try:
            asked = json.load(sys.stdin)
            said = (
                {"many": [_measured(asked | {"rows": rows}) for rows in asked["many"]]}
                if "many" in asked
                else _measured(asked)
            )
        except BaseException as failed:  # noqa: BLE001 - its text may hold a number
            said = {"failed": type(failed).__name__}
        with contextlib.suppress(BrokenPipeError):
            json.dump(said, answer)
            answer.flush()
    # Threads of the libraries may wait for each other at the end.
    os._exit(1 if "failed" in said else 0)


if __name__ == "__main__":
    main()
