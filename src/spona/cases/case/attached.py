"""A file that was added to somebody's file: what its own sealed section knows of it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final
from uuid import UUID

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from spona.vault.files import StoredFile

# An attachment is a section of its own beside the others: it can be added without opening
# anything, two at once never collide, and nothing of it goes along with a packet unseen.
PREFIX: Final = "file_"
# An id in the letters that the name of a section may have.
_LETTERS: Final = str.maketrans("0123456789abcdef", "abcdefghijklmnop")
ATTACHMENT_KINDS: Final[Mapping[str, Promise]] = {
    "document": pgettext_lazy("kind of attachment", "Document"),
    "photo": pgettext_lazy("kind of attachment", "Photo"),
    "best_interest": _("Best-interest assessment"),
    "court": _("Court paper"),
    "signed": _("Signed paper"),
}


@dataclass(frozen=True, slots=True)
class Attached:
    """`at` is when it arrived; `sha256` is of what was kept. `kind` is a code, or empty."""

    stored: StoredFile
    at: datetime
    by: str
    text: str
    kind: str = ""

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

    @property
    def kind_label(self) -> Promise | str:
        return ATTACHMENT_KINDS.get(self.kind, "")

    def to_document(self) -> dict[str, Any]:
        """The shape that `vault.actions.open_file` reads too."""
        return {
            "schema": 1,
            "files": [self.stored.as_document()],
            "at": self.at.isoformat(),
            "by": self.by,
            "text": self.text,
            "kind": self.kind,
        }

    @classmethod
    def of(cls, document: dict[str, Any]) -> Attached:
        return cls(
            StoredFile.of(document["files"][0]),
            datetime.fromisoformat(document["at"]),
            document["by"],
            document["text"],
            document.get("kind", ""),
        )


def section_name(ident: UUID, prefix: str = PREFIX) -> str:
    return prefix + ident.hex.translate(_LETTERS)
