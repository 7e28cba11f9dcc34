"""`./spona count FILE`: all tables up to K-way of open data, without the small numbers."""

from __future__ import annotations

import argparse
import sys
import time
from pathlib import Path
from typing import Final

from spona.statistics.large_counts import engines
from spona.statistics.large_counts.refused import Refused
from spona.statistics.rules import current_rule

_REQUIREMENTS: Final = Path(__file__).resolve().parents[3] / "requirements"
_MOST_WAYS: Final = 6
# `tab` is what one can type.
_TYPED: Final = {"tab": "\t", "\\t": "\t"}
_PROMISE: Final = (
    "A combination that is not in the file has nobody, or fewer than {threshold}, or could be used "
    "to find one that has fewer. Whoever adds and subtracts the numbers, from sums to parts and "
    "back through all tables, comes nearer than {threshold} to none of those that are not shown, "
    "even if they know which combinations have nobody. Not protected against: somebody who solves "
    "many sums at once as equations, who knows some of the people, or who compares with tables of "
    "another day or choice of columns; and that all of a group have one thing in common can be "
    "read. This is for open data: what is sealed is never counted here."
)


def run(args: list[str]) -> int:
    """1 with a sentence where the file cannot be counted; then nothing was written."""
    given = _arguments(args)
    if lacking := engines.missing(given.engine):
        print(_install(given.engine, lacking), file=sys.stderr)
        return 1
    try:
        _count(given)
    except Refused as refused:
        print(f"\n{refused}", file=sys.stderr)
        return 1
    return 0


def _arguments(args: list[str]) -> argparse.Namespace:
    rule = current_rule()
    asked = argparse.ArgumentParser(prog="./spona count", description=__doc__)
    asked.add_argument(
        "file", type=Path, help="CSV (UTF-8, with names in the first row) or Parquet"
    )
    asked.add_argument("--ways", type=int, default=3, metavar="K", help="up to K columns together")
    asked.add_argument(
        "--threshold", type=int, default=rule.threshold, metavar="N",
        help=f"nothing is told of fewer than N rows; at least {rule.fewest}",
    )  # fmt: skip
    asked.add_argument("--engine", choices=list(engines.ENGINES), default="duckdb")
    asked.add_argument("--columns", default="", help="only these, with commas between them")
    asked.add_argument("--delimiter", help="what stands between the values of a CSV file")
    asked.add_argument(
        "--output", type=Path, help="file to write, .csv or .parquet; default: FILE-counts.csv"
    )
    asked.add_argument("--master", default="local[*]", help="of Spark; default: this machine")
    given = asked.parse_args(args)
    if given.threshold < rule.fewest:
        asked.error(f"--threshold is at least {rule.fewest}: smaller numbers are never told.")
    if not 1 <= given.ways <= _MOST_WAYS:
        asked.error(f"--ways is 1 to {_MOST_WAYS}.")
    given.delimiter = _TYPED.get(given.delimiter, given.delimiter)
    if given.delimiter is not None and len(given.delimiter) != 1:
        asked.error("--delimiter is one sign, or tab.")
    given.columns = [name.strip() for name in given.columns.split(",") if name.strip()]
    given.output = given.output or given.file.with_name(f"{given.file.stem}-counts.csv")
    if given.output.suffix not in {".csv", ".parquet"}:
        asked.error("--output ends with .csv or .parquet.")
    return given


def _install(engine: str, lacking: list[str]) -> str:
    """The one line to type."""
    if lacking == ["java"]:
        return "Spark needs Java 17. Type this: sudo apt-get install -y openjdk-17-jre-headless"
    extra = "count" if engine == "duckdb" else "spark"
    locked = _REQUIREMENTS / f"{extra}.txt"
    line = f"{sys.executable} -m pip install 'spona[{extra}]'"
    if locked.exists():
        python = sys.executable
        line = f"{python} -m uv pip install --python {python} --require-hashes -r {locked}"
    return f"Not installed here: {', '.join(lacking)}. Type this, then start again:\n  {line}"


def _count(given: argparse.Namespace) -> None:
    from spona.statistics.large_counts.cells import add_lines, count, tables_asked
    from spona.statistics.large_counts.reading import read_rows
    from spona.statistics.large_counts.source import look_at
    from spona.statistics.large_counts.suppress import shown_cells
    from spona.statistics.large_counts.writing import check_output, write

    source = look_at(given.file, delimiter=given.delimiter, columns=given.columns)
    check_output(given.output)
    ways = min(given.ways, len(source.columns))
    tables = tables_asked(len(source.columns), ways)
    step = _Progress()
    step.begin(f"Reading {source.path.name}: {len(source.columns)} columns")
    rows = read_rows(source, given.engine, master=given.master)
    step.end(f"{int(rows.weights.sum()):,} rows, {len(rows.weights):,} of them different")
    step.begin(f"Counting {tables:,} tables")
    cells = count(rows, ways, step.at)
    step.end(f"{len(cells.counts):,} combinations")
    step.begin("Taking out small numbers, and what would give them away")
    add_lines(cells)
    shown = shown_cells(cells, given.threshold, step.at)
    step.end(f"{int(shown.sum()):,} numbers remain")
    if not shown.any():
        raise Refused(
            f"No number of {given.threshold} or more remains; nothing was written. Ask for a "
            "smaller --ways or fewer columns."
        )
    write(cells, shown, given.output, ways)
    print(f"{given.output}\n\n{_PROMISE.format(threshold=given.threshold)}")


class _Progress:
    """One line on the terminal for each step, which moves where somebody looks at it."""

    def __init__(self) -> None:
        self.said = ""
        self.began = time.perf_counter()

    def begin(self, what: str) -> None:
        self.said, self.began = what, time.perf_counter()
        print(f"{what} …", end="" if sys.stderr.isatty() else "\n", file=sys.stderr, flush=True)

    def at(self, done: int, of: int) -> None:
        if sys.stderr.isatty():
            print(f"\r{self.said}: {done:,} / {of:,}   ", end="", file=sys.stderr, flush=True)

    def end(self, found: str) -> None:
        seconds = time.perf_counter() - self.began
        start = "\r" if sys.stderr.isatty() else ""
        print(f"{start}{self.said}: {found} ({seconds:.1f} s)   ", file=sys.stderr, flush=True)
