"""The second person: what rests on the law reaches the invited when two have seen it."""

from __future__ import annotations

from spona import audit
from spona.access.actor import Actor
from spona.cases.case.queries import readers_of
from spona.cases.conferences.actions.calling import APPROVE
from spona.cases.conferences.actions.ending import close_packets, locked
from spona.cases.conferences.actions.reading import read_packets
from spona.cases.conferences.documents import decision_document
from spona.cases.conferences.models import READ_WITH, Conference
from spona.cases.conferences.parties import guests_with_keys
from spona.cases.conferences.permissions import check_is_second, check_still_open
from spona.identity.keyring import Keyring
from spona.meetings import actions as meetings
from spona.meetings.models import Reason
from spona.meetings.telling import tell
from spona.notifications.actions import mark_read_about
from spona.reference.models.signed import verify_rows
from spona.tasks.actions import close_task
from spona.vault.actions import create_box, release


def approve(conference: Conference, *, by: Actor, keys: Keyring) -> Conference:
    """Look at every packet and let them go; the reading is logged before a key is released."""
    check_is_second(by, conference)
    check_still_open(conference)
    read_packets(conference, by=by, keys=keys)
    with audit.transaction() as log:
        row = locked(conference)
        if row.meeting.announced_at is None and row.meeting.cancelled_at is None:
            for guest in row.guests.exclude(packet=None).select_related("packet", "invitation"):
                verify_rows(guest, guest.invitation)
                assert guest.packet is not None
                release(guest.packet, by=by, institution=guest.invitation.institution_id)
            close_task(APPROVE, row.meeting.subject, by=by)
            told = guests_with_keys(row)
            row.meeting = meetings.announce(row.meeting, told=told, by=by)
            mark_read_about(row.meeting.reference, by=by)
            _tell_caller(row, by)
            log.record("conference:approved", by=by, subject=row.subject)
    return row


def refuse(conference: Conference, *, message: str, by: Actor) -> Conference:
    """It does not go out, and who called it reads why. What was sealed to others is destroyed."""
    check_is_second(by, conference)
    with audit.transaction() as log:
        row = locked(conference)
        if row.meeting.announced_at is None and row.meeting.cancelled_at is None:
            row.refusal = create_box(
                "response",
                owner=by.institution_id,
                sections={"message": decision_document(message.strip()) | {"purpose": "not_sent"}},
                grants={"message": readers_of(row.case, READ_WITH)},
                by=by,
                reference=row.meeting.reference,
            )
            row.save(update_fields=["refusal"])
            close_packets(row, by=by)
            row.meeting = meetings.call_off(row.meeting, Reason.NOT_APPROVED, told=(), by=by)
            _tell_caller(row, by)
            log.record("conference:not_approved", by=by, subject=row.subject)
    return row


def _tell_caller(row: Conference, by: Actor) -> None:
    account = row.meeting.called_by.person.account
    if account is not None and account.disabled_at is None:
        tell([account], "answered", row.meeting, by=by)
