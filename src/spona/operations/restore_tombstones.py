"""What was erased after the backup was made must not come back with it.

`tombstones.jsonl` lies in the data folder and is copied elsewhere with each backup; a line
is `{"box": "<id>", "at": "<instant>"}`. Nothing in it says what the box held.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from uuid import UUID

from spona.access.actor import Actor
from spona.operations.backup_age import Unreadable
from spona.vault.actions import erase_box
from spona.vault.models import Box


@dataclass(frozen=True, slots=True)
class Tombstone:
    """A box that was erased, and when."""

    box: UUID
    at: datetime


def read_tombstones(path: Path) -> Iterator[Tombstone]:
    """Every line; none where there is no file. Unreadable names the line that is wrong."""
    if not path.is_file():
        return
    for number, line in enumerate(path.read_text().splitlines(), start=1):
        if not line.strip():
            continue
        try:
            row = json.loads(line)
            stone = Tombstone(UUID(row["box"]), datetime.fromisoformat(row["at"]))
            aware = stone.at.tzinfo is not None
        except (ValueError, KeyError, TypeError, AttributeError):
            aware = False
        if not aware:
            # A line skipped would bring an erased person back.
            raise Unreadable(f"{path.name}, line {number}: this is no tombstone. Repair the line.")
        yield stone


def replay(path: Path) -> int:
    """Erases again; returns how many boxes still held something."""
    again = 0
    for stone in read_tombstones(path):
        box = Box.objects.filter(pk=stone.box, erased_at=None).first()
        if box is not None:
            erase_box(box, by=Actor.system("housekeeping"))
            again += 1
    return again
