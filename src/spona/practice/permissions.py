"""Who may build the training network, call a drill, take part, begin and end one."""

from __future__ import annotations

from django.utils.translation import gettext as _

from spona.access.actor import Actor
from spona.access.denied import Conflict, Denied
from spona.directory.models import Network
from spona.practice.models import Drill, Part
from spona.practice.scenarios import scenarios


def check_can_build(actor: Actor) -> None:
    """The app itself, from the command line or the worker, and whoever begins a drill by it."""
    if not actor.may("practice:build"):
        raise Denied(_("The training network is built by the server itself."))


def check_can_call(actor: Actor, network: Network) -> None:
    """Whoever sees the network may practise in its name; never in the training network itself."""
    if network.practice or network.pk not in actor.networks or not actor.may("network:read"):
        raise Denied(_("Choose your own network. A drill is called from there."))
    check_is_somebody(actor)


def check_is_somebody(actor: Actor) -> None:
    if actor.person_id is None or actor.member_id is None:
        raise Denied(_("A drill is held by people with a login."))
    if Network.objects.filter(pk__in=actor.networks, practice=True).exists():
        raise Denied(_("Act for your own institution first; then choose a role of the drill."))


def check_can_join(actor: Actor, drill: Drill, role: str) -> None:
    """People of the network that practises, before it begins, in a role that is free."""
    check_is_somebody(actor)
    if drill.network_id not in actor.networks:
        raise Denied(_("This drill is held in another network."))
    if role not in scenarios()[drill.scenario].roles:
        raise Denied(_("There is no such role in this drill."))
    check_has_not_begun(drill)


def check_has_not_begun(drill: Drill) -> None:
    check_is_open(drill)
    if drill.started_at is not None:
        raise Conflict(_("This drill has begun. Call another one."))


def check_is_open(drill: Drill) -> None:
    if drill.ended_at is not None:
        raise Conflict(_("This drill is over."))


def part_of(actor: Actor, drill: Drill) -> Part | None:
    """The actor's part in it, whatever membership they wear; None where they take none."""
    if actor.person_id is None:
        return None
    return drill.parts.filter(person_id=actor.person_id, left_at=None).first()


def leads_network(actor: Actor, drill: Drill) -> bool:
    return drill.network_id in actor.networks_where("practice:run")


def check_takes_part(actor: Actor, drill: Drill) -> Part:
    part = part_of(actor, drill)
    if part is None:
        raise Denied(_("Only those who take part do this. Choose a free role first."))
    return part


def check_can_end(actor: Actor, drill: Drill) -> None:
    """Those who take part, and who leads the network that practises."""
    if part_of(actor, drill) is None and not leads_network(actor, drill):
        raise Denied(_("Only those who take part and the coordinator may end this drill."))


def check_can_remind(actor: Actor, network: Network) -> None:
    if network.pk not in actor.networks_where("practice:run"):
        raise Denied(_("Only the coordinator of this network may do that. Ask the coordinator."))


def check_is_the_job(actor: Actor) -> None:
    if not actor.may("life:remind"):
        raise Denied(_("Reminders are opened by the server itself."))
