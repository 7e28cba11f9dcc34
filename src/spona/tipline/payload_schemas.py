"""Shapes of what is sealed. Old shapes are read for ever: see `vault.schemas`."""

from __future__ import annotations

from dataclasses import asdict, dataclass, field
from typing import Any, Final

from spona.vault.files import StoredFile

type Document = dict[str, Any]

SCHEMA: Final = 1
FIRST_MESSAGE, COVER, BODY, MESSAGE = "word", "cover", "body", "message"
# What a message is; only the sealed text tells.
SAID, REPLIED, CLOSED_WITH, CALLED = "said", "replied", "closed_with", "called"
SERBIAN: Final = "sr"


@dataclass(frozen=True, slots=True)
class Origin:
    """A reporter with a name. `institution` is the id of a row of the directory, or empty where
    it is not in the list; then nobody can be called back through a known number.
    """

    name: str
    role: str = ""
    institution: str = ""
    institution_name: str = ""


@dataclass(frozen=True, slots=True)
class FirstMessage:
    """The first word. Codes: children (yes, no, not_sure), who (me, somebody, silent);
    `language` is the code of the language it was written in and stays what it was.
    """

    language: str
    text: str = ""
    where: str = ""
    children: str = ""
    who: str = ""
    phone: str = ""
    phone_when: str = ""
    origin: Origin | None = None

    def to_document(self) -> Document:
        return {"schema": SCHEMA, **asdict(self)}

    @classmethod
    def from_document(cls, document: Document) -> FirstMessage:
        facts = {name: value for name, value in document.items() if name != "schema"}
        origin = facts.pop("origin")
        return cls(**facts, origin=Origin(**origin) if origin else None)

    @property
    def needs_translation(self) -> bool:
        """Whoever answers reads Serbian; another language is marked, never replaced."""
        return self.language != SERBIAN


@dataclass(frozen=True, slots=True)
class Said:
    """One entry of the thread. `call` only where somebody called back: reached, is_from_there."""

    purpose: str
    text: str = ""
    language: str = ""
    phone: str = ""
    phone_when: str = ""
    files: tuple[StoredFile, ...] = ()
    call: dict[str, str] = field(default_factory=dict)

    @property
    def needs_translation(self) -> bool:
        """As for the first word; an old entry or a call says no language."""
        return self.language not in ("", SERBIAN)

    def to_document(self) -> Document:
        return {
            "schema": SCHEMA, "purpose": self.purpose, "text": self.text,
            "language": self.language, "phone": self.phone, "phone_when": self.phone_when,
            "files": [one.as_document() for one in self.files], "call": self.call,
        }  # fmt: skip

    @classmethod
    def from_document(cls, document: Document) -> Said:
        facts = {name: value for name, value in document.items() if name != "schema"}
        files = tuple(StoredFile.of(one) for one in facts.pop("files"))
        return cls(**facts, files=files)
