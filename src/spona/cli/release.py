"""`./spona release setup | try FILE`: what draws the noise of published figures."""

from __future__ import annotations

import argparse
import os
import platform
import shutil
import subprocess
import sys
import time
from pathlib import Path
from typing import Final

from spona.statistics.releases import noise, trying
from spona.statistics.releases.policy import current_policy

_PACKAGE: Final = Path(__file__).resolve().parents[1]
# In a checkout, and in what is handed out.
_REQUIREMENTS: Final = (
    _PACKAGE.parents[1] / "requirements" / "release.txt",
    _PACKAGE / "shipped" / "requirements" / "release.txt",
)
_HOW: Final = """\
# Releases, tried on public data

Made by `./spona release try FILE`. FILE is the Global Victim-Perpetrator Synthetic Dataset of the
Counter-Trafficking Data Collaborative (ctdatacollaborative.org; itself made so that no row is a
person). Anybody can repeat it; the noise is another one each time, so the last digits differ.

- *Complete*: how many runs ended with tables.
- *Intervals*: how many of the 95 % intervals hold the true number, over all cells, and over those
  in which somebody is.
- *Error*: how far a noisy number is from the true one on average, over all cells.
- *Fabricated*: of the numbers that would be shown, how many stand for a combination nobody has.
- *Seconds*: a process from its start to its end, the middle one of all runs.
"""


def run(args: list[str]) -> int:
    """0 where it went through; 1 with a sentence."""
    asked = argparse.ArgumentParser(prog="./spona release", description=__doc__)
    verbs = asked.add_subparsers(dest="verb", required=True)
    verbs.add_parser("setup", help="installs OpenDP in an environment of its own")
    tried = verbs.add_parser("try", help="a dry run on the public table of CTDC")
    tried.add_argument("file", type=Path, help="CTDC's Global Victim-Perpetrator table, CSV")
    tried.add_argument("--runs", type=int, default=100, help="for each small size; default 100")
    tried.add_argument("--large", type=int, default=3, help="runs over the whole table; default 3")
    tried.add_argument("--output", type=Path, help="write the table here too (Markdown)")
    given = asked.parse_args(args)
    return setup() if given.verb == "setup" else _try(given)


def setup() -> int:
    """Installs by hash, and draws from an invented table, so that it is known to work."""
    locked = next((path for path in _REQUIREMENTS if path.exists()), None)
    if locked is None:
        print("requirements/release.txt is missing from this installation.", file=sys.stderr)
        return 1
    folder = noise.ENVIRONMENT
    uv = [sys.executable, "-m", "uv"]
    print(f"Installing what draws the noise into {folder} (about 1.3 GB) …", flush=True)
    # Whatever is there may be half of an earlier one.
    shutil.rmtree(folder, ignore_errors=True)
    # No Python but this one, and bytecode now: the server's own user may not write here.
    environment = os.environ | {"UV_PYTHON_DOWNLOADS": "never"}
    steps = (
        [*uv, "venv", "-q", "--python", sys.executable, str(folder)],
        [*uv, "pip", "install", "-q", "--python", str(noise.python()), "--compile-bytecode",
         "--require-hashes", "-r", str(locked)],
    )  # fmt: skip
    for step in steps:
        if subprocess.run(step, env=environment, check=False).returncode != 0:
            shutil.rmtree(folder, ignore_errors=True)
            print("It could not be installed; nothing was left.", file=sys.stderr)
            return 1
    plan = {
        "columns": {"a": ["x", "y", "unknown"]}, "tables": [["a"]], "projections": [[], ["a"]],
        "rho": 0.5, "delta": 1e-6,
    }  # fmt: skip
    try:
        version = noise.rehearse(plan).version
    except noise.NoiseFailed as failed:
        print(f"It is installed and does not work: {failed.code}.", file=sys.stderr)
        return 1
    print(f"OpenDP {version} works. Releases can be made.")
    return 0


def _try(given: argparse.Namespace) -> int:
    if not noise.is_installed():
        print("Not installed here. Type this first: ./spona release setup", file=sys.stderr)
        return 1
    try:
        rows = trying.read(given.file)
    except (OSError, ValueError) as wrong:
        print(f"{given.file} cannot be read: {wrong}.", file=sys.stderr)
        return 1
    except trying.NotTheTable as lacking:
        print(f"{given.file} is not CTDC's table; it lacks {lacking}.", file=sys.stderr)
        return 1
    policy = current_policy()
    heads = ("people", "tables", "ε", "complete", "intervals", "where somebody is", "error",
             "fabricated", "seconds")  # fmt: skip
    lines = [f"| {' | '.join(heads)} |", "|---" * len(heads) + "|"]
    for size in trying.SIZES:
        tally = trying.try_small(rows, size, given.runs, policy, _dot)
        lines.append(line(f"{size}", "as ours", tally))
    for ways in (2, 3):
        tally = trying.try_large(rows, ways, given.large, policy, _dot)
        lines.append(line(f"{len(rows):,}", f"all up to {ways}-way of 8 columns", tally))
    print(file=sys.stderr)
    print("\n".join(lines))
    if given.output:
        where = f"{platform.machine()}, {os.cpu_count()} cores, Python {platform.python_version()}"
        said = f"Measured on {time.strftime('%Y-%m-%d')}, {where}."
        text = "\n".join((_HOW, *lines, "", said, ""))
        given.output.write_text(text, encoding="utf-8")
    return 0


def line(people: str, tables: str, tally: trying.Tally) -> str:
    """A row of the table that is printed."""
    seconds = sorted(tally.seconds)[len(tally.seconds) // 2] if tally.seconds else float("nan")
    failed = "".join(f", {code}: {number}" for code, number in sorted(tally.failures.items()))
    cells = (
        people, tables, f"{tally.epsilon:.1f}", f"{tally.done} of {tally.runs}{failed}",
        f"{tally.coverage:.1%}", f"{tally.occupied_coverage:.1%}", f"{tally.mean_error:.2f}",
        f"{tally.fabricated_share:.2%} of {tally.told:,}", f"{seconds:.1f}",
    )  # fmt: skip
    return f"| {' | '.join(cells)} |"


def _dot() -> None:
    print(".", end="", file=sys.stderr, flush=True)
