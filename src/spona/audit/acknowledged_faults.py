"""What the operator has looked at beside the lanes: roots and signatures that somebody planted.

They stay where they are, for nothing is taken out of the log, and stay named, with the day and the
reason. Only what comes after is a new fault; else whoever plants one would keep every look red for
ever, and the next one would drown in it.
"""

from __future__ import annotations

import hashlib
import json
from datetime import datetime
from typing import Any, Final, NamedTuple, Self

from spona.audit.endings import instant
from spona.audit.models import Checkpoint, Entry, Witness
from spona.audit.recording import SYSTEM_LANE
from spona.audit.verified_entries import COLUMNS, verified
from spona.crypto.encoding import canonical

# Written once for each row when the operator has looked.
FAULT_SEEN: Final = "log:fault_seen"


class RowFault(str):
    """A sentence about a root, or a signature of one. `of` stays the same while the row does, also
    where another sentence is true of it tomorrow.
    """

    __slots__ = ("of",)
    of: str

    def __new__(cls, what: str, of: str) -> Self:
        made = super().__new__(cls, what)
        made.of = of
        return made


class Seen(NamedTuple):
    """When the operator had looked, and why it was there: one of `root_contents.REASONS`."""

    at: datetime
    reason: str


def seen() -> dict[str, Seen]:
    """`of` of a fault → when it was looked at; one query."""
    lines = Entry.objects.filter(
        lane=SYSTEM_LANE, subject_kind="log", subject_id=None, name=FAULT_SEEN
    )
    found: dict[str, Seen] = {}
    for line in verified(lines.order_by("seq").values_list(*COLUMNS)):
        found.setdefault(line.detail["of"], Seen(line.at, line.detail["reason"]))
    return found


def row_of(point: Checkpoint) -> str:
    """All that stands in the row of a root, as `RowFault.of`: the same number planted again, or a
    row that was changed since, is another one.
    """
    said = (point.heads, point.names, point.reopened)
    return _digest(
        "spona audit seen root 1", point.pk, point.instance, point.number, instant(point.at),
        bytes(point.previous), *(json.dumps(one, sort_keys=True) for one in said),
        bytes(point.root), bytes(point.signature), bytes(point.public_key),
    )  # fmt: skip


def signature_of(row: Witness) -> str:
    """The same of a signature."""
    return _digest(
        "spona audit seen signature 1", row.pk, row.checkpoint_id, row.institution, row.version,
        bytes(row.signature), instant(row.at),
    )  # fmt: skip


def _digest(*parts: Any) -> str:
    return hashlib.sha256(canonical(*parts)).hexdigest()
