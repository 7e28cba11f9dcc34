"""`./spona release setup | try FILE`: what draws the noise of published figures."""

from __future__ import annotations

import argparse
import os
import platform
import shutil
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Final

from spona.statistics.releases import noise, trying
from spona.statistics.releases.policy import current_policy
from spona.statistics.releases.tried import HEAD, Tried, line, page, promises
from spona.statistics.releases.trying import Rows

_PACKAGE: Final = Path(__file__).resolve().parents[1]
# In a checkout, and in what is handed out.
_REQUIREMENTS: Final = (
    _PACKAGE.parents[1] / "requirements" / "release.txt",
    _PACKAGE / "shipped" / "requirements" / "release.txt",
)
# Named on the page: what a number rests on.
_TOLD: Final = ("opendp", "mbi", "jax", "polars", "numpy")


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
    tried = try_all(rows, runs=given.runs, large=given.large, tell=_say)
    print(file=sys.stderr)
    kept = [f"{'kept' if one.holds else 'NOT KEPT'}: {one.what}: {one.measured} ({one.aim})"
            for one in promises(tried)]  # fmt: skip
    print("\n".join(kept))
    if given.output:
        where = f"{platform.machine()}, {os.cpu_count()} cores, Python {platform.python_version()}"
        said = f"Measured on {time.strftime('%Y-%m-%d')}, {where}"
        text = page(tried, made_by="Made by `./spona release try FILE --output PAGE`.", where=said)
        given.output.write_text(text, encoding="utf-8")
    return 0


def try_all(rows: Rows, *, runs: int, large: int, tell: Callable[[str], None]) -> Tried:
    """Each size and the whole table; `tell` hears a line of the table as soon as it is known."""
    policy = current_policy()
    small = {}
    tell("\n".join(HEAD))
    for size in trying.SIZES:
        small[size] = trying.try_small(rows, size, runs, policy, _dot)
        tell(line(f"{size}", "as ours", small[size]))
    whole = {}
    for ways in (2, 3):
        whole[ways] = trying.try_large(rows, ways, large, policy, _dot)
        tell(line(f"{len(rows):,}", f"all up to {ways}-way of 8 columns", whole[ways]))
    return Tried(len(rows), small, whole[2], whole[3], _versions())


def _versions() -> str:
    """As they are locked: `setup` installs by hash and nothing else."""
    locked = next((path.read_text() for path in _REQUIREMENTS if path.exists()), "")
    pins = (line.split()[0].split("==") for line in locked.splitlines() if "==" in line[:40])
    found = {pin[0]: pin[1].rstrip(";") for pin in pins if len(pin) == 2}
    return ", ".join(f"{name} {found[name]}" for name in _TOLD if name in found)


def _say(text: str) -> None:
    print(text, flush=True)


def _dot() -> None:
    print(".", end="", file=sys.stderr, flush=True)
