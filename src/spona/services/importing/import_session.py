"""What the comparison of a file has at hand: the file, what is there, what came of it so far."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field
from typing import Any, Final
from uuid import UUID

from spona.reference.scripts import fold
from spona.services.importing.columns import HEADS, PLACE, SERVICE
from spona.services.importing.entries import Entry, Line, Read, Refusal, Values
from spona.services.importing.known import Known, as_uuid
from spona.services.importing.values import Row
from spona.services.models import Location, Phone, Schedule

NEW: Final = "new"
CHANGE: Final = "change"
END: Final = "end"
REMOVE: Final = "remove"


@dataclass(frozen=True, slots=True)
class Cell:
    """`old` and `new` in the words of the reader."""

    name: str
    old: str
    new: str


@dataclass(frozen=True, slots=True)
class Wanted:
    """One row that would come, change, end or go. `values` are those that differ."""

    what: str
    kind: str
    key: str
    line: Line
    row: Any
    values: Values
    cells: tuple[Cell, ...]


@dataclass(slots=True)
class Differences:
    """`same`: rows of the file that are here so already; `untouched`: services that run and that
    the file does not name.
    """

    wanted: list[Wanted] = field(default_factory=list)
    refusals: list[Refusal] = field(default_factory=list)
    same: int = 0
    untouched: int = 0

    @property
    def mark(self) -> str:
        """Of all that would change or cannot: the page shows it, and taking over asks for it."""
        said = [(one.what, one.kind, one.key, one.cells) for one in self.wanted]
        told = [(one.line.where, one.line.row, one.column, one.sentence) for one in self.refusals]
        return hashlib.sha256(repr((said, told)).encode()).hexdigest()


class Desk:
    """`rows`: key in the file → the row it stands for, None where its line was refused. `names`:
    folded name → keys that have it. `hidden`: ids of services that the file puts at a confidential
    place.
    """

    def __init__(self, found: Read, known: Known) -> None:
        self.found, self.known = found, known
        self.made = Differences(refusals=list(found.refusals))
        self.rows: dict[tuple[str, str], Row | None] = {}
        self.by_id: dict[UUID, Row] = {**known.services, **known.places}
        self.seen: set[UUID] = set()
        self.hidden: set[str] = set()
        self.names: dict[str, dict[str, set[str]]] = {SERVICE: {}, PLACE: {}}
        for kind, rows in ((SERVICE, known.services), (PLACE, known.places)):
            for row in rows.values():
                self.name(kind, row, str(row.pk))

    def refuse(self, entry: Entry, column: str, sentence: str) -> None:
        head = HEADS.get(column.replace("@", ":"))
        told = Refusal(entry.line, str(head or column), sentence)
        if told not in self.made.refusals:
            self.made.refusals.append(told)

    def name(self, kind: str, row: Row, key: str) -> None:
        """Others may name it by what it is called."""
        if isinstance(row, Schedule | Phone):
            return
        said = {*row.words.values()}
        if isinstance(row, Location) and row.address:
            said.add(row.address)
        for word in said:
            keys = self.names[kind].setdefault(fold(word), set())
            # A row that the file names by an id of its own is one row, not two.
            keys.discard(str(row.pk))
            keys.add(key)

    def name_refused(self, entry: Entry) -> None:
        """What names it is told that it belongs to a refused line, not that there is none."""
        if entry.kind in self.names:
            for name, word in entry.values.items():
                if word and name.startswith(("words", "address")):
                    self.names[entry.kind].setdefault(fold(str(word)), set()).add(entry.key)

    def named(self, key: str) -> Row | None:
        ident = as_uuid(key)
        return self.by_id.get(ident) if ident else None
