"""What a file says, of whichever kind it is: rows with their place in the file, and refusals."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

type Values = dict[str, Any]


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
    """One row. `key` is its id in the file, or one made of its place.

    `values` by the name of a column; `words:sr` is the text of a field in one language, and
    `words@en` the text that a reader of that language is given. References (`service`, `services`,
    `place`) are what stands in the file. Of a place, also where the line is refused: `where`, it
    says where that is; `hidden`, it says that nobody may know.
    """

    kind: str
    key: str
    line: Line
    values: Values
    remove: bool = False
    where: bool = False
    hidden: bool = False


@dataclass(slots=True)
class Read:
    """`source` names the system that a file came from; empty for a workbook of ours. `told`: kinds
    of rows that the file has a table of.
    """

    entries: list[Entry] = field(default_factory=list)
    refusals: list[Refusal] = field(default_factory=list)
    source: str = ""
    told: set[str] = field(default_factory=set)

    def of(self, kind: str) -> list[Entry]:
        return [one for one in self.entries if one.kind == kind]
