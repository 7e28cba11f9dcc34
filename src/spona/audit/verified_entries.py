"""Whether a line of the log is the server's own, asked before anything rests on it.

Whoever writes the database can put a line in, and take it out again before the hourly look; what
they cannot make is its tag. A line that is not the server's counts as not there, and closes its
lane as the look would have done.
"""

from __future__ import annotations

import hmac
from collections.abc import Iterable
from datetime import datetime
from typing import Any, Final, NamedTuple
from uuid import UUID

from spona.audit.lane_heads import Fault, heads_file
from spona.audit.models import Lane
from spona.audit.recording import line_hash
from spona.audit.shares import reopened
from spona.audit.tags import entry_tag, is_lane_tag


class Line(NamedTuple):
    """The columns of an entry that its tag speaks of, and the tag."""

    lane: UUID
    seq: int
    at: datetime
    name: str
    actor: str
    acted_for: UUID | None
    subject_kind: str
    subject_id: UUID | None
    detail: dict[str, Any]
    previous: bytes
    tag: bytes


COLUMNS: Final = Line._fields


def is_verified(line: Line) -> bool:
    """Whether the server wrote it, in this place and as it stands; else its lane is closed."""
    if _is_tagged(line):
        return True
    file = heads_file()
    # What lies before the line of an operator who has looked closes nothing a second time.
    if file is not None and line.lane not in file.closed() and _has_our_head(line.lane):
        begun = reopened(line.lane).get(line.lane)
        if begun is None or line.seq > begun.after:
            file.close(Fault(line.lane, f"entry {line.seq} was not written by Spona"))
    return False


def _has_our_head(lane: UUID) -> bool:
    """Else it is found by whoever writes next; or these are key files of before, and all lines
    seem to be somebody else's.
    """
    row = Lane.objects.filter(pk=lane).first()
    return row is None or is_lane_tag(bytes(row.tag), lane, row.seq, bytes(row.head))


def verified(rows: Iterable[tuple[Any, ...]]) -> list[Line]:
    """Those of these rows of `COLUMNS` that are the server's."""
    return [line for row in rows if is_verified(line := Line(*row))]


def _is_tagged(line: Line) -> bool:
    try:
        digest = line_hash(bytes(line.previous), line.lane, line.seq, line)
    except (TypeError, ValueError, AttributeError):
        # Nonsense that somebody planted: nobody could have hashed it.
        return False
    return hmac.compare_digest(bytes(line.tag), entry_tag(line.lane, line.seq, digest))
