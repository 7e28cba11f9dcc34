"""Which state of a section is the latest: each stands in the log, and an older one opens nothing.

Whoever writes to the database can put back a section's row of yesterday, with the code that it
truly had. The line of its newest state is in a chain that they cannot cut unseen.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Final
from uuid import UUID

from spona.audit import Log
from spona.crypto.errors import Unopenable
from spona.vault.models import Section

SECTION: Final = "section"
# Of the row's code, in bytes: enough that nobody makes another row with the same.
_LENGTH: Final = 16
# What another text of a section changes in its row.
_CHANGE: Final = ("version", "revision", "rotate_due", "sealed", "updated_at", "mac")


def log_state(log: Log, section: Section, *, lane: UUID | None, again: int = 0) -> None:
    """Note how the row stands from this transaction on. `lane`: the actor's institution, for the
    system's lane would let one institution wait for the other. `again`: as `Log.row` says.
    """
    order, tag = 2 * section.revision + section.rotate_due, _tag(bytes(section.mac))
    log.row(section.pk, kind=SECTION, tag=tag, order=order, again=again, lane=lane)


def ask_latest(section: Section, last: Mapping[UUID, str]) -> bool:
    """Whether the row is as Spona left it last, which it keeps; `last` as `last_tags` gives it."""
    section.is_latest = last.get(section.pk) == _tag(bytes(section.mac))
    return section.is_latest


def read_again(sections: Iterable[Section]) -> None:
    """These rows as they stand now; one query."""
    by_id = {section.pk: section for section in sections}
    for row in Section.objects.filter(pk__in=by_id).values("pk", *_CHANGE):
        for name in _CHANGE:
            setattr(by_id[row["pk"]], name, row[name])


def check_latest(section: UUID, mac: bytes, last: Mapping[UUID, str]) -> None:
    """Unopenable where somebody put an older row back."""
    if last.get(section) != _tag(mac):
        raise Unopenable


def _tag(mac: bytes) -> str:
    return mac[:_LENGTH].hex()
