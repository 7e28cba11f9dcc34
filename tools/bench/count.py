"""Large tables: to distinct rows by each engine, then all tables by NumPy (`./spona count`)."""

from __future__ import annotations

import os
import resource
import subprocess
import sys
import time
from pathlib import Path
from typing import Final

from spona.statistics.large_counts import engines
from tools.bench.figures import ROOT, Section
from tools.bench.world import World

ROWS, QUICK_ROWS = 10_000_000, 100_000
WAYS: Final = 4
THRESHOLD: Final = 10
# The table of CTDC does not go into the project (its terms of use): whoever measures names it.
NAMED: Final = "SPONA_CTDC"
_PIECE: Final = 1_000_000
_HOW: Final = (
    "The public table of CTDC (Global Victim-Perpetrator Synthetic Dataset, 21,195 rows of 16 "
    "columns), drawn from with replacement and written as Parquet and as CSV. Collapse: from the "
    "file to distinct rows with weights, as numbers in this process; count: all tables up to "
    "4-way from them; small numbers: hiding what is below 10 and what would give it away, up to "
    "4-way. Each engine in a process of its own, its start within the time of the row *start*. "
    "Memory: the most that the Python process had at once; Spark's Java is not in it. Aims: "
    "collapse at most 5 s, count less than 1 s, less than 2 GB."
)


def measure(world: World, quick: bool) -> Section:
    """Seconds for each step; needs no running world."""
    head = ("engine", "file", "what", "rows", "found", "time", "most memory")
    section = Section("count", _HOW, head)
    table = os.environ.get(NAMED, "")
    if not Path(table).is_file():
        section.faults.append(f"count: not measured, for {NAMED} names no file: the table of CTDC.")
        return section
    number = QUICK_ROWS if quick else ROWS
    _call("draw", table, number, world.folder)
    for engine in engines.ENGINES:
        if lacking := engines.missing(engine):
            section.faults.append(f"count: {engine} not measured, {', '.join(lacking)} is missing.")
            continue
        for kind in ("parquet", "csv"):
            # What comes after is the same whatever was read.
            more = WAYS if (engine, kind) == ("duckdb", "parquet") else 0
            said = _call("measure", engine, world.folder / f"drawn.{kind}", more)
            section.rows += [tuple(line.split("\t")) for line in said.splitlines()]
    return section


def _call(*args: object) -> str:
    return subprocess.run(
        [sys.executable, "-m", "tools.bench.count", *map(str, args)],
        cwd=ROOT, check=True, text=True, stdout=subprocess.PIPE,
    ).stdout  # fmt: skip


def draw(table: str, number: int, folder: Path) -> None:
    """`drawn.parquet` and `drawn.csv`: so many rows of the table, by chance but always the same."""
    import numpy as np
    import pyarrow as pa
    from pyarrow import csv, parquet

    with Path(table).open(encoding="utf-8-sig") as file:
        names = file.readline().strip().split(",")
    as_text = csv.ConvertOptions(column_types=dict.fromkeys(names, pa.string()))
    rows = csv.read_csv(table, convert_options=as_text)
    chance = np.random.default_rng(2026)
    with (
        parquet.ParquetWriter(folder / "drawn.parquet", rows.schema) as packed,
        csv.CSVWriter(folder / "drawn.csv", rows.schema) as plain,
    ):
        for begun in range(0, number, _PIECE):
            piece = rows.take(chance.integers(0, len(rows), min(_PIECE, number - begun)))
            packed.write_table(piece)
            plain.write_table(piece)


def measure_one(engine: str, path: Path, ways: int) -> None:
    """Prints a line of cells for each step."""
    from spona.statistics.large_counts.cells import add_lines, count
    from spona.statistics.large_counts.reading import read_rows
    from spona.statistics.large_counts.source import look_at
    from spona.statistics.large_counts.suppress import shown_cells

    def told(what: str, found: str, began: float) -> None:
        seconds = time.perf_counter() - began
        most = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 2**20
        cells = (engine, path.suffix[1:], what, f"{number:,}", found, f"{seconds:.2f} s",
                 f"{most:.2f} GB")  # fmt: skip
        print("\t".join(cells), flush=True)

    number = 0
    began = time.perf_counter()
    small = path.with_name("small.csv")
    small.write_text("a,b\nx,y\n")
    read_rows(look_at(small, delimiter=None, columns=()), engine)
    told("start", "", began)
    began = time.perf_counter()
    rows = read_rows(look_at(path, delimiter=None, columns=()), engine)
    number = int(rows.weights.sum())
    told("collapse", f"{len(rows.weights):,} different", began)
    if not ways:
        return
    began = time.perf_counter()
    cells = count(rows, ways)
    told("count", f"{len(cells.tables):,} tables, {len(cells.counts):,} cells", began)
    began = time.perf_counter()
    add_lines(cells)
    shown = shown_cells(cells, THRESHOLD)
    told("small numbers", f"{int(shown.sum()):,} shown", began)


if __name__ == "__main__":
    if sys.argv[1] == "draw":
        draw(sys.argv[2], int(sys.argv[3]), Path(sys.argv[4]))
    else:
        measure_one(sys.argv[2], Path(sys.argv[3]), int(sys.argv[4]))
