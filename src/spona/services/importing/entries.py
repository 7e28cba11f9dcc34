"""What a file says, of whichever kind it is."""

from __future__ import annotations

from dataclasses import dataclass, field

from spona.documents.workbook.differences import Entry, Refusal


@dataclass(slots=True)
class ServiceEntry(Entry):
    """`key` is its id in the file, or one made of its place. In its values `words:sr` is the text
    of a field in one language, and `words@en` the text that a reader of that language is given.
    References (`service`, `services`, `place`) are what stands in the file. Of a place, also where
    the line is refused: `where`, it says where that is; `hidden`, it says that nobody may know.
    """

    where: bool = False
    hidden: bool = False


@dataclass(slots=True)
class Read:
    """`source` names the system that a file came from; empty for a workbook of ours. `told`: kinds
    of rows that the file has a table of.
    """

    entries: list[ServiceEntry] = field(default_factory=list)
    refusals: list[Refusal] = field(default_factory=list)
    source: str = ""
    told: set[str] = field(default_factory=set)

    def of(self, kind: str) -> list[ServiceEntry]:
        return [one for one in self.entries if one.kind == kind]
