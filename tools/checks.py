"""`./spona check`: what needs no running program, in under two minutes, then the size of it.

`advisories` compares with a database of known weaknesses (`--advisories PATH`, `SPONA_ADVISORIES`).
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor, as_completed
from pathlib import Path

from tools import codebase
from tools.release.advisories import NAMED

ROOT = Path(__file__).resolve().parents[1]
_BIN = Path(sys.executable).parent

STEPS: tuple[tuple[str, list[str]], ...] = (
    ("lint", [str(_BIN / "ruff"), "check", "-q", "."]),
    ("format", [str(_BIN / "ruff"), "format", "--check", "-q", "."]),
    ("templates", [str(_BIN / "djangofmt"), "--check", "src/spona"]),
    ("types", [str(_BIN / "mypy"), "--no-error-summary"]),
    ("imports", [str(_BIN / "lint-imports"), "--no-logo"]),
    ("django", [sys.executable, "-m", "django", "check", "--fail-level", "WARNING"]),
    ("migrations", [sys.executable, "-m", "django", "makemigrations", "--check", "--dry-run"]),
    ("catalogues", [sys.executable, "-m", "tools", "messages", "--check"]),
    ("documents", [sys.executable, "-m", "tools", "docs", "--check"]),
    ("advisories", [sys.executable, "-m", "tools.release.advisories"]),
    ("architecture", [sys.executable, "-m", "pytest", "-q", "tests/architecture"]),
)


# What it read is to be seen also where all is well; unasked it runs where a database is named.
ADVISORIES = "advisories"


# Two at a time, for so many processors CI has; in this order the longest begin first.
_FIRST = ("architecture", "types")


def run(args: list[str]) -> int:
    """Runs every step and tells at the end which failed; `args` name some steps only."""
    parser = argparse.ArgumentParser(prog="./spona check")
    parser.add_argument("steps", nargs="*")
    parser.add_argument("--advisories", default=os.environ.get(NAMED, ""), metavar="PATH")
    given = parser.parse_args(args)
    os.environ[NAMED] = given.advisories
    asked = [
        (name, command)
        for name, command in STEPS
        if name in given.steps or (not given.steps and (name != ADVISORIES or given.advisories))
    ]
    failed = dict[str, str]()
    with ThreadPoolExecutor(max_workers=2) as pool:
        begun = [pool.submit(_done, *one) for one in sorted(asked, key=_turn)]
        for each in as_completed(begun):
            name, seconds, done = each.result()
            # Without a database nothing was compared, and that is no "ok".
            skipped = name == ADVISORIES and not given.advisories
            said = "FAIL" if done.returncode else "skipped" if skipped else "ok  "
            print(f"{said} {name} ({seconds:.1f} s)", flush=True)
            if done.returncode:
                failed[name] = _first_line(done.stdout + done.stderr)
            if done.returncode or name == ADVISORIES:
                print((done.stdout + done.stderr)[-6000:].rstrip())
    if not given.steps:
        codebase.run([])
    print(f"\n{len(asked) - len(failed)} passed, {len(failed)} failed")
    if failed:
        print(*(f"  {name}\n      {said}" for name, said in failed.items()), sep="\n")
        print(f"These alone:\n  ./spona check {' '.join(failed)}")
    return 1 if failed else 0


def _first_line(said: str) -> str:
    lines = said.strip().splitlines() or ["it said nothing"]
    red = (line for line in lines if line.startswith(("FAILED ", "ERROR ")))
    return next(red, lines[0])[:200]


def _turn(step: tuple[str, list[str]]) -> int:
    return _FIRST.index(step[0]) if step[0] in _FIRST else len(_FIRST)


def _done(name: str, command: list[str]) -> tuple[str, float, subprocess.CompletedProcess[str]]:
    environment = os.environ | {"SPONA_KIND": "test", "PYTHONPATH": str(ROOT / "src")}
    began = time.monotonic()
    done = subprocess.run(
        command, cwd=ROOT, env=environment, check=False, text=True, capture_output=True
    )
    return name, time.monotonic() - began, done
