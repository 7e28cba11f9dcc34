"""The end of what was shared: its day has passed, it was called off, the person has withdrawn."""

from __future__ import annotations

from uuid import UUID

from django.db.models import Q

from spona import audit, deadlines
from spona.access.actor import Actor
from spona.cases.conferences.models import Conference, Guest
from spona.cases.conferences.parties import guests_with_keys, with_keys
from spona.cases.conferences.permissions import check_leads
from spona.cases.consent.models import Agreement
from spona.identity.models import Account
from spona.meetings import actions as meetings
from spona.meetings.models import Reason
from spona.meetings.telling import tell
from spona.vault.actions import destroy
from spona.vault.models import INSTITUTION, Box, Grant

__all__ = ["call_off_conference", "end_conference", "withdraw_from_conferences"]


def call_off_conference(conference: Conference, reason: Reason, *, by: Actor) -> Conference:
    """The invited hear that it does not take place, and open nothing of it any more."""
    check_leads(by, conference)
    with audit.transaction() as log:
        row = locked(conference)
        if row.meeting.cancelled_at is None:
            told = guests_with_keys(row)
            row.meeting = meetings.call_off(row.meeting, reason, told=told, by=by)
            close_packets(row, by=by)
            log.record("conference:called_off", by=by, subject=row.subject)
    return row


def end_conference(conference: Conference, *, by: Actor) -> Conference:
    """Its last day has passed: the keys of the invited go. Before that day nothing happens.

    The words of a decision stay with the institution that has to carry it out.
    """
    if conference.until > deadlines.now():
        return conference
    with audit.transaction() as log:
        row = locked(conference)
        if row.meeting.ended_at is None:
            close_packets(row, by=by)
            row.meeting = meetings.end(row.meeting, by=by)
            log.record(
                "conference:ended", by=by, subject=row.subject, lane=row.meeting.institution_id
            )
    return row


def withdraw_from_conferences(agreement: Agreement, *, by: Actor) -> int:
    """The person has withdrawn an agreement: packets and decisions that rest on it close."""
    with audit.transaction() as log:
        guests = _resting_on(agreement)
        for guest in guests:
            meeting, institution = guest.conference.meeting, guest.invitation.institution_id
            told = _told(guest)
            _close(guest, by)
            for one in guest.conference.decided.select_related("box"):
                destroy(one.box, by=by, institution=institution)
            if meeting.announced_at is not None:
                tell(told, "withdrawn", meeting, by=by)
            log.record("conference:withdrawn", by=by, subject=guest.conference.subject)
    return len(guests)


def _resting_on(agreement: Agreement) -> list[Guest]:
    """Also rows of the file that are not as Spona left them: nobody keeps a key by a row that
    was bent away from its agreement.
    """
    rows = Guest.objects.filter(Q(agreement=agreement) | Q(conference__case=agreement.case_id))
    rows = rows.select_related("packet", "conference__meeting", "conference__case", "invitation")
    return [
        one
        for one in rows
        if not one.has_valid_mac() or (one.agreement_id == agreement.pk and one.ended_at is None)
    ]


def _told(guest: Guest) -> list[Account]:
    if guest.packet_id is None:
        return []
    institution = guest.invitation.institution_id
    return with_keys(guest.conference, guest.packet_id, institution, section="cover")


def close_packets(row: Conference, *, by: Actor) -> None:
    """Nothing of what was shared leads to an invited institution any more."""
    with audit.transaction():
        for guest in row.guests.select_related("packet", "conference__meeting"):
            if guest.ended_at is None or not guest.has_valid_mac():
                _close(guest, by)


def locked(conference: Conference) -> Conference:
    """The row under lock, inside the transaction of the action."""
    rows = Conference.objects.select_for_update(of=("self",)).select_related(
        "case__owner_institution",
        "meeting__institution",
        "meeting__network",
        "meeting__called_by__person__account",
    )
    return rows.get(pk=conference.pk)


def _close(guest: Guest, by: Actor) -> None:
    """Whoever has a key but us, whatever the rows say; one that is not ours stays as it is."""
    own = guest.conference.meeting.institution_id
    if guest.packet is not None and guest.packet.owner_institution_id == own:
        for institution in _institutions(guest.packet) - {own}:
            destroy(guest.packet, by=by, institution=institution)
    if not guest.has_valid_mac():
        return
    guest.ended_at = deadlines.now()
    guest.save(update_fields=["ended_at"])


def _institutions(packet: Box) -> set[UUID]:
    """Institutions to which a key of the packet leads, their own or one of their people's."""
    grants = Grant.objects.filter(section__box=packet)
    found = {one.to_id if one.to_kind == INSTITUTION else one.member_of for one in grants}
    return {one for one in found if one is not None}
