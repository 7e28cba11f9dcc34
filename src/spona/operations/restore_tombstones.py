"""What was erased or taken back after the backup was made must not come back with it."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from spona.access.actor import Actor
from spona.operations.backup_age import Unreadable
from spona.vault import stones
from spona.vault.actions import destroy, erase_box
from spona.vault.models import Box, Grant


def replay(files: Iterable[Path]) -> int:
    """Erases and destroys again what these files name; returns how much still stood there.

    Unreadable names the line that is wrong, before anything is kept.
    """
    again = 0
    for file in files:
        try:
            again += sum(_ended_again(stone) for stone in stones.read(file))
        except stones.BrokenStoneError as broken:
            raise Unreadable(str(broken)) from None
    return again


def _ended_again(stone: stones.Stone) -> bool:
    by = Actor.system("housekeeping")
    if stone.kind == stones.GRANT:
        grant = Grant.objects.filter(pk=stone.ident).first()
        return grant is not None and destroy(grant, by=by) > 0
    box = Box.objects.filter(pk=stone.ident, erased_at=None).first()
    if box is None:
        return False
    erase_box(box, by=by)
    return True
