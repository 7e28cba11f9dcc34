"""Who may call a conference from a file, look at it first, and write in it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable

from django.utils.translation import gettext as _

from spona import deadlines
from spona.access.actor import Actor
from spona.access.denied import Denied
from spona.access.exclusion_marks import INSTITUTION, mark
from spona.cases.case.models import Case
from spona.cases.case.permissions import check_can_add
from spona.cases.case.queries import marks_on
from spona.cases.conferences.models import READ_WITH, Conference
from spona.cases.conferences.orders import Called, Seat
from spona.cases.consent.rests_on import RestsOn
from spona.cases.referrals.passing import check_agreement
from spona.cases.referrals.permissions import check_can_receive
from spona.reference.models.signed import verify_rows
from spona.vault.queries import connected

# How long after it the invited may still read; more would be a live view of somebody's file.
LONGEST = dt.timedelta(days=90)


def check_can_call(actor: Actor, case: Case) -> None:
    """Whoever leads the open file and may send something on from it."""
    if actor.institution_id != case.owner_institution_id or not actor.may("referral:send"):
        raise Denied(_("Only who leads the file calls a conference. Ask them."))
    if case.closed_at is not None:
        raise Denied(_("This file is closed, so nothing goes out of it."))
    check_can_add(actor, case, READ_WITH)


def check_called(case: Case, called: Called) -> None:
    """Day, place, end and seats; each refusal names what to change."""
    if not called.place.strip():
        raise Denied(_("Write where you meet. Only those who are invited here see it."))
    if not called.about.strip():
        raise Denied(_("Write what it is about."))
    check_until(called.starts_at, called.until)
    for seat in called.seats:
        check_seat(case, seat, reason=called.reason)


def check_until(starts_at: dt.datetime, until: dt.datetime) -> None:
    if until <= starts_at:
        raise Denied(_("What they see closes before you meet. Choose a later day."))
    if until > starts_at + LONGEST:
        raise Denied(_("Ninety days after the conference is the longest. Choose an earlier day."))


def check_seat(case: Case, seat: Seat, *, reason: str) -> None:
    """In the network, not locked out, with a packet exactly where somebody can open one."""
    to = seat.institution
    if mark(INSTITUTION, to.pk) in marks_on(case):
        raise Denied(_("%(name)s was locked out of this file.") % {"name": to.words})
    if seat.packet is None:
        if connected(to):
            raise Denied(_("Choose on what it rests for %(name)s.") % {"name": to.words})
        return
    check_can_receive(to, case.network)
    ground = seat.packet.body.ground
    if ground.rests_on == RestsOn.AGREEMENT:
        check_agreement(seat.agreement, referral_to=to, network=case.network, parts=seat.parts)
    elif not reason.strip():
        raise Denied(
            _("Write why it goes without the person's agreement. It stays at your institution.")
        )


def waits_for_second(seats: Iterable[Seat]) -> bool:
    """True where something rests on the law: then two people of the institution look at it."""
    packets = [one.packet for one in seats if one.packet is not None]
    return any(one.body.ground.rests_on != RestsOn.AGREEMENT for one in packets)


def check_leads(actor: Actor, conference: Conference) -> None:
    """People who lead the file; also of a closed one, since what goes out must be stoppable."""
    verify_rows(conference, conference.meeting, conference.case)
    mine = Conference.objects.led_by(actor).filter(pk=conference.pk)
    if not actor.may("case:write") or not mine.exists():
        raise Denied(_("Only who leads the file does this."))


def check_is_second(actor: Actor, conference: Conference) -> None:
    """Another person than who called it; a second membership of the same one does not count."""
    check_leads(actor, conference)
    if actor.person_id == conference.meeting.called_by.person_id:
        raise Denied(_("A second person looks at it. Ask a colleague who is an intake officer."))
    if not actor.may("referral:answer"):
        raise Denied(_("Only an intake officer of the institution may do this."))


def check_still_open(conference: Conference) -> None:
    if conference.until <= deadlines.now():
        raise Denied(_("What was shared for this conference is closed: its day has passed."))
