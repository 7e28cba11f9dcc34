"""Every test on PostgreSQL, too: `./spona test` has there those that ask something new."""

from __future__ import annotations

import os
import subprocess
import sys

import pytest

from spona.operations.bench_figures import ROOT
from spona.operations.testing import ONCE, WORKERS, but


@pytest.mark.prove
@pytest.mark.postgresql
def test_every_test_holds_on_postgresql():
    if not os.environ.get("SPONA_DATABASE"):
        pytest.skip("PostgreSQL: on SQLite every push runs them all")
    asked = ["-m", "not journey and not prove", *but(ONCE)]
    command = [sys.executable, "-m", "pytest", "-q", *WORKERS, *asked]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout[-5000:]
    print(done.stdout.strip().splitlines()[-1].strip("= "))  # noqa: T201
