"""All tables of a file: DuckDB and Spark give what a naive counter gives."""

from __future__ import annotations

import csv
import os
import subprocess
import sys

import pytest

from spona.statistics.large_counts import cells as cells_module
from spona.statistics.large_counts.engines import java, missing
from spona.statistics.large_counts.reading import read_rows
from spona.statistics.large_counts.source import look_at
from tests.architecture.code import ROOT
from tests.reference.collected import CTDC, needs_table_of_ctdc
from tests.statistics.large_counts.reader import naive_counts, subtracted
from tests.statistics.large_counts.tables import counted, numbers, published, records, write_csv

# In the dress of a real table: what is not known, letters of two scripts, lists in a cell.
MADE = records(
    (40, "f a x;y"), (30, "f b x"), (12, "m a x"), (25, "ž a x"), (21, "m b x;y"), (3, "ž b x"),
    (17, "Љ a x"), (14, "Љ b x;y"),
) + [{"A": "", "B": "a", "C": "x"}] * 19 + [{"A": "", "B": "", "C": ""}] * 11  # fmt: skip


def labelled(given):
    """As the file tells it."""
    return [{name: value or "(not known)" for name, value in one.items()} for one in given]


def of_file(path):
    with path.open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file, delimiter=";"))
    ways = (len(rows[0]) - 2) // 2
    return {
        frozenset(
            (row[f"column_{at}"], row[f"value_{at}"]) for at in range(1, ways + 1)
            if row[f"column_{at}"]
        ): int(row["count"]) for row in rows
    }  # fmt: skip


def count_by_command(*args):
    done = subprocess.run(
        [sys.executable, "-m", "spona", "count", *map(str, args)],
        cwd=ROOT, env=os.environ | {"PYTHONPATH": str(ROOT / "src")}, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr[-2000:]


def test_a_sorted_table_counts_as_one_that_is_laid_out(monkeypatch):
    laid_out = numbers(counted(MADE, 3))
    monkeypatch.setattr(cells_module, "_LAID_OUT", 0)
    assert numbers(counted(MADE, 3)) == laid_out == naive_counts(MADE, 3)


def test_the_table_comes_out_whatever_order_the_file_has(tmp_path):
    one = write_csv(tmp_path / "one.csv", MADE)
    other = write_csv(tmp_path / "other.csv", MADE[::-1])
    for path in (one, other):
        count_by_command(path, "--ways", 2, "--output", path.with_suffix(".out.csv"))
    assert one.with_suffix(".out.csv").read_bytes() == other.with_suffix(".out.csv").read_bytes()
    assert of_file(one.with_suffix(".out.csv")) == published(labelled(MADE), 2, 10)


@pytest.mark.skipif("pyspark" in missing("spark"), reason="pyspark is not installed")
@pytest.mark.skipif(not java(), reason="Java is not installed")
def test_spark_gives_the_same_file(tmp_path):
    path = write_csv(tmp_path / "made.csv", MADE, ";")
    for engine in ("duckdb", "spark"):
        count_by_command(
            path, "--ways", 3, "--engine", engine, "--output", tmp_path / f"{engine}.csv"
        )
    assert (tmp_path / "spark.csv").read_bytes() == (tmp_path / "duckdb.csv").read_bytes()
    assert of_file(tmp_path / "spark.csv") == published(labelled(MADE), 3, 10)


@needs_table_of_ctdc
def test_the_public_table_of_ctdc_counts_as_a_naive_counter_counts_it(tmp_path):
    with CTDC.open(encoding="utf-8-sig", newline="") as file:
        true = naive_counts(labelled(csv.DictReader(file)), 2)
    rows = read_rows(look_at(CTDC, delimiter=None, columns=()), "duckdb")
    cells = cells_module.count(rows, 2)
    told = {
        frozenset((name, value or "(not known)") for name, value in cell): number
        for cell, number in numbers(cells).items()
    }
    assert told == true
    count_by_command(CTDC, "--ways", 2, "--output", tmp_path / "out.csv")
    shown = of_file(tmp_path / "out.csv")
    small = {cell for cell, number in true.items() if number < 10}
    assert len(small) > 200
    # A threshold alone gives some of them away.
    bare = {cell: number for cell, number in true.items() if number >= 10}
    assert small & subtracted(bare, set(true)).keys()
    assert all(true[cell] == number >= 10 for cell, number in shown.items())
    assert not small & subtracted(shown, set(true)).keys()
    # Hiding costs something; most that is large remains.
    assert len(shown) > 0.75 * len(bare)
