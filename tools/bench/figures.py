"""Medians, 95th percentiles, and what every figure needs beside it: commit, machine, time."""

from __future__ import annotations

import math
import os
import platform
import statistics
import subprocess
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]


@dataclass(slots=True)
class Section:
    """One part: `how` says what was measured and how; `rows` are cells under `head`."""

    name: str
    how: str
    head: tuple[str, ...]
    rows: list[tuple[str, ...]] = field(default_factory=list)
    faults: list[str] = field(default_factory=list)
    measured_on: str = ""

    def for_terminal(self) -> str:
        """The table in columns."""
        table = [self.head, *self.rows]
        widths = [max(len(row[at]) for row in table) for at in range(len(self.head))]
        lines = [
            "  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip()
            for row in table
        ]
        return "\n".join([*lines, *self.faults])

    def for_page(self) -> str:
        """The table in Markdown, with the sentence and the circumstances."""
        lines = [table_line(self.head), "|" + "---|" * len(self.head)]
        lines += [table_line(row) for row in self.rows]
        told = [f"**{fault}**\n" for fault in self.faults]
        return "\n".join([self.how, "", *told, *lines, "", self.measured_on])


def table_line(cells: Sequence[str]) -> str:
    return "| " + " | ".join(cell.replace("|", "\\|") for cell in cells) + " |"


def median(times: Sequence[float]) -> float:
    return statistics.median(times)


def p95(times: Sequence[float]) -> float:
    """The smallest value that 95 % of `times` do not exceed."""
    return sorted(times)[math.ceil(0.95 * len(times)) - 1]


def ms(seconds: float) -> str:
    return f"{seconds * 1000:.0f} ms" if seconds >= 0.01 else f"{seconds * 1000:.1f} ms"


def circumstances(*, quick: bool = False) -> str:
    """Commit, machine, time, and how busy the machine was before the part began."""
    load = os.getloadavg()[0]
    when = datetime.now(UTC).strftime("%Y-%m-%d %H:%M UTC")
    short = "quick run, " if quick else ""
    return f"{short}commit {commit()}, {machine()}, {when}, load average before it {load:.1f}"


def commit() -> str:
    """The short hash, with "+ changes" where the folder differs from it."""
    found = _git("rev-parse", "--short", "HEAD")
    if not found:
        return "unknown"
    # A page that a measurement writes does not make the measured code another one.
    changed = _git("status", "--porcelain", "--", ".", ":!docs/reference")
    return found + (" + changes" if changed else "")


def machine() -> str:
    """Processor, cores, memory, system and Python; no name of the machine."""
    cpu = "processor unknown"
    info = Path("/proc/cpuinfo")
    for line in info.read_text().splitlines() if info.exists() else ():
        if line.startswith("model name"):
            cpu = line.split(":", 1)[1].strip()
            break
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30
    cores = len(os.sched_getaffinity(0))
    return (
        f"{cpu}, {cores} cores, {memory:.0f} GiB, {platform.system()}, "
        f"Python {platform.python_version()}"
    )


def _git(*words: str) -> str:
    done = subprocess.run(
        ["git", *words], cwd=ROOT, capture_output=True, text=True, check=False, timeout=30
    )
    return done.stdout.strip() if done.returncode == 0 else ""
