"""The first person of an institution, and the first coordinator of a network."""

from __future__ import annotations

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.utils import timezone

from spona import audit
from spona.access.actor import Actor
from spona.access.denied import Conflict, Denied
from spona.directory.actions import (
    add_member,
    add_person,
    change_email,
    give_network_role,
    invite,
)
from spona.directory.models import Institution, Member, Network, Person

COORDINATOR = "coordinator"


def invite_first(
    code: str, name: str, email: str, roles: list[str] | None, coordinates: str
) -> int:
    """Prints an invitation; 2 with a sentence where something is missing, and nothing is kept."""
    institution = Institution.objects.filter(code=code).first()
    if institution is None:
        print(f"\nThere is no institution {code}. There are:")
        for one in Institution.objects.order_by("code"):
            print(f"  {one.code}  {one.words}")
        return 2
    if not name.strip():
        print("\nSay who is invited: --name 'Name Surname'.")
        return 2
    if email and not _is_email(email):
        print(f"\n“{email}” is no e-mail address.")
        return 2
    network = Network.objects.filter(slug=coordinates).first()
    if coordinates and network is None:
        slugs = ", ".join(Network.objects.values_list("slug", flat=True))
        print(f"\nThere is no network {coordinates}. There are: {slugs}.")
        return 2
    waiting = Person.objects.filter(
        name=" ".join(name.split()), account=None, invitations__institution=institution
    )
    by = Actor.system("operator")
    try:
        with audit.transaction():
            person = waiting.first() or add_person(
                name, email=email, institution=institution, by=by
            )
            if email and email != person.email:
                change_email(person, email, institution=institution, by=by)
            if network is not None:
                _lead(person, institution, network, by)
            held = roles or ["intake_holder"]
            printed = invite(person, institution=institution, by=by, roles=held)
    except (Denied, Conflict) as refusal:
        print(f"\n{refusal.sentence}")
        return 2
    print(f"\nInvitation for {person.name}, {institution.words}, valid for 14 days, shown once:")
    if not person.email:
        print("No e-mail was given (--email): nothing will tell them that something waits.")
    print(f"  {settings.SPONA_URL}/sr/welcome/\n  {printed}")
    return 0


def _is_email(text: str) -> bool:
    try:
        validate_email(text)
    except ValidationError:
        return False
    return True


def _lead(person: Person, institution: Institution, network: Network, by: Actor) -> None:
    """Somebody has to lead before anybody inside could say who does."""
    here = Member.objects.active_on(timezone.localdate()).filter(institution=institution)
    member = here.filter(person=person).first()
    if member is None:
        member = add_member(person, institution=institution, by=by)
    if not member.network_roles.filter(network=network, role=COORDINATOR, ends_on=None).exists():
        give_network_role(member, network=network, role=COORDINATOR, by=by)
