"""`./spona check`: what needs no running program, in under two minutes, then the size of it."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from pathlib import Path

from tools import codebase

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
    ("architecture", [sys.executable, "-m", "pytest", "-q", "tests/architecture"]),
)


def run(args: list[str]) -> int:
    """Runs every step and tells at the end which failed; `args` name some steps only."""
    environment = os.environ | {"SPONA_KIND": "test", "PYTHONPATH": str(ROOT / "src")}
    failed = []
    for name, command in STEPS:
        if args and name not in args:
            continue
        began = time.monotonic()
        done = subprocess.run(
            command, cwd=ROOT, env=environment, check=False, text=True, capture_output=True
        )
        word = "FAIL" if done.returncode else "ok  "
        print(f"{word} {name} ({time.monotonic() - began:.1f} s)")
        if done.returncode:
            failed.append(name)
            print((done.stdout + done.stderr)[-6000:])
    if failed:
        print("To mend: " + ", ".join(failed))
    if not args:
        codebase.run([])
    return 1 if failed else 0
