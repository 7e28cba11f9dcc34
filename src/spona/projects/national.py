"""Objectives of national documents: only what was read in the source is ever offered."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from spona.reference.models import Code
from spona.reference.models.validity import Certainty
from spona.reference.words import Words

LIST: Final = "national_objective"


@dataclass(frozen=True, slots=True)
class Objective:
    """`short` names document and number, `words` is what it says."""

    code: str
    short: Words
    words: Words

    def __str__(self) -> str:
        return f"{self.short}: {self.words}"


def objectives() -> Mapping[str, Objective]:
    """The confirmed ones by code, in the order of the list; one query."""
    rows = Code.objects.filter(list=LIST, valid_to=None, certainty=Certainty.CONFIRMED)
    found = {}
    for row in rows.order_by("order", "code"):
        said = {name: row.extra[name] for name in ("sr", "en") if row.extra.get(name)}
        found[row.code] = Objective(row.code, row.words, Words.of(said) if said else row.words)
    return found
