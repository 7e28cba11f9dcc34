"""All of the tests, where the gate asks a part: what is marked `slow`, everything on PostgreSQL,
each journey in each language.
"""

from __future__ import annotations

import os
from dataclasses import replace
from pathlib import Path

import pytest

from tools import junit
from tools.testing import BROWSERS, FORM, GATE, WORKERS, Reports, Round

# The paths that these proofs rest on: `./spona prove --changed` runs them when one changed.
PROVES = (
    "src",
    "tests",
)

pytestmark = [pytest.mark.prove, pytest.mark.alone]
# Asked on both databases by themselves, or nothing of theirs is a query of its own.
ONCE = [
    f"--ignore=tests/{path}"
    for path in ("cli", "harness/test_access.py", "harness/test_reachable.py",
                 "harness/test_clear_columns.py")
]  # fmt: skip
ALL_LANGUAGES = "all"


def test_every_slow_test_holds(tmp_path):
    asked = Round("slow", (*WORKERS, FORM, "-m", "slow and not journey and not prove"))
    holds(asked, tmp_path, database="SQLite")


def test_every_journey_is_walked_in_every_language(tmp_path):
    asked = (*BROWSERS, "-m", "journey and not prove", "tests/journeys", "tests/harness")
    holds(Round("journeys", asked, language=ALL_LANGUAGES), tmp_path, database="SQLite")


@pytest.mark.postgresql
def test_every_test_holds_on_postgresql(tmp_path):
    asked = (*WORKERS, FORM, *ONCE, "-m", "not journey and not prove")
    holds(Round("whole", asked, on_postgresql=True), tmp_path, database="PostgreSQL")


@pytest.mark.postgresql
def test_the_main_journeys_are_walked_on_postgresql(tmp_path):
    main = next(one for one in GATE if one.name == "journeys")
    holds(replace(main, on_postgresql=True), tmp_path, database="PostgreSQL")


def holds(asked: Round, folder: Path, *, database: str) -> None:
    """Runs it in processes of its own; red, its last lines are those of a push."""
    address = os.environ.get("SPONA_DATABASE", "")
    if (database == "PostgreSQL") != bool(address):
        pytest.skip(f"{database} has it")
    reports = Reports(folder / "reports")
    reports.ask([asked], address or os.environ.get("SPONA_TEST_POSTGRES", ""))
    said = "\n".join(junit.last_lines(reports.read)).strip()
    assert reports.read, "a program that it needs is missing"
    assert not reports.red, said
    print(said.splitlines()[0])  # noqa: T201
