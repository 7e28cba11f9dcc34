"""A backup, and its way back, hold some rows in memory and never a table."""

from __future__ import annotations

import os
import subprocess
import sys
from contextlib import ExitStack

import pytest

from spona.cli.installation.secret_files import make_secrets
from tests.cli.server import SOURCE, database_of_its_own

pytestmark = pytest.mark.slow("starts programs and waits for them")

FEW, MANY = 600, 30_000


def peaks(home, rows: int, addresses: list[str]) -> tuple[dict[str, float], float]:
    """(step → the most memory of its process, size of the archive), in MB."""
    make_secrets(home / "keys")
    told = {}
    for step, folder, address in (
        ("fill", "from", addresses[0]),
        ("backup", "from", addresses[0]),
        ("restore", "to", addresses[1]),
    ):
        (home / folder).mkdir(exist_ok=True)
        clean = {k: v for k, v in os.environ.items() if not k.startswith(("SPONA_", "DJANGO_"))}
        done = subprocess.run(
            [sys.executable, "-m", "tools.bench.backup", step, str(rows), str(home)],
            capture_output=True, text=True, check=False,
            env=clean | {
                "PYTHONPATH": str(SOURCE), "DJANGO_SETTINGS_MODULE": "spona.settings",
                "SPONA_KIND": "test", "SPONA_DATA": str(home / folder),
                "SPONA_SECRETS": str(home / "keys"), "SPONA_DATABASE": address,
            },
        )  # fmt: skip
        assert done.returncode == 0, done.stderr
        if done.stdout:
            told[step] = float(done.stdout.split("\t")[-1].split()[0].replace(",", ""))
    return told, (home / "archive").stat().st_size / 2**20


@pytest.mark.parametrize("kind", ["SQLite", "PostgreSQL"])
def test_many_rows_take_no_more_memory_than_few(tmp_path, kind):
    told = {}
    for rows in (FEW, MANY):
        with ExitStack() as stack:
            addresses = ["", ""]
            if kind == "PostgreSQL":
                addresses = [stack.enter_context(database_of_its_own()) for _each in addresses]
            told[rows], size = peaks(tmp_path / str(rows), rows, addresses)
    assert size > 20
    for step, peak in told[MANY].items():
        assert peak - told[FEW][step] < size / 2, step
        assert peak < 200
