"""The rule of masking, as data: each version with its source. A snapshot keeps its number."""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import cache
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Rule:
    """`threshold`: so many people at least stand behind each number made of sealed records;
    `fewest`: behind any other number that is told (`disclosure`). `counted_consent`: with which
    answers of the person a record is counted at all.
    """

    version: int
    threshold: int
    fewest: int
    counted_consent: tuple[str, ...]
    certainty: str
    source: str


@cache
def rules() -> dict[int, Rule]:
    """Version → rule; a version is never edited, a new one is added."""
    rows = json.loads((Path(__file__).parent / "data" / "rules.json").read_text())
    return {
        row["version"]: Rule(**row | {"counted_consent": tuple(row["counted_consent"])})
        for row in rows
    }


def current_rule() -> Rule:
    return rules()[max(rules())]
