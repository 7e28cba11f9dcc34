"""A packet as the next institution gets it: frozen anew, with the first sender kept."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from uuid import UUID

from django.utils import timezone

from spona.access.exclusion_marks import PERSON, mark
from spona.cases.consent.ground import Ground, ground_for
from spona.cases.marks import marks_in
from spona.cases.referrals.models import Move, Referral
from spona.cases.referrals.packet import Addition, Body, Cover, Kept, Packet
from spona.directory.models import Institution, Member
from spona.reference.models.signed import verify_rows
from spona.reference.words import Words


def onward(cover: Cover, body: Body, *, ground: Ground, passed_on_by: Institution) -> Packet:
    """What was sent, unchanged, with who found it not theirs. Preview and sending share it."""
    by = Words(dict(passed_on_by.words))
    return Packet(cover, replace(body, ground=ground, passed_on=(*body.passed_on, by)), Kept())


def report_ground(referral: Referral, cover: Cover, to: Institution) -> Ground:
    """On what a report rests for the next recipient, who is another sector perhaps."""
    return ground_for(
        sender=referral.sender_institution.sector,
        recipient=to.sector,
        age=cover.age,
        on=timezone.localdate(),
    )


def parts_of(body: Body) -> set[str]:
    """Codes of what goes, as an agreement names them; what was added to it too."""
    return _parts_in(body).union(*map(added_parts, body.additions))


def added_parts(added: Addition) -> set[str]:
    """The same of what is added: its words are what was noticed and heard."""
    return _parts_in(added) | ({"account"} if added.text else set())


def _parts_in(one: Body | Addition) -> set[str]:
    parts = {"account": one.account, "who": one.who, "reach": one.reach, "signs": one.signs}
    found = {name for name, part in parts.items() if part is not None}
    return found | set(one.sections) | ({"stay"} if one.stay else set())


def marks_on(referral: Referral) -> set[str]:
    """Marks of everybody who was locked out; where a row was taken away, of all people."""
    return marks_in(referral.exclusions.all(), referral.subject)


def people_behind(marks: set[str], institutions: Iterable[Institution]) -> set[UUID]:
    """Persons who work at these institutions, or ever did, and are locked out by a mark.

    A mark names nobody, so each person there is asked for theirs.
    """
    if not marks:
        return set()
    rows = Member.objects.filter(institution__in=list(institutions))
    people = set(rows.values_list("person_id", flat=True))
    return {one for one in people if mark(PERSON, one) in marks}


def who_had_it(referral: Referral) -> set[UUID]:
    """Institutions that this has come from or gone through; it never goes back to them."""
    seen = {referral.sender_institution_id}
    row: Referral | None = referral
    while row is not None:
        seen.add(row.recipient_institution_id)
        row = row.forwarded_from
    return seen


def next_of(referral: Referral) -> Referral | None:
    """The row that it went on to, or the second that waits; None where there is none."""
    rows = referral.forwarded_to.exclude(state__in=("withdrawn", "expired"))
    return rows.select_related("recipient_institution", "network").first()


def proposal_of(referral: Referral) -> Move | None:
    """To whom the recipient proposed to forward it, the last time; Denied where the move is
    not as Spona wrote it.
    """
    rows = referral.moves.filter(verb="propose_forward")
    found = rows.select_related("to_institution__town", "to_network").last()
    if found is not None:
        verify_rows(found)
    return found
