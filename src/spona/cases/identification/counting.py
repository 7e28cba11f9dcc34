"""What of a decision is counted: what follows from the outcome, and no more."""

from __future__ import annotations

from typing import Any

from spona.cases.identification.queries import CENTRE
from spona.statistics import codes

type Document = dict[str, Any]


def counted_with(document: Document, outcome: str) -> Document:
    """The counted record of the case after this outcome."""
    after = document | {"status": outcome}
    if outcome == "identified":
        return after | {"identified_by": CENTRE}
    if document["status"] == "identified" and document["identified_by"] == CENTRE:
        return after | {"identified_by": codes.NONE}
    return after
