"""A new institution and a partner's first person: one prepares, another confirms.

The first is the coordinator or the deputy, the second the data-protection officer or the deputy,
two people who do not depend on each other (`dual_control`).
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from typing import Any, Final
from uuid import UUID

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from spona import audit
from spona.access.actor import Actor
from spona.access.denied import Conflict, Denied
from spona.access.roles import FIRST_ROLES
from spona.directory.actions.contacts import write_contact
from spona.directory.actions.institutions import write_institution
from spona.directory.actions.invitations import LASTS, write_invitation
from spona.directory.actions.open_invitations import withdraw_open
from spona.directory.actions.people import write_member
from spona.directory.actions.telling import tell
from spona.directory.actor import actor_for
from spona.directory.dual_control import check_dual_control
from spona.directory.duplicates import doubles
from spona.directory.models import Institution, Member, Network, Person
from spona.directory.permissions import (
    check_can_confirm_partner,
    check_can_edit_network,
    check_can_have_first,
    check_works_only_here,
    may_confirm_partner,
    may_edit_network,
)
from spona.directory.queries import (
    COORDINATOR,
    DEPUTY,
    members_of,
    network_members,
    released_invitation,
    unused_invitations,
)
from spona.directory.row_integrity import verify_latest
from spona.reference.actions import confirm_by, propose, refuse, withdraw
from spona.reference.models import Proposal, Town
from spona.reference.models.proposals import FIRST_INVITATION, INSTITUTION, PARTNERS
from spona.reference.scripts import fold

_OFFICER: Final = "data_protection_officer"
# What whoever is asked reads of it.
_ASKED: Final = {INSTITUTION: "confirm_institution", FIRST_INVITATION: "confirm_invitation"}


def propose_institution(
    network: Network,
    *,
    words: Mapping[str, str],
    sector: str,
    town: Town,
    source: str,
    certainty: str,
    by: Actor,
    confidential: bool = False,
    numbers: Iterable[Mapping[str, str]] = (),
) -> Proposal:
    """A body that the directory lacks; it is there once a second person has looked.

    `numbers` are {"kind", "number", "certainty"}. Conflict while the same name waits already.
    """
    check_can_edit_network(by, network)
    _check_serves(network, town)
    change = {
        "words": dict(words), "sector": sector, "town": town.slug, "source": source,
        "certainty": certainty, "confidential": confidential,
        "numbers": [dict(number) for number in numbers],
    }  # fmt: skip
    subject = f"{fold(words['sr'])[:70]}/{town.slug}"
    return _propose(INSTITUTION, subject, network=network, change=change, by=by)


def confirm_institution(
    proposal: Proposal, *, network: Network, by: Actor, seen: Collection[str] = ()
) -> Institution:
    """The second person has looked: from now on it stands in the directory, without a seat.

    `seen`: codes of those of the directory that they compared it with. Conflict where another
    one like it has come meanwhile, Denied where the network serves the town no more.
    """
    check_can_confirm_partner(by, network)
    made: list[Institution] = []
    with audit.transaction():
        first = _two(proposal, network, INSTITUTION, by)

        def write(asked: Proposal) -> UUID:
            says = dict(asked.change)
            numbers = says.pop("numbers")
            town = Town.objects.get(slug=says.pop("town"))
            _check_serves(network, town)
            _check_compared(says["words"], says["sector"], town, seen=seen, by=by)
            made.append(write_institution(by=by, town=town, **says))
            for number in numbers:
                write_contact(made[0], **number, source=says["source"])
            return made[0].pk

        confirm_by(proposal, by=by, write=write)
        tell(first, "answered", about=network, by=by, link=partner_link(proposal, network))
    return made[0]


def prepare_invitation(
    institution: Institution,
    *,
    network: Network,
    name: str,
    roles: Iterable[str],
    by: Actor,
    email: str = "",
) -> Proposal:
    """Who is to come in first there. It makes no code: that comes when another person releases.

    The first person heads the institution or holds its intake, so they invite the rest.
    """
    check_can_edit_network(by, network)
    check_can_have_first(network, institution)
    _check_none_open(institution)
    held = sorted(set(roles))
    if not held or not set(held) <= set(FIRST_ROLES):
        raise Denied(_("The first person heads the institution or holds its intake."))
    change = {
        "institution": institution.code, "name": " ".join(name.split()), "email": email,
        "roles": held,
    }  # fmt: skip
    return _propose(FIRST_INVITATION, institution.code, network=network, change=change, by=by)


def release_invitation(proposal: Proposal, *, network: Network, by: Actor) -> str:
    """The code, shown once to the second person; it expires in 14 days like every invitation."""
    check_can_confirm_partner(by, network)
    codes: list[str] = []
    with audit.transaction() as log:
        first = _two(proposal, network, FIRST_INVITATION, by)
        if proposal.proposed_at + LASTS <= timezone.now():
            raise Conflict(_("This was prepared too long ago. Refuse it, and prepare it again."))

        def write(asked: Proposal) -> UUID:
            where = Institution.objects.select_for_update().get(code=asked.change["institution"])
            verify_latest(where)
            check_can_have_first(network, where)
            _check_none_open(where)
            invited = _first_person(asked.change, where, by)
            invitation, code = write_invitation(
                invited, institution=where, by=by, roles=asked.change["roles"], prepared_by=first
            )
            codes.append(code)
            log.record(
                "invitation:released",
                by=by,
                subject=("invitation", invitation.pk),
                lane=where.pk,
                detail={"prepared_by": str(first.pk)},
            )
            return invitation.pk

        confirm_by(proposal, by=by, write=write)
        tell(first, "answered", about=network, by=by, link=partner_link(proposal, network))
    return codes[0]


def refuse_partner(proposal: Proposal, *, network: Network, reason: str, by: Actor) -> None:
    """The second person does not agree, and says why; who prepared it hears that it is decided."""
    check_can_confirm_partner(by, network)
    _check_of(proposal, network, *PARTNERS)
    with audit.transaction():
        refuse(proposal, reason=reason, by=by)
        first = _preparing(proposal, network)
        if first is not None:
            tell(first, "answered", about=network, by=by, link=partner_link(proposal, network))


def take_back_partner(proposal: Proposal, *, network: Network, by: Actor) -> None:
    """What waits: whoever prepared it. A released invitation: either of the two kinds of people,
    until somebody has come in by it.
    """
    _check_of(proposal, network, *PARTNERS)
    if proposal.waits:
        withdraw(proposal, by=by)
        return
    if not (may_edit_network(by, network) or may_confirm_partner(by, network)):
        raise Denied(_("The coordinator, the deputy or the officer takes it back."))
    with audit.transaction() as log:
        invitation = released_invitation(proposal)
        if invitation is None:
            raise Conflict(_("This invitation is no longer open."))
        withdraw_open(invitation.person, institution=invitation.institution)
        log.record(
            "invitation:withdrawn",
            by=by,
            subject=("invitation", invitation.pk),
            lane=invitation.institution_id,
        )


def partner_link(proposal: Proposal, network: Network) -> str:
    return reverse("directory:partner", args=[network.slug, proposal.pk])


def _check_serves(network: Network, town: Town) -> None:
    if not network.towns_served.filter(town=town).exists():
        raise Denied(_("This town is not served by the network."))


def _check_compared(
    words: Mapping[str, str], sector: str, town: Town, *, seen: Collection[str], by: Actor
) -> None:
    there = doubles(words, sector, town, among=Institution.objects.visible_to(by))
    if any(one.institution.code not in seen for one in there):
        raise Conflict(
            _("Another institution like it is in the directory now. Compare the two, then confirm.")
        )


def _check_none_open(institution: Institution) -> None:
    if unused_invitations().filter(institution=institution).exists():
        raise Conflict(_("An invitation there is open. Take it back first, or wait until it ends."))


def _propose(
    kind: str, subject: str, *, network: Network, change: dict[str, Any], by: Actor
) -> Proposal:
    with audit.transaction():
        made = propose(
            kind, subject, change=change, base="", by=by, why=change.get("source", ""),
            network=network.pk,
        )  # fmt: skip
        for role in (_OFFICER, DEPUTY):
            for member in network_members(network, role):
                tell(member, _ASKED[kind], about=network, by=by, link=partner_link(made, network))
    return made


def _check_of(proposal: Proposal, network: Network, *kinds: str) -> None:
    if proposal.kind not in kinds or proposal.network_id != network.pk:
        raise Denied(_("This was prepared in another network."))


def _two(proposal: Proposal, network: Network, kind: str, by: Actor) -> Member:
    """The mandate of who prepared it, who still may; `by` does not depend on them."""
    _check_of(proposal, network, kind)
    if by.person_id is None or by.person_id == proposal.proposed_by:
        raise Denied(_("Another person has to confirm what you proposed."))
    first = _preparing(proposal, network)
    if first is None:
        raise Denied(_("Whoever prepared this no longer may. Refuse it."))
    people = Person.objects.select_related("account")
    check_dual_control(people.get(pk=first.person_id), people.get(pk=by.person_id))
    return first


def _preparing(proposal: Proposal, network: Network) -> Member | None:
    for role in (COORDINATOR, DEPUTY):
        for member in network_members(network, role):
            account = member.person.account
            if member.person_id != proposal.proposed_by or account is None:
                continue
            actor = actor_for(account, member_id=member.pk)
            if actor is not None and may_edit_network(actor, network):
                return member
    return None


def _first_person(change: dict[str, Any], where: Institution, by: Actor) -> Person:
    """Who is written down there on paper under this name, else somebody new."""
    name = fold(change["name"])
    known = [one for one in members_of(where) if fold(one.person.name) == name]
    member = known[0] if known else write_member(change["name"], institution=where, by=by)
    person = Person.objects.select_for_update().get(pk=member.person_id)
    verify_latest(person)
    check_works_only_here(person, where)
    if change["email"] and change["email"] != person.email:
        person.email = change["email"]
        person.save(update_fields=["email"])
    return person
