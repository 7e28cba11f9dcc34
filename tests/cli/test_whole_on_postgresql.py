"""Every test on PostgreSQL, too: `./spona test` has there those that ask something new."""

from __future__ import annotations

import os
import subprocess
import sys

import pytest

from tools.bench.figures import ROOT
from tools.testing import BROWSERS, MAIN_JOURNEYS, ONCE, WORKERS, but

# The paths that these proofs rest on: `./spona prove --changed` runs them when one changed.
PROVES = (
    "src",
    "tests",
)

pytestmark = [pytest.mark.prove, pytest.mark.postgresql, pytest.mark.alone]


@pytest.fixture(autouse=True)
def _only_there():
    if not os.environ.get("SPONA_DATABASE"):
        pytest.skip("PostgreSQL: on SQLite every push runs them all")


def test_every_test_holds_on_postgresql():
    _run([*WORKERS, "-m", "not journey and not prove", *but(ONCE)])


def test_the_main_journeys_are_walked_on_postgresql():
    _run([*BROWSERS, "-m", "journey", *MAIN_JOURNEYS])


def _run(asked: list[str]) -> None:
    command = [sys.executable, "-m", "pytest", "-q", *asked]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout[-5000:]
    print(done.stdout.strip().splitlines()[-1].strip("= "))  # noqa: T201
