"""What a root says beside the heads: how institutions are called, and what was opened again.

So neither can be changed in an export, and whoever holds a printed line holds both.
"""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Callable, Iterable, Mapping
from typing import Any, Final
from uuid import UUID

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from spona.access.registry import Registry
from spona.audit.endings import instant
from spona.audit.models import Entry
from spona.audit.shares import REOPENED
from spona.audit.verified_entries import COLUMNS, Line, verified
from spona.crypto.encoding import canonical

# [id, name, salt] and [lane, after, root, closed, opened, reason], as a checkpoint keeps them.
type Name = list[str]
type Reopened = list[Any]

INSTITUTION_NAMES: Final = Registry[Callable[[], Mapping[UUID, str]]](
    "names of institutions in a root",
    ("vault",),
    why="Without it, whoever carries an export could change a name in it.",
)
UNKNOWN: Final = "unknown"
# Why a lane had to be closed, as the operator says who opens it again. Codes: a text of theirs
# could say anything, and this leaves the server.
REASONS: Final[dict[str, Promise]] = {
    "restored": _("an older copy of the database had been put in its place"),
    "machine": _("the disk or the machine had failed"),
    "intruder": _("somebody had written into the database past Spona"),
    UNKNOWN: _("it was not found out"),
}


def names_now(before: Iterable[Name]) -> list[Name]:
    """Of each institution that ever had a key. The salt stays with the name: roots that have the
    same names have the same digest, and nobody guesses from it how those of other networks are
    called.
    """
    salts = {(ident, name): salt for ident, name, salt in before}
    called = sorted((str(ident), name) for ident, name in INSTITUTION_NAMES["vault"]().items())
    return [
        [ident, name, salts.get((ident, name)) or secrets.token_hex(16)] for ident, name in called
    ]


def reopened_now(before: Iterable[Reopened]) -> list[Reopened]:
    """All that was ever opened again, in the order of the roots; each names the newest root of
    then, so that each root can be compared with what was opened before it.
    """
    lines = Entry.objects.filter(name=REOPENED, subject_kind="log", subject_id=None)
    found = [*before]
    for line in verified(lines.order_by("at", "seq").values_list(*COLUMNS)):
        if (row := _reopened(line)) not in found:
            found.append(row)
    return sorted(found, key=lambda row: (row[2], row[4], row[0]))


def reason_given(lane: UUID) -> Promise:
    """Why the operator says that this lane had to be closed the last time."""
    of_lane = [row[5] for row in reopened_now([]) if row[0] == str(lane)]
    return REASONS.get(of_lane[-1] if of_lane else UNKNOWN, REASONS[UNKNOWN])


def _reopened(line: Line) -> Reopened:
    said, at = line.detail, instant(line.at)
    return [
        str(line.lane), said["after"], said.get("root", 0), said.get("closed", at), at,
        said.get("reason", UNKNOWN),
    ]  # fmt: skip


def name_digest(ident: UUID, name: str, salt: bytes) -> bytes:
    return _hash("spona audit name 1", salt, ident, name)


def names_digest(rows: Iterable[Name]) -> bytes:
    """32 bytes over all names, each by its own digest; ValueError for what is none."""
    try:
        found = [
            part
            for ident, name, salt in rows
            for part in (UUID(ident), name_digest(UUID(ident), name, bytes.fromhex(salt)))
        ]
        return _hash("spona audit names 1", len(found) // 2, *found)
    except (TypeError, AttributeError) as error:
        raise ValueError("no names") from error


def reopened_digest(rows: Iterable[Reopened]) -> bytes:
    """32 bytes over all of them; ValueError for what is none."""
    try:
        found = [
            part
            for lane, after, root, closed, opened, reason in rows
            for part in (UUID(lane), after, root, closed, opened, reason)
        ]
        return _hash("spona audit reopened 1", len(found) // 6, *found)
    except (TypeError, AttributeError) as error:
        raise ValueError("nothing that was opened again") from error


def _hash(*parts: Any) -> bytes:
    return hashlib.sha256(canonical(*parts)).digest()
