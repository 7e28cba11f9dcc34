"""Which tables are counted, and what each word takes in: one definition for all levels."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from typing import Any, Final

from spona.statistics import codes

type Key = tuple[str, ...]
# Table → its finest cells: one code for each of its dimensions, and how many people.
type Counts = dict[Key, Counter[Key]]

TABLES: Final[tuple[Key, ...]] = (
    ("town", "year"),
    ("year", "exploitation"),
    ("sex", "age", "exploitation"),
    ("outcome", "reported_by"),
)
# How many files began in which year, and with a report of which sector, stands in clear
# columns anyway: whoever compares may know it, whatever a snapshot shows.
KNOWN: Final = frozenset({frozenset[str](), frozenset({"year"}), frozenset({"reported_by"})})

_EXPLOITATION: Final = {
    "child_marriage": "forced_marriage",
    "illegal_adoption": codes.OTHER,
    codes.NOT_SURE: codes.UNKNOWN,
    codes.NOT_ASKED: codes.UNKNOWN,
}
_OPEN: Final = {codes.NOT_SURE: codes.UNKNOWN, codes.NOT_ASKED: codes.UNKNOWN}
_SEX: Final = {**_OPEN, codes.OTHER: codes.UNKNOWN}
_SEVERAL: Final = "multiple_exploitation"


def row(record: dict[str, Any], towns: Iterable[str]) -> dict[str, str]:
    """A record in the words of the tables: coarser than it was written."""
    town = str(record["town"])
    known = town in towns or town in codes.TOWN
    return {
        "town": _OPEN.get(town, town) if known else codes.OTHER,
        "year": str(record["cohort_year"]),
        "exploitation": _form(record["exploitation"]),
        "sex": _SEX.get(record["sex"], record["sex"]),
        "age": _OPEN.get(record["age_band"], record["age_band"]),
        "outcome": _OPEN.get(record["status"], record["status"]),
        "reported_by": _OPEN.get(record["reported_by"], record["reported_by"]),
    }


def _form(forms: Sequence[str]) -> str:
    """One word for a set of forms, or a person would stand in a table more than once."""
    words = {_EXPLOITATION.get(one, one) for one in forms}
    return _SEVERAL if len(forms) > 1 else words.pop()


def add(counts: Counts, record: dict[str, Any], towns: Iterable[str]) -> None:
    """Count one record into every table; nothing of it stays but the sums."""
    words = row(record, towns)
    for table, cells in counts.items():
        cells[tuple(words[dimension] for dimension in table)] += 1


def nothing() -> Counts:
    """Tables without anybody in them."""
    return {table: Counter() for table in TABLES}


def domain(towns: Sequence[str], first: int, last: int) -> dict[str, list[str]]:
    """Dimension → all its codes, in order, whether anybody has them or not."""
    return {
        "town": [*towns, codes.OTHER, codes.UNKNOWN],
        "year": [str(year) for year in range(first, last + 1)],
        "exploitation": [
            code for code in codes.EXPLOITATION if code not in _EXPLOITATION
        ],
        "sex": ["female", "male", codes.UNKNOWN],
        "age": ["child", "adult", codes.UNKNOWN],
        "outcome": [code for code in codes.STATUS if code not in _OPEN],
        "reported_by": [*codes.SECTORS, *(code for code in codes.REPORTED_BY if code not in _OPEN)],
    }  # fmt: skip
