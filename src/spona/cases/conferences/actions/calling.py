"""Call a conference from a file: one frozen packet with an end for each who can open one."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection
from dataclasses import dataclass
from uuid import UUID

from django.utils.translation import gettext as _

from spona import audit
from spona.access.actor import Actor
from spona.access.denied import Denied
from spona.cases.case.acting_membership import acting_membership
from spona.cases.case.models import Case
from spona.cases.case.queries import marks_on, readers_of
from spona.cases.conferences.documents import Kept, place_document
from spona.cases.conferences.models import READ_WITH, Conference, Guest
from spona.cases.conferences.orders import Called, Seat
from spona.cases.conferences.parties import first_of, guests_with_keys, second_people
from spona.cases.conferences.permissions import check_called, check_can_call, waits_for_second
from spona.cases.consent.words import end_of
from spona.cases.referrals.onward import people_behind
from spona.cases.referrals.packet import Kept as Notes
from spona.cases.referrals.packet import Packet
from spona.cases.referrals.parties import account_today, receivers, senders
from spona.directory.models import Member
from spona.identity.models import Account
from spona.meetings import actions as meetings
from spona.meetings.actions.calling import Asked
from spona.meetings.models import Form, Invitation
from spona.meetings.telling import tell
from spona.tasks.actions import open_task
from spona.vault.actions import add_section, create_box
from spona.vault.models import Box
from spona.vault.recipients import Recipient

APPROVE = "approve_sending"


@dataclass(frozen=True, slots=True)
class _Giving:
    """What every packet of one conference has in common; `own`: the wraps of who calls."""

    conference: Conference
    called: Called
    own: list[Recipient]
    by: Actor


def call_conference(case: Case, called: Called, *, by: Actor) -> Conference:
    """Seal what was previewed and invite; where something rests on the law, a second person of
    the institution looks at it first and nobody hears of it before.

    Denied, with nothing changed, where an institution was locked out, cannot open anything
    (any more), or an agreement does not cover its packet. Needs no keyring: sealing goes to
    public keys. The caller makes it happen once.
    """
    check_can_call(by, case)
    check_called(case, called)
    writer = acting_membership(by)
    waits = waits_for_second(called.seats)
    with audit.transaction() as log:
        excluded = _excluded(case, called)
        to = {one.institution.pk: _to(one, excluded, called, held=waits) for one in called.seats}
        meeting = meetings.call(
            Form.CONFERENCE,
            network=case.network,
            called_by=writer,
            starts_at=called.starts_at,
            asked=[_asked(one, to[one.institution.pk]) for one in called.seats],
            by=by,
        )
        conference = Conference(meeting=meeting, case=case, until=called.until)
        kept = Kept(called.place.strip(), called.about.strip(), called.reason.strip())
        readers = readers_of(case, READ_WITH)
        conference.section = add_section(
            case.box, conference.section_name, kept.to_document(), readers, by=by
        ).pk
        conference.save(force_insert=True)
        own = senders(writer.institution, account_today(writer), excluded)
        rows = {one.institution_id: one for one in meeting.invitations.all()}
        giving = _Giving(conference, called, own, by)
        for seat in called.seats:
            ident = seat.institution.pk
            _give(giving, seat, rows[ident], to[ident])
        log.record(
            "conference:called",
            by=by,
            subject=conference.subject,
            detail={"reference": meeting.reference, "invited": len(called.seats), "waits": waits},
        )
        if waits:
            _wait(conference, by)
        else:
            told = guests_with_keys(conference)
            conference.meeting = meetings.announce(meeting, told=told, by=by)
    return conference


def _excluded(case: Case, called: Called) -> Collection[UUID]:
    institutions = [one.institution for one in called.seats]
    return people_behind(marks_on(case), [*institutions, case.owner_institution])


def _to(seat: Seat, excluded: Collection[UUID], called: Called, *, held: bool) -> list[Recipient]:
    """Whom the packet is wrapped to; with the agreement its keys end too, if that is sooner."""
    if seat.packet is None:
        return []
    until = called.until
    if seat.agreement is not None and seat.agreement.ends_on is not None:
        ends = end_of(seat.agreement.ends_on, seat.agreement.case.network)
        until = min(until, ends) if ends else until
    _check_reaches(until, called.starts_at, seat)
    return receivers(seat.institution, excluded, held=held, until=until)


def _check_reaches(until: dt.datetime, starts_at: dt.datetime, seat: Seat) -> None:
    if until <= starts_at:
        raise Denied(
            _("The agreement for %(name)s ends before you meet. Ask the person again.")
            % {"name": seat.institution.words}
        )


def _asked(seat: Seat, to: list[Recipient]) -> Asked:
    """By name where somebody there is locked out, so that no list of the institution shows it."""
    if seat.packet is None:
        return Asked(seat.institution, on_paper=True)
    by_name = not any(one.kind == "institution" for one in to)
    return Asked(seat.institution, member=_named(seat, to) if by_name else None)


def _named(seat: Seat, to: list[Recipient]) -> Member | None:
    return first_of(Account.objects.filter(pk__in=[one.id for one in to]), seat.institution)


def _give(giving: _Giving, seat: Seat, invitation: Invitation, to: list[Recipient]) -> None:
    guest = Guest(conference=giving.conference, invitation=invitation)
    if seat.packet is not None:
        guest.packet = _sealed(giving, seat.packet, to)
        guest.rests_on = seat.packet.body.ground.rests_on
        guest.agreement = seat.agreement
    guest.save(force_insert=True)


def _sealed(giving: _Giving, packet: Packet, to: list[Recipient]) -> Box:
    """Cover, body and place for the invited; the reason stays with who calls."""
    meeting, both = giving.conference.meeting, [*to, *giving.own]
    return create_box(
        "conference",
        owner=meeting.institution_id,
        sections={
            "cover": packet.cover.to_document(),
            "body": packet.body.to_document(),
            "place": place_document(giving.called.place.strip()),
            "kept": Notes(notes=giving.called.reason.strip()).to_document(),
        },
        grants={"cover": both, "body": both, "place": both, "kept": giving.own},
        by=giving.by,
        reference=meeting.reference,
    )


def _wait(conference: Conference, by: Actor) -> None:
    """Ask the other intake holders; Denied where there is nobody who could look at it."""
    able = second_people(conference)
    if not able:
        raise Denied(
            _(
                "Nobody else at your institution can look at this. Without the person's agreement "
                "two people are needed: name a second intake officer, or ask for the agreement."
            )
        )
    meeting = conference.meeting
    open_task(
        APPROVE,
        meeting.subject,
        institution=meeting.institution,
        owner=able[0] if len(able) == 1 else None,
        network=meeting.network,
        reference=meeting.reference,
        by=by,
    )
    accounts = [one.person.account for one in able if one.person.account is not None]
    tell(accounts, "task", meeting, by=by)
