"""Add a sealed file to somebody's file, and read it back untouched."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator
from dataclasses import replace
from uuid import UUID

from django.utils.translation import gettext as _

from spona import audit, deadlines
from spona.access.actor import Actor
from spona.access.denied import Denied
from spona.cases.case.acting_membership import acting_membership
from spona.cases.case.attached import Attached, section_name
from spona.cases.case.models import Case
from spona.cases.case.permissions import check_can_add
from spona.cases.case.queries import readers_of
from spona.identity.keyring import Keyring
from spona.vault.actions import add_section, open_file
from spona.vault.files import StoredFile
from spona.vault.models import Section

# Whoever reads the notes of a file reads what is attached to it.
READ_WITH = "notes"


def attach_file(case: Case, stored: StoredFile, *, by: Actor, text: str = "") -> Attached:
    """Tie an uploaded file, sealed already, to the file of a person; needs no keyring.

    Denied for an empty one. It stays as it came: nothing here ever changes or replaces it.
    """
    check_can_add(by, case, READ_WITH)
    if not stored.size:
        raise Denied(_("This file is empty. Choose another one."))
    with audit.transaction() as log:
        kept = replace(stored, name=_shown_name(stored.name))
        attached = Attached(kept, deadlines.now(), acting_membership(by).person.name, text.strip())
        add_section(
            case.box,
            section_name(stored.id),
            attached.to_document(),
            readers_of(case, READ_WITH),
            by=by,
            stored=[stored],
        )
        log.record("case:attached", by=by, subject=("case", case.pk))
    return attached


def read_attached(
    case: Case, file_id: UUID, *, by: Actor, keys: Keyring
) -> tuple[StoredFile, Iterator[bytes]] | None:
    """What the file knows of an attachment, and its content; None where there is none.

    The whole of it was authenticated before the first byte is handed out.
    """
    rows = Section.objects.visible_to(by).filter(box=case.box_id, name=section_name(file_id))
    section = rows.select_related("box").first()
    if section is None:
        return None
    return open_file(section, file_id, by=by, keys=keys, whole=True)


def _shown_name(name: str) -> str:
    """Without control signs: one of them turns `exe.jpg` around, so that a page shows a lie."""
    return "".join(sign for sign in name if not unicodedata.category(sign).startswith("C"))
