"""Look through many small sections for those that are wanted; only these come back."""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import dataclass
from uuid import UUID

from spona import audit
from spona.access.actor import Actor
from spona.audit.recording import in_transaction
from spona.crypto.documents import Document
from spona.identity.keyring import Keyring
from spona.vault import bulk, permissions, schemas


@dataclass(frozen=True, slots=True)
class Looked:
    """`found`: how many are wanted. `shown`: box → document of those on the page, in order."""

    found: int
    shown: dict[UUID, Document]


def look_through(
    name: str,
    *,
    kind: str,
    without: Collection[UUID],
    wanted: Callable[[Document], bool],
    page: slice,
    by: Actor,
    keys: Keyring,
    purpose: str,
) -> Looked:
    """Open the section `name` of every box of the actor's house in memory; keep what is `wanted`.

    Only what a key of the actor leads to and no box of `without`; only sections that are made
    for lists, which open without a reason. The newest box first. The number of queries does not
    grow with the rows. One line of the read log names what is on the `page` of what was found,
    and how many were looked through; it is committed before anything of it is returned. What is
    wanted and was altered is absent and logged. Call it outside `audit.transaction()`, else
    RuntimeError.
    """
    if in_transaction():
        raise RuntimeError("open before the transaction: the read log comes first")
    permissions.check_can_look_through(by, keys, name)
    those = bulk.Sections(name, kind, by)
    hidden = {box.bytes for box in without}
    spoilt: list[UUID] = []
    hits: list[tuple[str, str, str, Document]] = []
    count = 0

    def fitting(sealed: Document) -> Document | None:
        document = schemas.read(kind, name, sealed)
        return document if wanted(document) else None

    rows = bulk.rows_of(those, hidden)
    for row, document in bulk.opened(rows, those, keys, fitting, spoilt):
        count += 1
        if document is not None:
            hits.append((row.created_at, row.box, row.section, document))
    hits.sort(key=lambda hit: hit[:2], reverse=True)
    shown = hits[page]
    audit.record_read(
        "section:looked_through",
        by=by,
        subject=("institution", by.institution_id),
        detail={
            "purpose": purpose,
            "section": name,
            "looked_through": count,
            "found": len(hits),
            "sections": [str(UUID(section)) for _at, _box, section, _document in shown],
            "unopenable": [str(ident) for ident in spoilt],
        },
    )
    return Looked(len(hits), {UUID(box): document for _at, box, _section, document in shown})
