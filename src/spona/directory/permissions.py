"""Who may change what in the directory. The table of roles stands in `spona.access.roles`."""

from __future__ import annotations

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from spona.access.actor import Actor
from spona.access.denied import Denied

from .models import Institution, Network, Person
from .queries import coordinator_of, institutions_of, members_of


def check_can_load_directory(actor: Actor) -> None:
    if not actor.may("directory:load"):
        raise Denied(_("The directory is loaded by the server's operator. Ask the operator."))


def check_can_edit_network(actor: Actor, network: Network) -> None:
    """Seats, roles and numbers of one network: its coordinator or the deputy."""
    if not (may_edit_network(actor, network) or actor.may("directory:load")):
        raise Denied(_("Only the coordinator of this network may do that. Ask the coordinator."))


def may_edit_network(actor: Actor, network: Network) -> bool:
    if actor.is_system:
        return actor.may("network:edit")
    # A role of the institution never edits a network, so the network is always named.
    return network.pk in actor.networks_where("network:edit")


def may_confirm_partner(actor: Actor, network: Network) -> bool:
    """The second look at a new institution or a first invitation: never the coordinator's."""
    return network.pk in actor.networks_where("network:confirm_partner")


def check_can_confirm_partner(actor: Actor, network: Network) -> None:
    if not may_confirm_partner(actor, network):
        raise Denied(_("The data-protection officer or the deputy coordinator confirms this."))


def check_can_have_first(network: Network, institution: Institution) -> None:
    """Denied unless people of this network may let in the first person there.

    Nobody real comes into the training network. A body of the whole country, or of a town that
    the network does not serve, is not theirs to open. Where somebody has a login, they invite.
    """
    if network.practice:
        raise Denied(_("Nobody is invited into the training network."))
    towns = network.towns_served.values_list("town", flat=True)
    if institution.town_id is None or institution.town_id not in towns:
        raise Denied(_("The operator invites the first person of this institution. Ask them."))
    if not institutions_of(network).filter(pk=institution.pk).exists():
        raise Denied(_("The institution does not sit in this network. Give it a seat first."))
    if has_login(institution):
        raise Denied(_("Somebody there has a login. The head or an intake officer invites."))


def may_have_first(network: Network, institution: Institution) -> bool:
    try:
        check_can_have_first(network, institution)
    except Denied:
        return False
    return True


def has_login(institution: Institution) -> bool:
    return any(one.person.account_id for one in members_of(institution))


def check_can_edit_people(actor: Actor, institution: Institution) -> None:
    """People of an institution: its head and its intake holders, nobody from outside."""
    if not may_edit_people(actor, institution):
        raise Denied(_("Only the head or an intake officer of this institution may do that."))


def may_edit_people(actor: Actor, institution: Institution) -> bool:
    if actor.is_system:
        return actor.may("institution:invite") or actor.may("directory:load")
    own = actor.institution_id == institution.pk
    return own and actor.may("institution:invite")


def may_write_down(actor: Actor, institution: Institution) -> bool:
    """Somebody without a login, on paper: the institution itself, or the coordinator of a network
    in which it sits while nobody there could do it.
    """
    if may_edit_people(actor, institution):
        return True
    return _sits_with(actor, institution) and not has_login(institution)


def check_is_this_person(actor: Actor, person: Person) -> None:
    """What somebody writes of themselves, nobody else writes under their name."""
    if actor.person_id is None or actor.person_id != person.pk:
        raise Denied(_("Only the person themselves may change that."))


def check_can_invite(actor: Actor, person: Person, institution: Institution) -> None:
    """The code gives a login with every membership of the person, so all of them must be the
    inviter's.

    Otherwise a head could write down somebody of another institution under the same address, keep
    the code, and come in as that institution. Who works in two places gets the login from the
    operator.
    """
    check_can_edit_people(actor, institution)
    if actor.is_system or person.account_id is not None:
        return
    check_works_only_here(person, institution)


def check_works_only_here(person: Person, institution: Institution) -> None:
    elsewhere = person.members.exclude(institution=institution).overlapping(
        timezone.localdate(), None
    )
    if elsewhere.exists():
        raise Denied(
            _("This person also works for another institution. Ask the operator for the login.")
        )


