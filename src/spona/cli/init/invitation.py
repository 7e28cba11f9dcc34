"""The first person of an institution, and the first coordinator of a network."""

from __future__ import annotations

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db.models import Q
from django.utils import timezone

from spona import audit
from spona.access.actor import Actor
from spona.access.denied import Conflict, Denied
from spona.access.roles import ROLES
from spona.directory.actions import (
    add_member,
    add_person,
    change_email,
    end_member,
    give_network_role,
    invite,
)
from spona.directory.models import ELSEWHERE, Institution, Invitation, Member, Network, Person
from spona.directory.queries import COORDINATOR, coordinator_of


def invite_first(
    code: str,
    name: str,
    email: str,
    roles: list[str] | None,
    coordinates: str,
    *,
    same_person: bool = False,
) -> int:
    """Prints an invitation; 2 with a sentence where something is missing, and nothing is kept."""
    by = Actor.system("operator")
    try:
        with audit.transaction():
            institution, network = _asked(code, name, email, roles, coordinates)
            person = _known(" ".join(name.split()), institution)
            if person is not None and person.account_id is not None:
                said = _has_a_login(person, institution, network, by, same=same_person)
            else:
                person = person or add_person(name, email=email, institution=institution, by=by)
                if email and email != person.email:
                    change_email(person, email, institution=institution, by=by)
                replaced = _lead(person, institution, network, by) if network else ""
                held = roles or ["intake_holder"]
                printed = invite(person, institution=institution, by=by, roles=held)
                said = _said(person, institution, printed, replaced)
    except (Denied, Conflict) as refusal:
        print(f"\n{refusal.sentence}")
        return 2
    print(f"\n{said}")
    return 0


def _asked(
    code: str, name: str, email: str, roles: list[str] | None, coordinates: str
) -> tuple[Institution, Network | None]:
    # Nobody real is ever invited into the training network.
    bodies = Institution.objects.exclude(seats__network__practice=True).exclude(code=ELSEWHERE)
    institution = bodies.filter(code=code).first()
    if institution is None:
        there = [f"  {one.code}  {one.words}" for one in bodies.order_by("code")]
        raise Denied("\n".join([f"There is no institution {code}. There are:", *there]))
    if not name.strip():
        raise Denied("Say who is invited: --name 'Name Surname'.")
    if email and not _is_email(email):
        raise Denied(f"“{email}” is no e-mail address.")
    here = sorted(role.name for role in ROLES.values() if role.where == "institution")
    if unknown := sorted(set(roles or ()) - set(here)):
        raise Denied(f"There is no role {', '.join(unknown)} there. There are: {', '.join(here)}.")
    network = Network.objects.with_key().filter(slug=coordinates).first()
    if coordinates and network is None:
        slugs = ", ".join(Network.objects.with_key().values_list("slug", flat=True))
        raise Denied(f"There is no network {coordinates}. There are: {slugs}.")
    return institution, network


def _said(person: Person, institution: Institution, printed: str, replaced: str) -> str:
    lines = []
    if replaced:
        lines.append(
            f"{replaced} has never signed in and no longer leads; that invitation is void."
        )
    lines.append(
        f"Invitation for {person.name}, {institution.words}, valid for 14 days, shown once:"
    )
    if not person.email:
        lines.append("No e-mail was given (--email): nothing will tell them that something waits.")
        lines.append("They may write it down themselves, under “My account”.")
    return "\n".join([*lines, *addresses(), f"  {printed}"])


def addresses() -> list[str]:
    """The first page in each language: the one that is opened is that of the new login."""
    longest = max(len(str(name)) for _code, name in settings.LANGUAGES)
    return [
        f"  {name!s:<{longest}}  {settings.SPONA_URL}/{code}/welcome/"
        for code, name in settings.LANGUAGES
    ]


def _known(name: str, institution: Institution) -> Person | None:
    """Who was written down there under this name, so that typing it twice makes nobody twice."""
    works = Member.objects.active_on(timezone.localdate()).filter(institution=institution)
    waits = Invitation.objects.filter(institution=institution, used_at=None, withdrawn_at=None)
    here = Q(members__in=works) | Q(invitations__in=waits)
    return Person.objects.filter(here, name=name).order_by("account", "created_at").first()


def _has_a_login(
    person: Person, institution: Institution, network: Network | None, by: Actor, *, same: bool
) -> str:
    """No second paper for somebody who can sign in; they may still be the first to lead.

    A name alone does not say who it is: anybody there may have written it down.
    """
    if network is None or not same:
        raise Denied(
            f"{person.name} has a login there already. Somebody else of the same name is written "
            "down differently, with a second name or the position. If it is this very person, ask "
            "them in person, then type --coordinates with --same-person."
        )
    _lead(person, institution, network, by)
    return f"{person.name} has a login already and leads {network.words} from today on."


def _is_email(text: str) -> bool:
    try:
        validate_email(text)
    except ValidationError:
        return False
    return True


def _lead(person: Person, institution: Institution, network: Network, by: Actor) -> str:
    """Somebody has to lead before anybody inside could say who does.

    Returns the name of whom they replace: the operator's mistake is taken back as long as that
    one has never signed in. Later the network itself decides who leads, and `give_network_role`
    refuses.
    """
    present = coordinator_of(network)
    replaced = ""
    came = present and present.person.invitations.filter(used_at__isnull=False).exists()
    never = present and present.person.account_id is None and not came
    if present and never and present.person_id != person.pk:
        replaced = present.person.name
        end_member(present, by=by, reason="init")
    here = Member.objects.active_on(timezone.localdate()).filter(institution=institution)
    member = here.filter(person=person).first()
    if member is None:
        member = add_member(person, institution=institution, by=by)
    if not member.network_roles.filter(network=network, role=COORDINATOR, ends_on=None).exists():
        give_network_role(member, network=network, role=COORDINATOR, by=by)
    return replaced
