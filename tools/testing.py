"""`./spona test`: the gate of a push, or pytest with the arguments that are given.

The gate asks on SQLite what each app's own tests ask, on PostgreSQL what is marked `postgresql`
(locks, one whole way, the newest migration), and walks the main journeys in one language. What is
marked `slow` is asked by `./spona prove`.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

from tools import junit, postgres

ROOT = Path(__file__).resolve().parents[1]
CHROMIUM = "sudo apt-get install -y chromium"
# By file, in the order of `tests/conftest.py`: what a file builds once, one worker builds. Two, for
# that is what CI has.
WORKERS = ["-n", "2", "--dist", "loadfile", "--no-loadscope-reorder"]
# A person waits more than the machine: a browser for a page, a code for its half minute. A journey
# that fails is walked once more by itself; who needed it stands in the last lines.
BROWSERS = ["-n", "3", "--dist", "loadfile", "--no-loadscope-reorder", "--reruns", "1"]
# Bytes. Of a whole run: the worlds that are built, databases, what a browser keeps.
LEAST_ROOM = 2 * 10**9
# Asked by `./spona check`, which runs before.
FORM = "--ignore=tests/architecture"
AGAIN = "--failed"
CHOSEN = "chosen"


@dataclass(frozen=True, slots=True)
class Round:
    """`name` is that of its report too."""

    name: str
    chosen: tuple[str, ...]
    on_postgresql: bool = False
    # Of a round in a browser: `tests/journeys/languages.py`.
    language: str = ""


def _marked(mark: str) -> list[str]:
    """The files that name this mark: a worker needs many seconds to read all of them."""
    files = sorted((ROOT / "tests").rglob("test_*.py"))
    return [str(one.relative_to(ROOT)) for one in files if f"mark.{mark}" in one.read_text()]


GATE = (
    Round("sqlite", (*WORKERS, FORM, "-m", "not journey and not slow and not prove")),
    Round(
        "postgresql",
        (
            *WORKERS,
            "-m",
            "postgresql and not journey and not slow and not prove",
            *_marked("postgresql"),
        ),
        on_postgresql=True,
    ),
    Round(
        "journeys",
        (*BROWSERS, "-m", "journey and not slow and not prove", "tests/journeys"),
        language="sr-latn",
    ),
)

# Whose reports `--failed` reads.
ROUNDS = (*GATE, Round(CHOSEN, ()))


def run(args: list[str]) -> int:
    """Without arguments the gate, which ends with the first round that is red; with `--failed`
    what was red last, each in its round; else pytest with the arguments, on SQLite and with a
    PostgreSQL at hand.

    What can run without a missing program runs; the program is named at the end, and the answer
    is 1. The last lines say what is red.
    """
    began = time.monotonic()
    reports, notes = Reports(junit.folder_of(ROOT)), list[str]()
    rounds = _asked(args, reports)
    if not rounds:
        print("Nothing was red when tests ran here last.")
        return 0
    missing = [] if args else _missing()
    if full := _full(tempfile.gettempdir()):
        notes.append(full)
    else:
        try:
            with _server() as address:
                left_out = reports.ask(rounds, address)
        except postgres.NotStarted as error:
            notes.append(str(error))
        else:
            notes += [f"Not asked, for what is red comes first: {one.name}" for one in left_out]
        if reports.red and (full := _full(tempfile.gettempdir())):
            notes.append(full)
    print(f"\n{time.monotonic() - began:.0f} s in all")
    if missing:
        print("Not all of it could run. Type this, then start again:")
        print("\n".join(f"  {line}" for line in missing))
        notes += [f"Missing: {line.rpartition(' ')[2]}" for line in missing]
    print(*junit.last_lines(reports.read, notes, f"./spona test {AGAIN}"), sep="\n")
    return 1 if reports.red or notes else 0


def _asked(args: list[str], reports: Reports) -> list[Round]:
    if args == [AGAIN]:
        return [replace(one, chosen=nodes) for one in ROUNDS if (nodes := reports.red_in(one))]
    return [Round(CHOSEN, tuple(args))] if args else list(GATE)


def _missing() -> list[str]:
    programs = {CHROMIUM: _chromium(), postgres.APT: postgres.binaries()}
    return [line for line, there in programs.items() if not there]


def _full(folder: str) -> str:
    """A sentence where a folder has no room for a run; else empty."""
    free = shutil.disk_usage(folder).free
    if free >= LEAST_ROOM:
        return ""
    needs = f"The tests need {LEAST_ROOM // 10**6} MB"
    return f"The temporary folder {folder} is full: {free // 10**6} MB are free. {needs}."


class Reports:
    """Asks the rounds of pytest and keeps what each said, also for `--failed` of the next run."""

    def __init__(self, folder: Path) -> None:
        self.read: list[junit.Report] = []
        self._folder = folder

    @property
    def red(self) -> bool:
        return any(one.is_red for one in self.read)

    def red_in(self, one: Round) -> tuple[str, ...]:
        """The nodes that were red in this round when it was asked last."""
        path = self._path(one)
        said = junit.read(path, one.name, ROOT).red if path.exists() else ()
        return tuple(red.node for red in said)

    def ask(self, rounds: list[Round], address: str) -> list[Round]:
        """Until one is red; those that were not asked because of it. `address`: of a PostgreSQL,
        or empty: then what needs it is left out, as journeys are without a browser."""
        shutil.rmtree(self._folder, ignore_errors=True)
        self._folder.mkdir(mode=0o700)
        able = [
            one
            for one in rounds
            if (address or not one.on_postgresql) and (_chromium() or not one.language)
        ]
        for number, one in enumerate(able, 1):
            self.read.append(self._one(one, address))
            if self.red:
                return able[number:]
        return []

    def _one(self, one: Round, address: str) -> junit.Report:
        path = self._path(one)
        at_hand = {"SPONA_TEST_POSTGRES": address} if address else {}
        there = {"SPONA_DATABASE": address} if one.on_postgresql else {}
        spoken = {"SPONA_TEST_LANGUAGE": one.language} if one.language else {}
        more = [f"--junitxml={path}", "-o", "junit_family=xunit1"]
        code = _pytest(one, more, at_hand | there | spoken)
        report = junit.read(path, one.name, ROOT)
        if code and not report.is_red:
            report = replace(report, broken=f"it ended with {code}: its output says why")
        return report

    def _path(self, one: Round) -> Path:
        return self._folder / f"{one.name}.xml"


def _chromium() -> str | None:
    return shutil.which("chromium") or shutil.which("chromium-browser")


@contextmanager
def _server() -> Iterator[str]:
    """The address of a PostgreSQL that ends with the block; empty where there is none to start."""
    if postgres.binaries() is None:
        yield ""
        return
    with postgres.running() as address:
        yield address


def _pytest(one: Round, more: list[str], servers: dict[str, str]) -> int:
    print(f"\n== {one.name}", flush=True)
    environment = {key: value for key, value in os.environ.items() if key != "SPONA_DATABASE"}
    environment |= {"SPONA_KIND": "test", **servers}
    command = [sys.executable, "-m", "pytest", "-q", "--durations=20", "--durations-min=1"]
    # Exit 5, no test chosen, is a failure too: every round has some.
    done = subprocess.run([*command, *more, *one.chosen], env=environment, check=False)
    return done.returncode
