"""What a round of tests said, read from the JUnit file that it wrote, and the last lines about it.

Whoever looks at the end of an output finds there what is red and how to ask it again.
"""

from __future__ import annotations

import os
import re
import shlex
import tempfile
import zlib
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from xml.etree import ElementTree as ET

# What pytest says of a fixture: `failed on setup with "RuntimeError: no"`.
_SETUP = re.compile(r'^failed on (setup|teardown) with "(.*)"$')
# The property of a test that was walked once more: the first line of what went wrong first.
FAILED_FIRST = "failed_first"
# Of red tests in the last lines; all of them stand in the output of their round.
_SHOWN = 60
# A command with more names than these is no command that somebody copies.
_NAMED = 12


@dataclass(frozen=True, slots=True)
class RedTest:
    """`node`: as pytest takes it, with a path from the root of the checkout; `error`: one line."""

    node: str
    error: str


@dataclass(frozen=True, slots=True)
class Report:
    """One round. `unsteady`: red, and green when walked once more; `broken`: why it has no counts,
    in one line; empty where it ran to its end.
    """

    round: str
    passed: int = 0
    skipped: int = 0
    red: tuple[RedTest, ...] = ()
    unsteady: tuple[RedTest, ...] = ()
    broken: str = ""

    @property
    def is_red(self) -> bool:
        return bool(self.red or self.broken)


def folder_of(checkout: Path) -> Path:
    """Where the JUnit files of a checkout lie: in the temporary folder, one folder a checkout."""
    name = f"spona-tests-{os.getuid()}-{zlib.crc32(str(checkout).encode()):08x}"
    return Path(tempfile.gettempdir()) / name


def read(path: Path, name: str, root: Path) -> Report:
    """The report of the round `name`; one that was not written or broke off says so."""
    try:
        # A test that was walked twice stands twice: the last one counts.
        cases = {_node(case, root): case for case in ET.parse(path).iter("testcase")}  # noqa: S314
    except FileNotFoundError:
        return Report(name, broken="it ended before it wrote its report")
    except ET.ParseError:
        return Report(name, broken="its report broke off")
    red = tuple(
        RedTest(node, _error(wrong))
        for node, case in cases.items()
        if (wrong := _wrong(case)) is not None
    )
    unsteady = tuple(
        RedTest(node, one.get("value", ""))
        for node, case in cases.items()
        if _wrong(case) is None
        for one in case.iterfind(f"properties/property[@name='{FAILED_FIRST}']")
    )
    skipped = sum(case.find("skipped") is not None for case in cases.values())
    return Report(name, len(cases) - skipped - len(red), skipped, red, unsteady)


def _wrong(case: ET.Element) -> ET.Element | None:
    failure = case.find("failure")
    return failure if failure is not None else case.find("error")


def _node(case: ET.Element, root: Path) -> str:
    """A test's name; the path of a file that could not be read."""
    name, module = case.get("name", ""), case.get("classname", "")
    # Of a file that could not be read the report gives a name alone.
    if not module and (root / (path := name.replace(".", "/") + ".py")).is_file():
        return path
    file = case.get("file", "")
    inner = module.removeprefix(file.removesuffix(".py").replace("/", ".")).strip(".")
    return "::".join(part for part in (file, inner, name) if part)


def _error(wrong: ET.Element) -> str:
    """Of the error; of a file that could not be read, the error and not that it was collected."""
    lines = [line.strip() for line in (wrong.text or "").splitlines() if line.strip()]
    said = next(iter((wrong.get("message") or "").strip().splitlines()), "")
    if said == "collection failure":
        errors = [line.removeprefix("E").strip() for line in lines if line.startswith("E ")]
        said = (errors or lines or [said])[-1]
    return first_line(_SETUP.sub(r"\1: \2", said))


def first_line(text: str) -> str:
    """At most 200 characters of it."""
    return next(iter(text.strip().splitlines()), "")[:200]


def last_lines(reports: Iterable[Report], notes: Iterable[str] = (), again: str = "") -> list[str]:
    """Counts, then each red test with the first line of its error, then the command for these.

    `notes`: what went wrong outside of a test; `again`: the command for all that was red, where
    there is one that is shorter than their names.
    """
    every = list(reports)
    red = list(dict.fromkeys(one for report in every for one in report.red))
    broken = [f"{one.round}: {one.broken}" for one in every if one.broken]
    said = [*notes, *broken]
    passed = sum(one.passed for one in every)
    skipped = sum(one.skipped for one in every)
    counts = f"{passed} passed, {len(red) + len(said)} failed"
    lines = ["", counts + (f", {skipped} skipped" if skipped else "")]
    lines += [f"  {one.node}\n      {one.error}" for one in red[:_SHOWN]]
    lines += [f"  and {len(red) - _SHOWN} more"] if len(red) > _SHOWN else []
    lines += [f"  {one}" for one in said]
    unsteady = [one for report in every for one in report.unsteady]
    lines += [f"  walked twice: {one.node}\n      {one.error}" for one in unsteady]
    lines += ["  Their names belong into docs/reference/tests.md."] if unsteady else []
    if red:
        named = f"./spona test {shlex.join(one.node for one in red[:_SHOWN])}"
        lines += ["These alone:", f"  {again if again and len(red) > _NAMED else named}"]
    return lines
