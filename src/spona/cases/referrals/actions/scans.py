"""The signed paper that came back, as a scan: sealed for the sender's side, kept as it is."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final
from uuid import UUID

from django.utils.translation import gettext as _

from spona import audit, deadlines
from spona.access.actor import Actor
from spona.access.denied import Denied
from spona.cases.case.acting_membership import acting_membership
from spona.cases.case.attached import Attached
from spona.cases.referrals.models import Move, Referral
from spona.cases.referrals.parties import side_of
from spona.cases.referrals.permissions import check_keeps_scans
from spona.identity.keyring import Keyring
from spona.vault.actions import create_box, open_file
from spona.vault.files import StoredFile, opened
from spona.vault.models import Section

SCAN: Final = "add_scan"
SECTION: Final = "scan"
_BEGINNINGS: Final = (b"%PDF-", b"\xff\xd8\xff")


def add_scan(referral: Referral, stored: StoredFile, *, text: str = "", by: Actor) -> Move:
    """Tie an uploaded scan, sealed already, to what went on paper; needs no keyring.

    Denied for what is neither a PDF nor a JPG, whatever its name says.
    """
    check_keeps_scans(by, referral)
    if not next(opened(stored), b"").startswith(_BEGINNINGS):
        raise Denied(_("Only a PDF or a JPG picture. Choose another file."))
    with audit.transaction() as log:
        row = Referral.objects.select_for_update(of=("self",)).get(pk=referral.pk)
        at = deadlines.now()
        kept = Attached(stored, at, acting_membership(by).person.name, text.strip())
        box = create_box(
            "response",
            owner=row.paper_side_id,
            sections={SECTION: kept.to_document()},
            grants={SECTION: side_of(row, row.paper_side_id, section="cover")},
            by=by,
            reference=row.reference,
            stored=[stored],
        )
        move = Move.objects.create(
            referral=row,
            verb=SCAN,
            from_state=row.state,
            to_state=row.state,
            at=at,
            by_member_id=by.member_id,
            institution_id=by.institution_id,
            message=box,
        )
        log.record("referral:scan_added", by=by, subject=row.subject)
    return move


def read_scan(
    referral: Referral, file_id: UUID, *, by: Actor, keys: Keyring
) -> tuple[StoredFile, Iterator[bytes]] | None:
    """What is known of a scan, and its content; None where there is none for this reader.

    The whole of it was authenticated before the first byte is handed out.
    """
    moves = referral.moves.filter(verb=SCAN, message__files=file_id)
    boxes = moves.values_list("message_id", flat=True)
    rows = Section.objects.visible_to(by).named(filter(None, boxes), SECTION)
    section = rows.select_related("box").first()
    if section is None:
        return None
    return open_file(section, file_id, by=by, keys=keys, whole=True)
