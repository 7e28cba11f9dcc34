"""The sealed shapes of a conference: what the leader keeps, and what the invited are told."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

type Document = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Kept:
    """Beside the plan of the file; `minutes` grow, the rest is as it was called."""

    place: str
    about: str
    reason: str = ""
    minutes: str = ""

    def to_document(self) -> Document:
        return {
            "schema": 1,
            "place": self.place,
            "about": self.about,
            "reason": self.reason,
            "minutes": self.minutes,
        }

    @classmethod
    def from_document(cls, document: Document) -> Kept:
        return cls(document["place"], document["about"], document["reason"], document["minutes"])


def place_document(place: str) -> Document:
    """The section `place` of a packet: where one meets."""
    return {"schema": 1, "place": place}


def decision_document(text: str) -> Document:
    """The words of one decision, in the shape of every message between institutions."""
    return {"schema": 1, "purpose": "decision", "text": text}
