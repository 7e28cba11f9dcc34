"""A file that was added to somebody's file: what its own sealed section knows of it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final
from uuid import UUID

from spona.vault.files import StoredFile

# An attachment is a section of its own beside the others: it can be added without opening
# anything, two at once never collide, and nothing of it goes along with a packet unseen.
PREFIX: Final = "file_"
# An id in the letters that the name of a section may have.
_LETTERS: Final = str.maketrans("0123456789abcdef", "abcdefghijklmnop")


@dataclass(frozen=True, slots=True)
class Attached:
    """`at` is when it arrived; `sha256` is of what was kept."""

    stored: StoredFile
    at: datetime
    by: str
    text: str

    @property
    def id(self) -> UUID:
        return self.stored.id

    @property
    def name(self) -> str:
        return self.stored.name

    @property
    def size(self) -> int:
        return self.stored.size

    @property
    def sha256(self) -> str:
        return self.stored.sha256

    def to_document(self) -> dict[str, Any]:
        """The shape that `vault.actions.open_file` reads too."""
        return {
            "schema": 1,
            "files": [self.stored.as_document()],
            "at": self.at.isoformat(),
            "by": self.by,
            "text": self.text,
        }

    @classmethod
    def of(cls, document: dict[str, Any]) -> Attached:
        return cls(
            StoredFile.of(document["files"][0]),
            datetime.fromisoformat(document["at"]),
            document["by"],
            document["text"],
        )


def section_name(file_id: UUID) -> str:
    return PREFIX + file_id.hex.translate(_LETTERS)
