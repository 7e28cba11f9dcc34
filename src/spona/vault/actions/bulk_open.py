"""Look through many small sections for those that are wanted; only these come back."""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import dataclass
from heapq import nlargest
from uuid import UUID

from spona import audit
from spona.access.actor import Actor
from spona.audit.queries import last_tags
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
    """Open the section `name` of every box of the actor's institution in memory; keep the `wanted`.

    Only what a key of the actor leads to and no box of `without`; only sections that are made
    for lists, which open without a reason. The newest box first. The number of queries does not
    grow with the rows. One line of the read log names what is on the `page` of what was found,
    and how many were looked through; it is committed before anything of it is returned. What is
    on the page and was altered is absent and logged. Call it outside `audit.transaction()`, else
    RuntimeError.
    """
    if in_transaction():
        raise RuntimeError("open before the transaction: the read log comes first")
    permissions.check_can_look_through(by, keys, name)
    those = bulk.Sections(name, kind, by)
    gone = bulk.gone_and(without)
    opener, spoilt = bulk.Opener(those, keys), set[str]()
    found: list[tuple[str, str, str]] = []
    count = 0
    for row, sealed in opener.opened(bulk.rows_of(those, gone), spoilt):
        count += 1
        if wanted(schemas.read(kind, name, sealed)):
            found.append((row.created_at, row.box, row.section))
    newest = nlargest(page.stop, found)
    on_page = [section for _at, _box, section in newest[page]]
    for _try in range(2):
        # Read again, whole: between two questions a name may have been written anew.
        whole = bulk.rows_of(those, gone, among=on_page)
        last, older = last_tags([UUID(section) for section in on_page]), set[str]()
        shown = {
            row.section: (UUID(row.box), schemas.read(kind, name, sealed))
            for row, sealed in opener.opened(whole, older, last=last)
        }
        if not older:
            break
    spoilt |= older
    altered = len(spoilt.intersection(on_page))
    audit.record_read(
        "section:looked_through",
        by=by,
        subject=("institution", by.institution_id),
        detail={
            "purpose": purpose,
            "looked_through": count - altered,
            "found": len(found) - altered,
            "sections": [str(UUID(section)) for section in on_page if section in shown],
            "unopenable": sorted(str(UUID(section)) for section in spoilt),
        },
    )
    in_order = [shown[section] for section in on_page if section in shown]
    return Looked(len(found) - altered, dict(in_order))
