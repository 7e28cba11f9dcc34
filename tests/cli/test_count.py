"""`./spona count` as somebody types it."""

from __future__ import annotations

import csv
import shutil
import subprocess
import sys

import pytest
from pyarrow import parquet

from spona.cli import count
from spona.statistics.disclosure import FEWEST
from spona.statistics.large_counts import engines
from tests.architecture.code import ROOT
from tests.statistics.large_counts.tables import records, write_csv

MADE = records((40, "f a"), (30, "f b"), (12, "m a"), (25, "m b"), (3, "x a"), (50, "x b"))


@pytest.fixture
def table(tmp_path):
    return write_csv(tmp_path / "made.csv", MADE)


def cells(path):
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.reader(file, delimiter=";"))


def test_it_writes_one_file_beside_the_other_and_says_what_is_not_protected(table, capsys):
    assert count.run([str(table), "--ways", "2"]) == 0
    said = capsys.readouterr()
    out = table.with_name("made-counts.csv")
    rows = cells(out)
    assert rows[:2] == [["ways", "column_1", "value_1", "column_2", "value_2", "count"],
                        ["0", "", "", "", "", "160"]]  # fmt: skip
    assert ["1", "A", "f", "", "", "70"] in rows
    assert not [row for row in rows if row[2:5:2] == ["x", "a"]]
    assert all(int(row[-1]) >= 10 for row in rows[1:])
    assert str(out) in said.out
    assert "fewer than 10" in said.out
    assert "Not protected against" in said.out
    assert "160 rows, 6 of them different" in said.err
    assert "Counting 4 tables" in said.err
    assert sorted(path.name for path in table.parent.iterdir()) == ["made-counts.csv", "made.csv"]


def test_the_same_as_parquet(table):
    for kind in ("csv", "parquet"):
        assert (
            count.run([str(table), "--ways", "2", "--output", str(table.with_name(f"o.{kind}"))])
            == 0
        )
    found = parquet.read_table(table.with_name("o.parquet"))
    assert [str(kind) for kind in found.schema.types] == ["int8", *["string"] * 4, "int64"]
    told = [
        ["" if cell is None else str(cell) for cell in row.values()] for row in found.to_pylist()
    ]
    assert told == cells(table.with_name("o.csv"))[1:]


def test_a_value_that_a_spreadsheet_would_run_is_harmless_in_the_file(tmp_path):
    path = write_csv(tmp_path / "a.csv", records((20, "=1+1 a"), (30, "f b")))
    assert count.run([str(path), "--ways", "1"]) == 0
    assert ["1", "A", "'=1+1", "20"] in cells(tmp_path / "a-counts.csv")


def test_nothing_is_overwritten_and_nothing_half_written_is_left(table, capsys):
    out = table.with_name("made-counts.csv")
    out.write_text("mine")
    assert count.run([str(table)]) == 1
    assert "is there already" in capsys.readouterr().err
    assert out.read_text() == "mine"
    assert count.run([str(table), "--output", str(table.parent / "gone" / "o.csv")]) == 1
    assert "There is no folder" in capsys.readouterr().err
    few = write_csv(table.with_name("few.csv"), records((4, "f a"), (5, "m b")))
    assert count.run([str(few)]) == 1
    assert "nothing was written" in capsys.readouterr().err
    assert {path.name for path in table.parent.iterdir()} == {
        "few.csv",
        "made.csv",
        "made-counts.csv",
    }


@pytest.mark.parametrize(
    ("args", "sentence"),
    [
        (["--threshold", str(FEWEST - 1)], f"at least {FEWEST}"),
        (["--ways", "0"], "--ways is 1 to"),
        (["--ways", "7"], "--ways is 1 to"),
        (["--delimiter", ";;"], "one sign, or tab"),
        (["--output", "o.xlsx"], "ends with .csv or .parquet"),
        (["--engine", "abacus"], "invalid choice"),
    ],
)
def test_what_cannot_be_asked_for(table, capsys, args, sentence):
    with pytest.raises(SystemExit):
        count.run([str(table), *args])
    assert sentence in capsys.readouterr().err


def test_more_ways_than_columns_is_all_of_them(table):
    assert count.run([str(table), "--ways", "5"]) == 0
    assert cells(table.with_name("made-counts.csv"))[0][-3:] == ["column_2", "value_2", "count"]


def test_a_file_that_is_not_there(tmp_path, capsys):
    assert count.run([str(tmp_path / "gone.csv")]) == 1
    assert f"There is no file {tmp_path / 'gone.csv'}." in capsys.readouterr().err


def test_where_the_extra_is_missing_the_one_line_to_type_is_said(table):
    """A Python that has what a town's server runs, and nothing of the extra."""
    blocked = "\n".join(
        ("import sys", f"sys.path[:0] = [{str(ROOT / 'src')!r}]",
         "from importlib import machinery", "there = machinery.PathFinder.find_spec",
         "gone = {'numpy', 'pyarrow', 'ibis', 'duckdb', 'pyspark', 'pandas'}",
         "machinery.PathFinder.find_spec = classmethod(lambda cls, name, *rest: "
         "None if name.split('.')[0] in gone else there(name, *rest))",
         "from spona.cli.command import main", "sys.exit(main())"),
    )  # fmt: skip
    for engine in ("duckdb", "spark"):
        done = subprocess.run(
            [sys.executable, "-c", blocked, "count", str(table), "--engine", engine],
            cwd=ROOT, capture_output=True, text=True, check=False,
        )  # fmt: skip
        assert done.returncode == 1
        extra = "count" if engine == "duckdb" else "spark"
        assert done.stderr.startswith("Not installed here: numpy, pyarrow, ibis, ")
        line = done.stderr.splitlines()[-1].strip()
        assert line.endswith(f"--require-hashes -r {ROOT / 'requirements' / extra}.txt")
        assert shutil.which(line.split()[0])


def test_without_java_spark_says_what_to_install(table, capsys, monkeypatch):
    monkeypatch.setenv("PATH", str(table.parent))
    monkeypatch.delenv("JAVA_HOME", raising=False)
    monkeypatch.setitem(engines._NEEDS, "spark", ())
    assert count.run([str(table), "--engine", "spark"]) == 1
    assert "apt-get install -y openjdk-17-jre-headless" in capsys.readouterr().err


def test_no_package_of_it_is_in_the_running_set():
    running = (ROOT / "requirements/run.txt").read_text()
    for name in ("numpy", "duckdb", "ibis-framework", "pyarrow", "pandas", "pyspark"):
        assert f"\n{name}==" not in running
