"""`./spona release` as somebody types it, with a stand-in for OpenDP."""

import csv
import random

import pytest

from spona.cli import release
from spona.statistics.releases import noise, tried, trying
from tests.statistics.releases.conftest import STAND_IN, worker  # noqa: F401

COLUMNS = {
    "yearRegister": ["2019", "2020", ""], "gender": ["Female", "Male", ""],
    "majorityStatus": ["Adult", "Minor", ""], "isForcedLabour": ["1", ""],
    "isSexualExploit": ["1", ""], "UN_COO_Region": ["Asia", "Europe"],
    "UN_COE_Region": ["Asia", "Europe", ""], "IP_Relation": ["A", "B", ""],
    "IP_PayMoney": ["No", "Yes", ""],
}  # fmt: skip


@pytest.fixture
def table(tmp_path):
    chance = random.Random(1)
    path = tmp_path / "ctdc.csv"
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        rows = csv.writer(file)
        rows.writerow(COLUMNS)
        rows.writerows([chance.choice(codes) for codes in COLUMNS.values()] for _ in range(600))
    return path


def test_a_dry_run_says_how_far_from_the_truth(table, worker, capsys, tmp_path):  # noqa: F811
    out = tmp_path / "releases.md"
    assert (
        release.run(["try", str(table), "--runs", "2", "--large", "1", "--output", str(out)]) == 0
    )
    said = capsys.readouterr().out
    lines = [line for line in said.splitlines() if line.startswith("| ")]
    assert [line.split(" | ")[0] for line in lines] == ["| people", "| 20", "| 150", "| 500",
                                                        "| 600", "| 600"]  # fmt: skip
    assert "| 2 of 2 |" in lines[1]
    assert "kept: releases of 20 people that come out whole: 2 of 2" in said
    text = out.read_text()
    assert all(line in text for line in lines)
    assert "ctdatacollaborative.org" in text
    assert "opendp 0." in text
    assert "release try FILE" in text


def test_a_promise_that_is_not_kept_is_told_as_such(table, worker, capsys, tmp_path):  # noqa: F811
    worker(STAND_IN.replace("SIGMA = 2.0", "SIGMA = 9.0").replace('"std": SIGMA', '"std": 2.0'))
    out = tmp_path / "releases.md"
    release.run(["try", str(table), "--runs", "1", "--large", "1", "--output", str(out)])
    assert "NOT KEPT: 95 % intervals of 150 people" in capsys.readouterr().out
    assert "| **no** |" in out.read_text()


def test_intervals_and_error_are_those_of_the_noise(table, worker):  # noqa: F811
    rows = trying.read(table)
    tally = trying.try_small(rows, 150, 5, release.current_policy(), lambda: None)
    assert 0.9 < tally.coverage < 0.99
    assert 1.2 < tally.mean_error < 2.0
    assert tally.fabricated == 0


def test_a_run_that_fails_is_counted_as_one(table, worker):  # noqa: F811
    worker("raise SystemExit(1)")
    tally = trying.try_small(trying.read(table), 20, 2, release.current_policy(), lambda: None)
    assert (tally.runs, tally.done, dict(tally.failures)) == (2, 0, {"died": 2})
    assert "0 of 2, died: 2" in tried.line("20", "as ours", tally)
    whole = tried.Tried(600, {20: tally}, tally, tally, "")
    assert not any(one.holds for one in tried.promises(whole))


def test_another_file_is_told_by_what_it_lacks(tmp_path, worker, capsys):  # noqa: F811
    other = tmp_path / "other.csv"
    other.write_text("gender\nFemale\n")
    assert release.run(["try", str(other)]) == 1
    assert "lacks IP_PayMoney" in capsys.readouterr().err
    assert release.run(["try", str(tmp_path / "none.csv")]) == 1
    assert "cannot be read" in capsys.readouterr().err


def test_where_it_is_not_installed_the_line_to_type_is_told(table, monkeypatch, tmp_path, capsys):
    monkeypatch.setattr(noise, "ENVIRONMENT", tmp_path / "none")
    assert release.run(["try", str(table)]) == 1
    assert "./spona release setup" in capsys.readouterr().err


def test_nothing_of_it_runs_on_a_server(monkeypatch):
    """Its packages stand in a file of their own, each with its hash, and in no other extra."""
    root = release._REQUIREMENTS[0].parent
    locked = (root / "release.txt").read_text()
    for name in ("opendp", "jax", "mbi", "polars"):
        assert f"\n{name}==" in locked
        for other in ("run", "count", "dev"):
            assert f"\n{name}==" not in (root / f"{other}.txt").read_text()
    pins = [line for line in locked.splitlines() if "==" in line and not line.startswith(" ")]
    assert len(pins) * 1 <= locked.count("--hash=sha256:")
