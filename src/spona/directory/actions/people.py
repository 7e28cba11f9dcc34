"""Persons and what they are at an institution."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from typing import TYPE_CHECKING, Final, Protocol

from django.utils import timezone
from django.utils.translation import gettext as _

from spona import audit
from spona.access.actor import Actor
from spona.access.denied import Conflict, Denied
from spona.access.registry import Registry
from spona.access.roles import OVERSEES, ROLES
from spona.audit import endings
from spona.directory.actions.open_invitations import withdraw_open
from spona.directory.models import Institution, Member, NetworkRole, Person
from spona.directory.permissions import check_can_edit_people, check_is_this_person, may_write_down
from spona.notifications.actions import forget_refused, notify

if TYPE_CHECKING:
    from spona.identity.models import Account


class _GiveBack(Protocol):
    def __call__(self, member: Member, *, by: Actor) -> object: ...


# What somebody has to do lies with the institution when they leave.
LEFT_BEHIND: Final = Registry[_GiveBack](
    "what a leaver leaves behind",
    ("steps", "data_requests"),
    why="Without it, work would wait for somebody who has left.",
)


def add_person(
    name: str,
    *,
    institution: Institution,
    by: Actor,
    email: str = "",
    phone: str = "",
    account: Account | None = None,
    example: bool = False,
) -> Person:
    """Writes down somebody who works, or will work, at `institution`; no account is needed."""
    check_can_edit_people(by, institution)
    with audit.transaction() as log:
        person = Person.objects.create(
            name=" ".join(name.split()), email=email, phone=phone, account=account, example=example
        )
        log.record("person:added", by=by, subject=("person", person.pk), lane=institution.pk)
    return person


def write_down(name: str, *, institution: Institution, by: Actor) -> Member:
    """Somebody whom the institution has named and who works on paper: no role, no login."""
    if not may_write_down(by, institution):
        raise Denied(_("Only the head or an intake officer of this institution may do that."))
    return write_member(name, institution=institution, by=by)


def write_member(name: str, *, institution: Institution, by: Actor) -> Member:
    """Part of: writing down, and letting in a first person; they have asked who may."""
    start = timezone.localdate()
    with audit.transaction() as log:
        person = Person.objects.create(name=" ".join(name.split()))
        member = Member.objects.create(person=person, institution=institution, starts_on=start)
        log.record("member:added", by=by, subject=("member", member.pk), lane=institution.pk)
    return member


def change_email(person: Person, email: str, *, institution: Institution, by: Actor) -> None:
    """Where the person hears that something waits; "" where nowhere. The log names no address.

    ValueError for somebody who neither works at the institution nor was invited there.
    """
    check_can_edit_people(by, institution)
    theirs = (person.members, person.invitations)
    if not any(rows.filter(institution=institution).exists() for rows in theirs):
        raise ValueError("a person of another institution")
    with audit.transaction() as log:
        person.email = email
        person.save(update_fields=["email"])
        if person.account_id is not None:
            forget_refused(person.account_id, by=by)
        log.record("person:changed", by=by, subject=("person", person.pk), lane=institution.pk)


def change_own_contact(person: Person, *, email: str, phone: str, by: Actor) -> None:
    """Where the person hears that something waits, and the number at work; "" for none.

    A mail goes to the new address, which shows that it arrives there, and one to the address
    before: whoever finds an unlocked desk turns the mail away from nobody unseen. Another person
    may have the same address, and nobody is told that: who adds people is asked who is meant.
    """
    check_is_this_person(by, person)
    with audit.transaction() as log:
        row = Person.objects.select_for_update().get(pk=person.pk)
        before = row.email
        row.email, row.phone = email, phone
        row.save(update_fields=["email", "phone"])
        log.record("person:changed", by=by, subject=("person", row.pk), lane=by.institution_id)
        if row.account is None or before == email:
            return
        forget_refused(row.account.pk, by=by)
        for address in filter(None, (email, before)):
            notify(row.account, "account", reference="", by=by, email=address)


def add_member(
    person: Person,
    *,
    institution: Institution,
    by: Actor,
    roles: Iterable[str] = (),
    position: str = "",
    starts_on: dt.date | None = None,
    ends_on: dt.date | None = None,
) -> Member:
    """The person works for the institution from `starts_on` (default today) until before `ends_on`.

    `roles` are institution roles of `spona.access.roles`; Denied for any other.
    Conflict when the person's mandates there would overlap. Being a member opens nothing sealed.
    """
    check_can_edit_people(by, institution)
    held = check_roles(roles)
    start = starts_on or timezone.localdate()
    if ends_on is not None and ends_on <= start:
        raise Denied(_("The last day comes before the first one. Correct one of the two dates."))
    with audit.transaction() as log:
        Person.objects.select_for_update().get(pk=person.pk)
        others = Member.objects.filter(person=person, institution=institution)
        if others.overlapping(start, ends_on).exists():
            raise Conflict(
                _("%(person)s already has a mandate here in that time. End that one first.")
                % {"person": person.name}
            )
        member = Member.objects.create(
            person=person,
            institution=institution,
            roles=held,
            position=position,
            starts_on=start,
            ends_on=ends_on,
        )
        log.record(
            "member:added",
            by=by,
            subject=("member", member.pk),
            lane=institution.pk,
            detail={"roles": held},
        )
    return member


def end_member(member: Member, *, by: Actor, on: dt.date | None = None, reason: str = "") -> Member:
    """Ends the mandate: from `on` (default today, so at once) it gives nothing any more.

    Network roles end with it; the seat stays with the institution, to be filled anew. Who has
    never come in does not come in later either: the paper that was written for it is void.
    """
    check_can_edit_people(by, member.institution)
    day = on or timezone.localdate()
    with audit.transaction() as log:
        running = Member.objects.select_for_update().get(pk=member.pk)
        if running.ends_on is not None and running.ends_on <= day:
            return running
        running.ends_on = max(day, running.starts_on or day)
        running.end_reason = reason
        running.save(update_fields=["ends_on", "end_reason"])
        for role in NetworkRole.objects.active_on(day).filter(member=running):
            role.ends_on = max(day, role.starts_on or day)
            role.save(update_fields=["ends_on"])
        if day <= timezone.localdate():
            withdraw_open(running.person, institution=running.institution)
            for give_back in LEFT_BEHIND.all().values():
                give_back(running, by=by)
        log.ending(endings.MEMBER, running.pk, {"on": str(running.ends_on), "reason": reason})
        log.record(
            "member:ended", by=by, subject=("member", running.pk), lane=running.institution_id
        )
    return running


def check_roles(roles: Iterable[str]) -> list[str]:
    """The roles in order, once each; Denied when one is no role of an institution, or where
    somebody would look at their own work.
    """
    held = sorted(set(roles))
    for role in held:
        if role not in ROLES or ROLES[role].where != "institution":
            raise Denied(_("There is no such role in an institution: %(role)s.") % {"role": role})
    if len(held) > 1 and any(OVERSEES in ROLES[role].permissions for role in held):
        raise Denied(
            _(
                "The data-protection officer looks at how the others work, so they have no other "
                "role in the same institution. Choose one."
            )
        )
    return held
