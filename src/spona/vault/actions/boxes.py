"""Make a box and seal its sections; erase it when its time has passed."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Mapping, Sequence
from uuid import UUID

from django.db import transaction as db
from django.utils import timezone

from spona import audit
from spona.access.actor import Actor
from spona.audit import Log, endings
from spona.crypto import aead
from spona.crypto.documents import Document, seal_document
from spona.identity.keyring import Keyring
from spona.vault import files, permissions, row_integrity
from spona.vault.files import StoredFile
from spona.vault.labels import BOX_KINDS
from spona.vault.models import Box, Grant, SealedFile, Section
from spona.vault.recipients import Recipient
from spona.vault.section_states import log_state
from spona.vault.wrapping import Wrapper

_NAME = re.compile(r"[a-z][a-z_]{0,39}")


def create_box(
    kind: str,
    *,
    owner: UUID | None,
    sections: Mapping[str, Document],
    grants: Mapping[str, Sequence[Recipient]],
    by: Actor,
    reference: str = "",
    stored: Sequence[StoredFile] = (),
    keys: Keyring | None = None,
) -> Box:
    """Seal each document under a key of its own and wrap that key to each of its recipients.

    Needs no keyring; with one, the owner's own wraps become fast ones. Empty sections are
    sealed too. `stored` are the sealed files that the documents mention.
    NotConnected where a recipient has no active holder; ValueError for a foreign kind, a
    name that is none, or a section without a recipient: nobody could ever open it.
    """
    permissions.check_can_make(by, owner)
    if kind not in BOX_KINDS:
        raise ValueError(f"no box is a {kind!r}")
    if not sections or any(not grants.get(name) for name in sections):
        raise ValueError("a section without a recipient could never be opened")
    with audit.transaction() as log:
        box = Box(kind=kind, owner_institution_id=owner, reference=reference)
        row_integrity.stamp(box).save(force_insert=True)
        made = _add(box, sections, grants, Wrapper(by, keys), log)
        attach(box, stored)
        log.record(
            "box:made",
            by=by,
            subject=("box", box.pk),
            detail={"kind": kind, "sections": [str(section.pk) for section in made]},
        )
    return box


def add_section(
    box: Box,
    name: str,
    document: Document,
    to: Sequence[Recipient],
    *,
    by: Actor,
    keys: Keyring | None = None,
    stored: Sequence[StoredFile] = (),
) -> Section:
    """Seal one more section into a box that is there already; errors as in `create_box`."""
    permissions.check_can_save(by, row_integrity.check(box))
    if not to:
        raise ValueError("a section without a recipient could never be opened")
    with audit.transaction() as log:
        (section,) = _add(box, {name: document}, {name: to}, Wrapper(by, keys), log)
        attach(box, stored)
        log.record("section:made", by=by, subject=("section", section.pk))
    return section


def keep_sent_files(box: Box, stored: Sequence[StoredFile], *, on: dt.date, by: Actor) -> None:
    """Files that somebody sealed without any key of the box; they end with it. Of when they came
    only the day is kept: the second would tell who sent them.
    """
    permissions.check_can_send_to(by, row_integrity.check(box))
    with audit.transaction():
        attach(box, stored, at=dt.datetime.combine(on, dt.time(), dt.UTC))


def attach(box: Box, stored: Sequence[StoredFile], *, at: dt.datetime | None = None) -> None:
    """Tie sealed files to their box, so that they live and end with it."""
    SealedFile.objects.bulk_create(
        SealedFile(
            id=file.id,
            box=box,
            stored_name=file.stored_name,
            chunks=file.chunks,
            stored_size=file.stored_size,
            created_at=at or timezone.now(),
        )
        for file in stored
    )


def erase_box(box: Box, *, by: Actor) -> None:
    """Destroy grants, sections with their earlier texts and the links between their keys, and
    files; the row of the box stays as a stone.
    """
    permissions.check_can_erase(by, box)
    with audit.transaction() as log:
        box = row_integrity.check(Box.objects.select_for_update().get(pk=box.pk))
        names = list(box.files.values_list("stored_name", flat=True))
        box.files.all().delete()
        box.sections.all().delete()
        box.erased_at = timezone.now()
        row_integrity.stamp(box).save()
        log.row(box.pk, kind=endings.BOX, tag="")
        log.ending(endings.BOX, box.pk)
        # After the commit: a crash between leaves an orphan, which a job removes.
        db.on_commit(lambda: files.remove(names))
        log.record(
            "box:erased",
            by=by,
            subject=("box", box.pk),
            lane=box.owner_institution_id,
            detail={"files": len(names)},
        )


def _add(
    box: Box,
    sections: Mapping[str, Document],
    to: Mapping[str, Sequence[Recipient]],
    wrapper: Wrapper,
    log: Log,
) -> list[Section]:
    """In the order of their ids, by chance: in one that is always the same, the third row of every
    file would be the same part of it.
    """
    made, grants = [], []
    for name, document in sections.items():
        if not _NAME.fullmatch(name):
            raise ValueError("the name of a section is a code")
        secret = aead.new_key()
        section = Section(box=box)
        section.name = name
        section.sealed = seal_document(secret, document, aad=section.aad())
        made.append(row_integrity.stamp(section))
        grants += [wrapper.grant(section, secret, recipient) for recipient in to[name]]
    made.sort(key=lambda section: section.pk)
    Section.objects.bulk_create(made)
    for section in made:
        log_state(log, section, lane=wrapper.by.institution_id)
    Grant.objects.bulk_create(sorted(grants, key=lambda grant: grant.pk))
    return made