def check_can_replace_login(actor: Actor, person: Person, institution: Institution) -> None:
    """Whoever may invite there, for a colleague; with all memberships of the person in it.

    Whoever gets the new code comes in as that person, so the same rule as for a first code.
    """
    check_can_edit_people(actor, institution)
    if actor.person_id is not None and actor.person_id == person.pk:
        raise Denied(_("You cannot close your own login. Ask another intake officer or the head."))
    if not actor.is_system:
        check_works_only_here(person, institution)


def check_can_name_representatives(
    actor: Actor, network: Network, institution: Institution
) -> None:
    """An institution names its own people; the coordinator may write down what it has named."""
    if may_edit_people(actor, institution):
        return
    check_can_edit_network(actor, network)


def check_can_name_leaders(actor: Actor, network: Network) -> None:
    """Who coordinates, who deputises, who counts: see `may_name_leaders`."""
    if not may_name_leaders(actor, network):
        raise Denied(
            _("Who leads is decided by the coordinator, or by the deputy while there is none.")
        )


def may_name_leaders(actor: Actor, network: Network) -> bool:
    """The coordinator; a deputy only while no coordinator is named; the operator.

    A deputy does the coordinator's daily work in their absence, but may not put somebody else
    in their place: a deputy who could would be coordinator at any time.
    """
    if actor.is_system:
        return actor.may("network:edit")
    if network.pk in actor.networks_where("network:name_leaders"):
        return True
    return may_edit_network(actor, network) and coordinator_of(network) is None


def check_can_edit_contacts(actor: Actor, institution: Institution) -> None:
    """Numbers of an institution: itself, or the coordinator of a network in which it sits."""
    if is_national(institution) and not may_edit_contacts(actor, institution):
        raise Denied(_("A number of the whole country is changed by the operator. Ask them."))
    if not may_edit_contacts(actor, institution):
        raise Denied(_("Only this institution or the coordinator may change its numbers."))


def may_edit_contacts(actor: Actor, institution: Institution) -> bool:
    """A number of the whole country is changed by nobody who signs in.

    It stands in the danger box of every town: one bought insider must not be able to end or
    replace it, not even in the national body itself. `./spona import` and the operator may.
    """
    if is_national(institution):
        return actor.may("directory:load")
    return may_edit_people(actor, institution) or _sits_with(actor, institution)


def check_can_confirm_contact(actor: Actor, institution: Institution | None) -> None:
    if not may_confirm_contact(actor, institution):
        if institution is None or is_national(institution):
            raise Denied(_("Numbers of the whole country are confirmed by a coordinator."))
        raise Denied(_("Only this institution or the coordinator may confirm its numbers."))


def may_confirm_contact(actor: Actor, institution: Institution | None) -> bool:
    """Who may change it, and any coordinator for a number of the whole country: anybody may
    call it. A helpline belongs to no institution here.
    """
    if institution is None or is_national(institution):
        return bool(actor.networks_where("network:edit")) or actor.may("directory:load")
    return may_edit_contacts(actor, institution)


def is_national(institution: Institution) -> bool:
    """A body of the whole country: it belongs to no town, so to nobody's network alone."""
    return institution.town_id is None


def _sits_with(actor: Actor, institution: Institution) -> bool:
    edited = actor.networks_where("network:edit")
    return bool(edited) and institution.seats.filter(network__in=edited).exists()


def check_can_record_condition(actor: Actor, network: Network) -> None:
    if not (may_open_casework(actor, network) or may_confirm_casework(actor, network)):
        raise Denied(_("Only the coordinator or the data-protection officer records conditions."))


def check_can_open_casework(actor: Actor, network: Network) -> None:
    if not may_open_casework(actor, network):
        raise Denied(_("Only the coordinator of this network may open casework."))


def may_open_casework(actor: Actor, network: Network) -> bool:
    if actor.is_system:
        return actor.may("network:open_casework")
    return network.pk in actor.networks_where("network:open_casework")


def may_confirm_casework(actor: Actor, network: Network) -> bool:
    """The second signature: the data-protection officer named in this network."""
    return network.pk in actor.networks_where("network:confirm_casework")
