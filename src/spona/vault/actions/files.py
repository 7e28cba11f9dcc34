"""Read a sealed file."""

from __future__ import annotations

from collections.abc import Iterator
from uuid import UUID

from spona import audit
from spona.access.actor import Actor
from spona.identity.keyring import Keyring
from spona.vault import files
from spona.vault.actions.opening import open_section
from spona.vault.files import StoredFile
from spona.vault.models import SealedFile, Section
from spona.vault.refusals import NoSuchFile


def open_file(
    section: Section,
    file_id: UUID,
    *,
    by: Actor,
    keys: Keyring,
    reason: str = "",
    whole: bool = False,
) -> tuple[StoredFile, Iterator[bytes]]:
    """Return what the section knows of the file and its content, chunk by chunk.

    Opens the section, so the read log comes first; refusals as in `open_section`.
    NoSuchFile where the section names none; Unopenable where (while reading) it was altered;
    with `whole` the end and the hash are checked before the first byte is handed out.
    """
    document = open_section(section, by=by, keys=keys, reason=reason)
    for entry in document.get("files", []):
        if entry["id"] == str(file_id):
            stored = StoredFile.of(entry)
            return stored, files.opened_whole(stored) if whole else files.opened(stored)
    raise NoSuchFile


def remove_orphans(*, by: Actor, older_than: float) -> int:
    """Remove files that no box owns and that were last written before `older_than`.

    `older_than` is in seconds since 1970. Returns how many went.
    """
    names = [name for name, written in files.stored_names() if written < older_than]
    owned = SealedFile.objects.filter(stored_name__in=names)
    kept = set(owned.values_list("stored_name", flat=True))
    gone = [name for name in names if name not in kept]
    files.remove(gone)
    if gone:
        detail = {"count": len(gone)}
        with audit.transaction() as log:
            log.record("file:orphans_removed", by=by, subject=("file", None), detail=detail)
    return len(gone)
