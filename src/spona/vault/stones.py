"""What was erased or taken back stays so after a restore: one line each, outside the database.

`tombstones.jsonl` lies in the data folder; `./spona backup` lays a copy beside each backup and
`./spona restore` does again what it says. A line is `{"box": "<id>", "at": "<instant>"}` for what
was erased, or `{"grant": …}` for a key that was taken back. Nothing in it says what it held.
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Final
from uuid import UUID

from django.conf import settings
from django.db import transaction

NAME: Final = "tombstones.jsonl"
BOX, GRANT = "box", "grant"
_KINDS: Final = (BOX, GRANT)


class BrokenStoneError(ValueError):
    """A line that is no stone; skipped, it would bring an erased person back."""


@dataclass(frozen=True, slots=True)
class Stone:
    """`kind` is box or grant; `at` is when it ended."""

    kind: str
    ident: UUID
    at: datetime


def path() -> Path:
    return Path(settings.SPONA_DATA) / NAME


def read(file: Path) -> Iterator[Stone]:
    """Every stone; none where there is no file. BrokenStoneError names the line that is wrong."""
    if not file.is_file():
        return
    for number, line in enumerate(file.read_text().splitlines(), start=1):
        if line.strip():
            yield _stone(line, f"{file.name}, line {number}")


def add(stones: Iterable[Stone], *, to: Path | None = None) -> int:
    """Write those that are not there yet, on disk when this returns; return how many."""
    file = to or path()
    known = {(stone.kind, stone.ident) for stone in read(file)}
    fresh = [stone for stone in stones if (stone.kind, stone.ident) not in known]
    if not fresh:
        return 0
    text = "".join(_line(stone) for stone in fresh)
    file.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    handle = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
    try:
        # In one piece: two processes that write at once must not mix their lines.
        os.write(handle, text.encode())
        os.fsync(handle)
    finally:
        os.close(handle)
    return len(fresh)


def write_on_commit(stones: Sequence[Stone]) -> None:
    """Once the running transaction holds: a stone of what was not erased would erase it later.

    What a crash or a full disk prevents here, `vault.jobs.every_hour` writes from the log.
    """
    transaction.on_commit(lambda: add(stones), robust=True)


def _line(stone: Stone) -> str:
    return json.dumps({stone.kind: str(stone.ident), "at": stone.at.isoformat()}) + "\n"


def _stone(line: str, where: str) -> Stone:
    try:
        row = json.loads(line)
        (kind,) = (kind for kind in _KINDS if kind in row)
        stone = Stone(kind, UUID(row[kind]), datetime.fromisoformat(row["at"]))
        aware = stone.at.tzinfo is not None
    except (ValueError, KeyError, TypeError, AttributeError):
        aware = False
    if not aware:
        raise BrokenStoneError(f"{where}: this is no tombstone. Repair the line.")
    return stone
