"""What the tables hold whose rows are counted, in words of the operator and not of the database."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

# By the part of Spona that the name of a table begins with.
WORDS: Final[Mapping[str, str]] = {
    "audit": "the log: its parts, its lines, and what was ended",
    "identity": "accounts, passwords and second factors",
    "vault": "what is sealed, and who has a key to it",
    "reference": "lists, legal bases and signs, and changes proposed to them",
    "directory": "networks, institutions and people",
    "deadlines": "rules of deadlines, absences and duty",
    "services": "services of institutions",
    "statistics": "counts and figures",
    "meetings": "meetings and who was there",
    "training": "certificates",
    "surveys": "questionnaires and answers",
    "cases": "files and referrals, and who is locked out of them",
    "tipline": "messages of people without an account",
}


def with_words(label: str) -> str:
    """`vault.grant`, and what that is; a sentence stays as it is."""
    words = WORDS.get(label.partition(".")[0])
    return f"{label}: {words}" if words else label
