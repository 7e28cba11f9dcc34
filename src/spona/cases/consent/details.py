"""What of an agreement is sealed."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict, dataclass
from typing import Any, Final

# Parts that tell who the person is: a no to that counts for these too.
TELL_WHO: Final = ("papers", "people")


@dataclass(frozen=True, slots=True)
class Details:
    """The sealed half. `how` and `who` are codes of `words`; `conflict` yes, no, not_sure or ''
    (asked before a guardian agrees: whether their interests and the child's may collide).
    `refused` are the parts to which the person said no: outside the seal a no looks like a yes.
    """

    purpose: str
    how: str
    who: str = "person"
    language: str = ""
    interpreter: str = ""
    guardian: str = ""
    conflict: str = ""
    refused: tuple[str, ...] = ()
    # Name and town of a body outside the directory.
    recipient: str = ""

    def refuses(self, part: str) -> bool:
        """Whether this is a no to the part, in words or by a no to who the person is."""
        return part in self.refused or (part in TELL_WHO and "who" in self.refused)

    def agreed_among(self, parts: Iterable[str]) -> list[str]:
        """Of the parts that were asked about, those with a yes."""
        return [part for part in parts if not self.refuses(part)]

    def to_document(self) -> dict[str, Any]:
        return {"schema": 1, **asdict(self)}

    @classmethod
    def from_document(cls, document: dict[str, Any]) -> Details:
        facts = {name: value for name, value in document.items() if name != "schema"}
        # Written before a no could be: everything in it was agreed to.
        return cls(**facts | {"refused": tuple(facts.get("refused", ()))})
