"""`./spona test`: everything once on SQLite, all without a browser again on PostgreSQL."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import time

from spona.operations import postgres

CHROMIUM = "sudo apt-get install -y chromium"
# J1 to J4, J6 and J13 are walked on PostgreSQL as well.
MAIN_JOURNEYS = [
    f"tests/journeys/test_{name}.py"
    for name in ("whole_way", "paper_partner", "silence", "tips", "starting", "conference")
]
# On one database only. tests/operations takes both by itself; the two others ask every address
# as everybody, which takes a quarter of all the time, and what answers them is no query of its own
# but what the rooms' tests ask on both. What asks no database at all is left out by
# `tests/conftest.py`.
ONCE = ["operations", "harness/test_access.py", "harness/test_reachable.py"]
# By file: what a file builds once, one worker builds. Two, for that is what CI has.
WORKERS = ["-n", "2", "--dist", "loadfile"]


def run(args: list[str]) -> int:
    """With arguments: pytest with them, on SQLite and with a PostgreSQL at hand."""
    if not (shutil.which("chromium") or shutil.which("chromium-browser")):
        print(f"Chromium is missing. Type this, then start again:\n  {CHROMIUM}")
        return 1
    began = time.monotonic()
    with postgres.running() as address:
        os.environ["SPONA_TEST_POSTGRES"] = address
        if args:
            return _pytest("chosen", args, database="")
        rounds = [
            _pytest("SQLite", [*WORKERS, "-m", "not journey and not prove"], database=""),
            _pytest(
                "PostgreSQL",
                [*WORKERS, "-m", "not journey and not prove", *_but(ONCE)],
                database=address,
            ),
            _pytest("journeys, SQLite", [*WORKERS, "-m", "journey"], database=""),
            _pytest(
                "journeys, PostgreSQL",
                [*WORKERS, "-m", "journey", *MAIN_JOURNEYS],
                database=address,
            ),
        ]
    print(f"\n{time.monotonic() - began:.0f} s in all")
    return max(rounds)


def _but(paths: list[str]) -> list[str]:
    return [f"--ignore=tests/{path}" for path in paths]


def _pytest(name: str, args: list[str], *, database: str) -> int:
    print(f"\n== {name}", flush=True)
    environment = {key: value for key, value in os.environ.items() if key != "SPONA_DATABASE"}
    environment |= {"SPONA_KIND": "test"}
    if database:
        environment["SPONA_DATABASE"] = database
    command = [sys.executable, "-m", "pytest", "-q", "--durations=20", "--durations-min=1", *args]
    # Exit 5, no test chosen, is a failure too: every round has some.
    return subprocess.run(command, env=environment, check=False).returncode
