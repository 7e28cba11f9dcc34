"""Who can open what of a conference today: they, and nobody else, hear of it."""

from __future__ import annotations

from collections.abc import Iterable
from uuid import UUID

from spona.access.exclusion_marks import INSTITUTION as INSTITUTION_MARK
from spona.access.exclusion_marks import PERSON, mark
from spona.cases.case.queries import marks_on
from spona.cases.conferences.models import Conference
from spona.cases.referrals.parties import member_with
from spona.directory.models import Institution, Member
from spona.directory.row_integrity import only_latest, outdated_ids
from spona.identity.models import Account
from spona.vault import queries as vault
from spona.vault.key_resolution import standing
from spona.vault.models import INSTITUTION, MEMBER, Grant
from spona.vault.slots import slot_of


def with_keys(
    conference: Conference, box: UUID, institution: UUID, *, section: str
) -> list[Account]:
    """People of one institution who can open `section` of `box`, held back or not.

    By grants that Spona made and that nobody took away, for mandates that stand today as it
    left them last; nobody who was ever locked out of the file.
    """
    marks = marks_on(conference.case)
    if mark(INSTITUTION_MARK, institution) in marks:
        return []
    grants = Grant.objects.filter(section__slot=slot_of(box, section)).order_by("id")
    found: dict[UUID, Account] = {}
    for grant in standing(grants):
        for account in _behind(grant, institution):
            found.setdefault(account.pk, account)
    there = {
        one.person.account_id
        for one in _standing_members(institution, found)
        if mark(PERSON, one.person_id) not in marks
    }
    return [account for account in found.values() if account.pk in there]


def leaders(conference: Conference) -> list[Account]:
    """People of the institution that leads the file who read what was met about."""
    case = conference.case
    return with_keys(
        conference, case.box_id, case.owner_institution_id, section=conference.section_name
    )


def guests_with_keys(conference: Conference) -> list[Account]:
    """Everybody at the invited institutions who can open a packet."""
    found: dict[UUID, Account] = {}
    for guest in conference.guests.exclude(packet=None).select_related("invitation"):
        assert guest.packet_id is not None
        institution = guest.invitation.institution_id
        for one in with_keys(conference, guest.packet_id, institution, section="cover"):
            found.setdefault(one.pk, one)
    return list(found.values())


def second_people(conference: Conference) -> list[Member]:
    """Intake holders who lead the file too, but for who called the conference."""
    own = conference.case.owner_institution
    first = conference.meeting.called_by.person_id
    found = [member_with(account, own) for account in leaders(conference)]
    return [
        one
        for one in found
        if one is not None and one.person_id != first and vault.holds_by_role(one)
    ]


def first_of(accounts: Iterable[Account], institution: Institution) -> Member | None:
    found = (member_with(account, institution) for account in accounts)
    return next((one for one in found if one is not None), None)


def _standing_members(institution: UUID, accounts: Iterable[UUID]) -> list[Member]:
    """Mandates of today that stand, and so do their people, as Spona left them last."""
    members = only_latest(vault.members_of(institution, accounts))
    old = outdated_ids(one.person for one in members)
    return [one for one in members if one.person_id not in old]


def _behind(grant: Grant, institution: UUID) -> list[Account]:
    if grant.to_kind == INSTITUTION and grant.to_id == institution:
        return vault.active_holders(institution)
    if grant.to_kind == MEMBER and vault.members_of(institution, [grant.to_id]):
        return list(Account.objects.filter(pk=grant.to_id, disabled_at=None))
    return []
