"""What of an agreement is sealed."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Details:
    """The sealed half. `how` and `who` are codes of `words`; `conflict` yes, no, not_sure or ''
    (asked before a guardian agrees: whether their interests and the child's may collide).
    """

    purpose: str
    how: str
    who: str = "person"
    language: str = ""
    interpreter: str = ""
    guardian: str = ""
    conflict: str = ""

    def to_document(self) -> dict[str, Any]:
        return {"schema": 1, **asdict(self)}

    @classmethod
    def from_document(cls, document: dict[str, Any]) -> Details:
        return cls(**{name: value for name, value in document.items() if name != "schema"})
