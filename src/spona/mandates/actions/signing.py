"""Who signed a founding document."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection

from django.utils.translation import gettext as _

from spona import audit, deadlines
from spona.access.actor import Actor
from spona.access.denied import Conflict, Denied
from spona.attachments.actions import put
from spona.attachments.forms import Incoming
from spona.deadlines.time import today
from spona.directory.models import Certainty, Institution, Seat
from spona.mandates.models import FoundingDocument, Signatory
from spona.mandates.permissions import check_can_write_document


def sign_document(
    document: FoundingDocument,
    *,
    institutions: Collection[Institution],
    by: Actor,
    signed_on: dt.date | None = None,
    signed_by: str = "",
    incoming: Incoming | None = None,
) -> list[Signatory]:
    """These institutions have signed the document, all on one day. `signed_by` is a position.

    One that a source only named becomes one that signed. All or none is written down.
    """
    check_can_write_document(by, document.network)
    if not institutions:
        raise Denied(_("Choose who has signed."))
    _check_day(document, signed_on)
    _check_sat(document, institutions)
    with audit.transaction() as log:
        running = FoundingDocument.objects.select_for_update().get(pk=document.pk)
        if running.withdrawn_at is not None:
            raise Conflict(_("This act was taken back. Open the acts of the network again."))
        paper = put(incoming, network=running.network, by=by) if incoming else None
        there = {row.institution_id: row for row in running.signatories.filter(withdrawn_at=None)}
        done = []
        for institution in institutions:
            row = there.get(institution.pk)
            if row is not None and row.has_signed:
                raise Conflict(
                    _("%(institution)s has signed this act already.")
                    % {"institution": institution.words}
                )
            row = row or Signatory(document=running, institution=institution)
            row.signed_on, row.signed_by, row.certainty = signed_on, signed_by, Certainty.ENTERED
            row.paper = paper or row.paper
            row.written_at, row.written_by_id = deadlines.now(), by.member_id
            row.save()
            log.record(
                "mandate:signed", by=by, subject=running.subject, lane=institution.pk,
                detail={"signatory": str(row.pk)},
            )  # fmt: skip
            done.append(row)
    return done


def withdraw_signatory(signatory: Signatory, *, by: Actor) -> Signatory:
    """Takes back a signature that was written down by mistake; again changes nothing."""
    check_can_write_document(by, signatory.document.network)
    with audit.transaction() as log:
        row = Signatory.objects.select_for_update().get(pk=signatory.pk)
        if row.withdrawn_at is None:
            row.withdrawn_at = deadlines.now()
            row.save(update_fields=["withdrawn_at"])
            log.record(
                "mandate:signature_withdrawn", by=by, subject=row.document.subject,
                lane=row.institution_id, detail={"signatory": str(row.pk)},
            )  # fmt: skip
    return row


def _check_day(document: FoundingDocument, signed_on: dt.date | None) -> None:
    if signed_on is None:
        return
    if signed_on > today():
        raise Denied(_("The day of signing has not come yet. Correct it."))
    if document.ends_on is not None and signed_on >= document.ends_on:
        raise Denied(_("On that day the act no longer held. Correct the day of signing."))


def _check_sat(document: FoundingDocument, institutions: Collection[Institution]) -> None:
    """Whoever sits in the network, or once did: an old document has its old signatories."""
    ids = {one.pk for one in institutions}
    seats = Seat.objects.filter(network=document.network_id, institution__in=ids)
    if ids - {seat.institution_id for seat in seats if seat.has_valid_mac()}:
        raise Denied(_("This institution does not sit in the network. Choose another one."))
