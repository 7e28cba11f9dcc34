"""`./spona test`: everything on SQLite, and on PostgreSQL every question that it puts."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import date
from pathlib import Path

from tools import junit, postgres

ROOT = Path(__file__).resolve().parents[1]
CHROMIUM = "sudo apt-get install -y chromium"
# J1 to J6 and J13: `./spona prove` walks them on PostgreSQL as well, in one language.
MAIN_JOURNEYS = [
    *(
        f"tests/journeys/test_{name}.py"
        for name in (
            "starting",
            "whole_way",
            "conference",
            "silence",
            "paper_partner",
            "case_to_its_end",
        )
    ),
    "tests/journeys/test_tips.py::test_a_neighbour_writes_comes_back_and_reads_the_answer"
    "[chromium-sr-latn]",
    "tests/journeys/test_tips.py::test_a_nurse_without_an_account_reports_and_is_called_back"
    "[chromium]",
]
# By file, in the order of `tests/conftest.py`: what a file builds once, one worker builds. Two, for
# that is what CI has.
WORKERS = ["-n", "2", "--dist", "loadfile", "--no-loadscope-reorder"]
# tests/cli takes both databases by itself; two ask every address as everybody, and what
# answers them is no query of its own but what the apps' tests ask; and what columns give away is
# guessed on both databases by `./spona prove`.
ONCE = [
    "cli",
    *(f"harness/test_{name}.py" for name in ("access", "reachable", "clear_columns")),
]
# Bytes. Of a whole run: the worlds that are built, databases, what a browser keeps.
LEAST_ROOM = 2 * 10**9
# A person waits more than the machine: a browser for a page, a code for its half minute.
BROWSERS = ["-n", "3", "--dist", "loadfile", "--no-loadscope-reorder"]
# Each push walks the journeys in one of them, `./spona prove` in all: tests/journeys/languages.py.
LANGUAGES = ("sr-latn", "sr", "en", "hu")


def run(args: list[str]) -> int:
    """With arguments: pytest with them, on SQLite and with a PostgreSQL at hand.

    What can run without a missing program runs; the program is named at the end, and the answer
    is 1. The last lines say what is red.
    """
    began = time.monotonic()
    programs = {CHROMIUM: _chromium(), postgres.APT: postgres.binaries()}
    missing = [line for line, there in programs.items() if not there] if not args else []
    reports, notes = Reports(), list[str]()
    if full := _full(tempfile.gettempdir()):
        notes.append(full)
    else:
        try:
            with _server() as address:
                if args:
                    reports.ask("chosen", args, **_at_hand(address))
                else:
                    with tempfile.TemporaryDirectory(prefix="spona-test-") as questions:
                        _rounds(reports, address, questions)
        except postgres.NotStarted as error:
            notes.append(str(error))
        if reports.red and (full := _full(tempfile.gettempdir())):
            notes.append(full)
    print(f"\n{time.monotonic() - began:.0f} s in all")
    if missing:
        print("Not all of it could run. Type this, then start again:")
        print("\n".join(f"  {line}" for line in missing))
        notes += [f"Missing: {line.rpartition(' ')[2]}" for line in missing]
    print(*junit.last_lines(reports.read, notes, "./spona test"), sep="\n")
    return 1 if reports.red or notes else 0


def _full(folder: str) -> str:
    """A sentence where a folder has no room for a run; else empty."""
    free = shutil.disk_usage(folder).free
    if free >= LEAST_ROOM:
        return ""
    needs = f"The tests need {LEAST_ROOM // 10**6} MB"
    return f"The temporary folder {folder} is full: {free // 10**6} MB are free. {needs}."


class Reports:
    """The rounds of one run: asks them of pytest, and keeps what each said."""

    def __init__(self) -> None:
        self.read: list[junit.Report] = []
        self._folder = junit.folder_of(ROOT)
        shutil.rmtree(self._folder, ignore_errors=True)

    @property
    def red(self) -> bool:
        return any(one.is_red for one in self.read)

    def ask(self, name: str, args: list[str], **more: str) -> None:
        """One round, which is read when it is over."""
        self._folder.mkdir(mode=0o700, exist_ok=True)
        path = self._folder / f"{len(self.read)}.xml"
        code = _pytest(name, [f"--junitxml={path}", "-o", "junit_family=xunit1", *args], **more)
        report = junit.read(path, name, ROOT)
        if code and not report.is_red:
            report = replace(report, broken=f"it ended with {code}: its output says why")
        self.read.append(report)


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


def _at_hand(address: str) -> dict[str, str]:
    return {"SPONA_TEST_POSTGRES": address} if address else {}


def _rounds(reports: Reports, address: str, questions: str) -> None:
    """The round on SQLite writes down what each test asks the database; the round on PostgreSQL
    has the fewest that ask it all. `./spona prove` has every test and the main journeys there."""
    quick, at_hand = "not journey and not prove", _at_hand(address)
    reports.ask("SQLite", [*WORKERS, "-m", quick], SPONA_TEST_WRITES=questions, **at_hand)
    if address:
        reports.ask(
            "PostgreSQL",
            [*WORKERS, "-m", quick, *but(ONCE)],
            SPONA_TEST_READS=questions,
            SPONA_DATABASE=address,
            **at_hand,
        )
    if _chromium():
        turn = language()
        name = f"journeys in {turn} (SPONA_TEST_LANGUAGE={turn} for the same again)"
        walked = [*BROWSERS, "-m", "journey and not prove", *marked("journey")]
        reports.ask(name, walked, SPONA_TEST_LANGUAGE=turn, **at_hand)


def language(root: Path = ROOT) -> str:
    """The one that is named in the environment, else the turn of the commit; without one, of the
    day."""
    asked = ["git", "-C", str(root), "rev-parse", "HEAD"]
    if named := os.environ.get("SPONA_TEST_LANGUAGE"):
        return named
    try:
        commit = subprocess.run(asked, capture_output=True, text=True, check=True).stdout
    except (OSError, subprocess.CalledProcessError):
        return LANGUAGES[date.today().toordinal() % len(LANGUAGES)]  # noqa: DTZ011
    return LANGUAGES[int(commit[:8], 16) % len(LANGUAGES)]


def marked(mark: str) -> list[str]:
    """The files in which a test has this mark: the others take each worker four seconds to read."""
    files = sorted((ROOT / "tests").rglob("test_*.py"))
    return [str(one.relative_to(ROOT)) for one in files if f"mark.{mark}" in one.read_text()]


def but(paths: list[str]) -> list[str]:
    return [f"--ignore=tests/{path}" for path in paths]


def _pytest(name: str, args: list[str], **more: str) -> int:
    print(f"\n== {name}", flush=True)
    environment = {key: value for key, value in os.environ.items() if key != "SPONA_DATABASE"}
    environment |= {"SPONA_KIND": "test", **more}
    command = [sys.executable, "-m", "pytest", "-q", "--durations=20", "--durations-min=1", *args]
    # Exit 5, no test chosen, is a failure too: every round has some.
    return subprocess.run(command, env=environment, check=False).returncode
