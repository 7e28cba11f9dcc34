"""Minutes, and decisions that become somebody's task in one step."""

from __future__ import annotations

import datetime as dt
from uuid import UUID

from django.utils.translation import gettext as _

from spona import audit
from spona.access.actor import Actor
from spona.access.denied import Denied
from spona.cases.case.queries import marks_on, readers_of
from spona.cases.conferences.documents import decision_document
from spona.cases.conferences.models import READ_WITH, Conference, Decided, Guest
from spona.cases.conferences.parties import first_of, with_keys
from spona.cases.conferences.permissions import check_leads
from spona.cases.consent.words import end_of
from spona.cases.referrals.onward import people_behind
from spona.cases.referrals.parties import receivers
from spona.directory.models import Institution, Member
from spona.identity.keyring import Keyring
from spona.identity.models import Account
from spona.meetings import actions as meetings
from spona.meetings.models import Decision
from spona.meetings.permissions import check_has_begun
from spona.reference.models.signed import verify_rows
from spona.vault.actions import create_box, open_section, save_section
from spona.vault.models import Box, Section
from spona.vault.queries import connected
from spona.vault.recipients import Recipient

LONGEST = 20_000


def write_minutes(
    conference: Conference, text: str, *, revision: int, by: Actor, keys: Keyring
) -> Section:
    """Seal the minutes over revision `revision`. They stay with who leads the file.

    TextConflict, carrying both texts, where a colleague saved since.
    """
    check_leads(by, conference)
    check_has_begun(conference.meeting)
    rows = Section.objects.named(conference.case.box_id, conference.section_name)
    section = rows.select_related("box").get()
    document = open_section(section, by=by, keys=keys) | {"minutes": text.strip()}
    return save_section(section, document, revision=revision, by=by, keys=keys)


def decide_in(
    conference: Conference,
    text: str,
    *,
    institution: Institution,
    due_on: dt.date,
    by: Actor,
) -> Decision:
    """Seal the words to us and to whose it is, and open its task, in one step.

    An institution that opens nothing here is told on paper; then the task stays with us. Needs
    no keyring. The caller makes it happen once.
    """
    check_leads(by, conference)
    if not text.strip():
        raise Denied(_("Write what was decided."))
    own = institution.pk == conference.meeting.institution_id
    guests = conference.guests.select_related("invitation", "agreement")
    guest = guests.filter(invitation__institution=institution).first()
    if guest is not None:
        verify_rows(guest, guest.invitation)
    with audit.transaction() as log:
        to = [] if own else _theirs(conference, institution, guest)
        box = _sealed(conference, text, to, by)
        told = [] if own else with_keys(conference, box.pk, institution.pk, section="message")
        decision = meetings.decide(
            conference.meeting,
            institution=institution,
            due_on=due_on,
            told=told,
            owner=_owner(conference, institution, to),
            on_paper=not own and not to,
            by=by,
        )
        Decided.objects.create(conference=conference, decision=decision, box=box)
        log.record(
            "conference:decided",
            by=by,
            subject=conference.subject,
            detail={"number": decision.number},
        )
    return decision


def _theirs(
    conference: Conference, institution: Institution, guest: Guest | None
) -> list[Recipient]:
    """The owner's side. What rests on agreement ends with it; withdrawn, nothing goes there."""
    if guest is None or guest.packet_id is None or not connected(institution):
        return []
    if guest.ended_at is not None:
        raise Denied(_("Nothing may go to this institution any more. Agree on it by phone."))
    until = None
    if guest.agreement is not None and guest.agreement.ends_on is not None:
        until = end_of(guest.agreement.ends_on, conference.meeting.network)
    return receivers(institution, _excluded(conference, institution), until=until)


def _excluded(conference: Conference, institution: Institution) -> set[UUID]:
    return people_behind(marks_on(conference.case), [institution])


def _sealed(conference: Conference, text: str, to: list[Recipient], by: Actor) -> Box:
    return create_box(
        "response",
        owner=conference.meeting.institution_id,
        sections={"message": decision_document(text.strip())},
        grants={"message": [*readers_of(conference.case, READ_WITH), *to]},
        by=by,
        reference=conference.meeting.reference,
    )


def _owner(conference: Conference, institution: Institution, to: list[Recipient]) -> Member | None:
    """Ours, or theirs on paper: who called it. Theirs by name where somebody is locked out."""
    if not to:
        return conference.meeting.called_by
    if any(one.kind == "institution" for one in to):
        return None
    return _first_named(institution, to)


def _first_named(institution: Institution, to: list[Recipient]) -> Member | None:
    return first_of(Account.objects.filter(pk__in=[one.id for one in to]), institution)
