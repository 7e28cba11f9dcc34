"""What a file says and what it would change: rows with their place in the file, and refusals."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any, Final
from uuid import UUID

type Values = dict[str, Any]

NEW: Final = "new"
CHANGE: Final = "change"
END: Final = "end"
REMOVE: Final = "remove"


@dataclass(frozen=True, slots=True)
class Line:
    """`where`: the sheet or the file; `row` as a spreadsheet counts, 0 for the whole of it."""

    where: str
    row: int


@dataclass(frozen=True, slots=True)
class Refusal:
    """`column` is its head; `sentence` says what is wrong and what to do."""

    line: Line
    column: str
    sentence: str


@dataclass(slots=True)
class Entry:
    """One row of a file. `key` is its id there. `values` by the name of a column; what has words
    stands there in words still.
    """

    kind: str
    key: str
    line: Line
    values: Values
    remove: bool = False


@dataclass(frozen=True, slots=True)
class Cell:
    """A value that differs; `old` and `new` as text."""

    name: str
    old: str
    new: str


@dataclass(frozen=True, slots=True)
class Wanted:
    """One row that would come, change, end or go: `row` as the app has it, with these values."""

    what: str
    kind: str
    key: str
    line: Line
    row: Any
    values: Values
    cells: tuple[Cell, ...]


@dataclass(slots=True)
class Differences:
    """`same`: rows of the file that are here so already; `untouched`: rows that are here and that
    the file does not name; they stay.
    """

    wanted: list[Wanted] = field(default_factory=list)
    refusals: list[Refusal] = field(default_factory=list)
    same: int = 0
    untouched: int = 0
    _told: set[Refusal] = field(default_factory=set)

    def __post_init__(self) -> None:
        self._told |= set(self.refusals)

    def refuse(self, line: Line, column: str, sentence: str) -> None:
        """Once, however often it is found."""
        told = Refusal(line, column, sentence)
        if told not in self._told:
            self._told.add(told)
            self.refusals.append(told)

    def want(
        self, what: str, entry: Entry, row: Any, values: Values, cells: Iterable[Cell] = ()
    ) -> None:
        """`row` is to come, change, end or go as this entry says."""
        one = Wanted(what, entry.kind, entry.key, entry.line, row, values, tuple(cells))
        self.wanted.append(one)

    @property
    def mark(self) -> str:
        """Of all that would change or cannot: the page shows it, and taking over asks for it."""
        said = [(one.what, one.kind, one.key, one.cells) for one in self.wanted]
        told = [(one.line.where, one.line.row, one.column, one.sentence) for one in self.refusals]
        return hashlib.sha256(repr((said, told)).encode()).hexdigest()


def as_uuid(text: str) -> UUID | None:
    """None for what is no id of ours."""
    try:
        return UUID(text)
    except (ValueError, AttributeError):
        return None
