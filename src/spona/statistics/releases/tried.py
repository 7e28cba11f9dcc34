"""The page that says how far published figures are from the truth, as it was measured."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from statistics import median
from typing import Final

from spona.statistics.releases.trying import ALONE, Tally

_HOW: Final = """\
# Published figures, held against the truth

A network publishes how many people it counted in a year, and nobody must be found in those numbers.
So each of them carries *noise*: before anybody sees it, a random amount is added or taken away.
This page says what that costs: how far a number that is read is from the one counted. It was
measured on a table that everybody may have, the Global Victim-Perpetrator Synthetic Dataset of the
Counter-Trafficking Data Collaborative (ctdatacollaborative.org; {people} rows, itself made so that
no row is a person). There the truth is known, and both can be laid side by side.

How to read it:

- **Interval.** “60 (56–64)”: the number that was counted lies most likely between 56 and 64. Of a
  hundred such intervals about ninety-five hold it; five do not, and nobody knows which.
- **Error.** By how much a noisy number is wrong on average. An error of 4 is little for 400 people
  and a lot for 8. So nothing below 10 is told, and a few more or fewer than last year mean nothing.
- **Fabricated.** A number that is shown where in truth nobody is: the worst that noise can do.
- **ε.** How much all figures of a year tell about one person at most; less is safer, and noisier.
  Ours have {epsilon}. For the comparison with others it is about 12, as theirs is.

It does not say how many people nobody counted. Figures are of those who were reported or
identified, not of what happens.
"""
_SMALL: Final = "of {size} people"


@dataclass(frozen=True, slots=True)
class Tried:
    """`small`: size → releases of our own shape; `two`, `three`: the whole table by the largest
    number of columns that were counted together. `versions`: what drew the noise.
    """

    people: int
    small: Mapping[int, Tally]
    two: Tally
    three: Tally
    versions: str


@dataclass(frozen=True, slots=True)
class Promise:
    """`aim` in words; `holds` whether what was `measured` is within it."""

    what: str
    aim: str
    measured: str
    holds: bool


def promises(tried: Tried) -> Iterator[Promise]:
    """What releases have to keep, with what was found."""
    for size, tally in tried.small.items():
        yield Promise(
            f"releases {_SMALL.format(size=size)} that come out whole",
            "all of them", f"{tally.done} of {tally.runs}{_failures(tally)}",
            tally.done == tally.runs,
        )  # fmt: skip
    for size, tally in tried.small.items():
        yield Promise(
            f"95 % intervals {_SMALL.format(size=size)} that hold the true number",
            "at least 93 %", f"{tally.coverage:.1%} of {tally.cells:,}", tally.coverage >= 0.93,
        )  # fmt: skip
    yield Promise(
        "fabricated among the numbers told, up to three columns together",
        "under 1 %", f"{tried.three.fabricated_share:.2%} of {tried.three.told:,}",
        bool(tried.three.told) and tried.three.fabricated_share < 0.01,
    )  # fmt: skip
    yield Promise(
        f"average error, up to two columns together, ε = {tried.two.epsilon:.1f}",
        "at most 4.8", f"{tried.two.mean_error:.2f}",
        bool(tried.two.done) and tried.two.mean_error <= 4.8 and tried.two.epsilon < 12.1,
    )  # fmt: skip
    spent = _middle(tried.two.processor)
    yield Promise(
        f"seconds of a processor for a release of {tried.people:,} rows, up to two columns",
        "under 5", f"{spent:.1f}", spent < 5,
    )  # fmt: skip


def page(tried: Tried, *, made_by: str, where: str) -> str:
    """In Markdown. `made_by`: the command, `where`: day and machine."""
    first = next(iter(tried.small.values()))
    rows = [
        *(line(f"{size}", "as ours", tally) for size, tally in tried.small.items()),
        line(f"{tried.people:,}", "all up to 2-way of 8 columns", tried.two),
        line(f"{tried.people:,}", "all up to 3-way of 8 columns", tried.three),
    ]
    kept = [
        f"| {one.what} | {one.aim} | {one.measured} | {'yes' if one.holds else '**no**'} |"
        for one in promises(tried)
    ]
    return "\n".join(
        (
            _HOW.format(people=f"{tried.people:,}", epsilon=f"{first.epsilon:.1f}"),
            "## What is promised, and what was found\n",
            "| what | aim | measured | kept |", "|---|---|---|---|", *kept, "",
            "## Each run\n",
            "*Where somebody is*: intervals of those cells alone. *Seconds*: a process from its "
            "start to its end on the clock, and of a processor; the middle one. On a busy machine "
            f"the second one says more. Of each size {ALONE} releases have a process of their own, "
            "as in a network, and give the seconds; the others share processes.\n",
            "The last two are for comparison with other tools, not what a network publishes: "
            "their tables overlap so often that the fit ends before it has settled. Of their "
            "intervals fewer hold than an interval promises, so **no such figures may be given out "
            "with ours**.\n",
            *HEAD, *rows, "",
            f"{where}; {tried.versions}.\n",
            made_by,
            "The noise is another one each time, so the last digits differ.\n",
        )
    )  # fmt: skip


_HEADS: Final = (
    "people", "tables", "ε", "complete", "intervals", "where somebody is", "error", "fabricated",
    "seconds", "of a processor",
)  # fmt: skip
HEAD: Final = (f"| {' | '.join(_HEADS)} |", "|---" * len(_HEADS) + "|")


def line(people: str, tables: str, tally: Tally) -> str:
    """A row of the table of runs."""
    cells = (
        people, tables, f"{tally.epsilon:.1f}", f"{tally.done} of {tally.runs}{_failures(tally)}",
        f"{tally.coverage:.1%}", f"{tally.occupied_coverage:.1%}", f"{tally.mean_error:.2f}",
        f"{tally.fabricated_share:.2%} of {tally.told:,}", f"{_middle(tally.seconds):.1f}",
        f"{_middle(tally.processor):.1f}",
    )  # fmt: skip
    return f"| {' | '.join(cells)} |"


def _failures(tally: Tally) -> str:
    return "".join(f", {code}: {number}" for code, number in sorted(tally.failures.items()))


def _middle(seconds: list[float]) -> float:
    return median(seconds) if seconds else float("nan")
