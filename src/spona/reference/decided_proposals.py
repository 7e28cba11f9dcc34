"""Proposals that were decided, by the log: put back as waiting they wait no more."""

from __future__ import annotations

from collections.abc import Collection
from typing import Final
from uuid import UUID

from spona.audit.queries import recorded

PROPOSED: Final = "reference:proposed"
CONFIRMED, REFUSED, WITHDRAWN = DECIDED = (
    "reference:confirmed", "reference:refused", "reference:withdrawn",
)  # fmt: skip


def decided_before(proposals: Collection[UUID]) -> set[UUID]:
    """Those of these proposals that were confirmed, refused or taken back; one query."""
    return recorded("proposal", proposals, DECIDED)
