"""Seal the counted record of a file, as it was computed."""

from __future__ import annotations

from spona import audit
from spona.access.actor import Actor
from spona.identity.keyring import Keyring
from spona.statistics.permissions import check_can_write_count
from spona.statistics.record import Document, check
from spona.vault import actions as vault
from spona.vault.models import Section


def write_count(
    section: Section,
    document: Document,
    *,
    opened_by: str,
    revision: int,
    by: Actor,
    keys: Keyring,
) -> Section:
    """Seal `document` over revision `revision` of a file's section `count`.

    `opened_by` is the file's own. Its readers are those of the file: no analyst opens it. Denied
    where another file counts the person; ValueError where it is no record. Inside the transaction
    that saved what it follows from, under a lock of the section: TextConflict cannot open theirs
    there.
    """
    check_can_write_count(section, opened_by)
    check(document)
    with audit.transaction() as log:
        saved = vault.save_section(section, document, revision=revision, by=by, keys=keys)
        log.record("count:written", by=by, subject=("section", saved.pk))
    return saved
