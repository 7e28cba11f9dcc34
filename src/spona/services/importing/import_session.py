"""What the comparison of a file has at hand: the file, what is there, what came of it so far."""

from __future__ import annotations

from uuid import UUID

from spona.documents.workbook.differences import Differences, as_uuid
from spona.reference.scripts import fold
from spona.services.importing.columns import HEADS, PLACE, SERVICE
from spona.services.importing.entries import Read, ServiceEntry
from spona.services.importing.known import Known
from spona.services.importing.values import Row
from spona.services.models import Location, Phone, Schedule


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

    def refuse(self, entry: ServiceEntry, column: str, sentence: str) -> None:
        head = HEADS.get(column.replace("@", ":"))
        self.made.refuse(entry.line, str(head or column), sentence)

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

    def name_refused(self, entry: ServiceEntry) -> None:
        """What names it is told that it belongs to a refused line, not that there is none."""
        if entry.kind in self.names:
            for name, word in entry.values.items():
                if word and name.startswith(("words", "address")):
                    self.names[entry.kind].setdefault(fold(str(word)), set()).add(entry.key)

    def named(self, key: str) -> Row | None:
        ident = as_uuid(key)
        return self.by_id.get(ident) if ident else None
