"""Who may propose and adopt a deadline, and who writes down absences and duty."""

from __future__ import annotations

from collections.abc import Iterable
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from spona.access.actor import Actor
from spona.access.denied import Denied
from spona.deadlines.models import Rule
from spona.deadlines.queries import adopters_of
from spona.directory.models import Network
from spona.reference.models.proposals import RULE
from spona.reference.permissions import may_propose


def check_can_load_rules(actor: Actor) -> None:
    if not actor.may("reference:load"):
        raise Denied(_("Rules are loaded from the command line of the server."))


def check_can_propose_rule(actor: Actor, network: Network) -> None:
    """Anybody of the network whose role may; who adopts it is somebody else."""
    if network.pk not in actor.networks or not may_propose(actor, RULE, network.pk):
        raise Denied(_("Your role proposes no deadlines. Ask the coordinator of the network."))


def check_can_adopt_rule(actor: Actor, network: Network) -> None:
    if network.pk not in actor.networks_where("deadline:adopt_rule"):
        raise Denied(_("A rule is adopted by the coordinator, after the network has decided."))


def only_adopter(actor: Actor, network: Network) -> bool:
    """True where nobody but this person may adopt: what they propose themselves nobody adopts."""
    people = {one.person_id for one in adopters_of(network)}
    return people == {actor.person_id}


def check_can_edit_absences(actor: Actor, institution: UUID) -> None:
    """The head and the intake holders, for their own institution only."""
    own = actor.member_id is not None and actor.institution_id == institution
    if not own or not actor.may("institution:edit_absences"):
        raise Denied(_("The head of the institution or an intake officer enters this."))


def check_within_the_acts(acts: Iterable[Rule], *, amount: int, unit: str) -> None:
    """What an act gives, a network may shorten, never lengthen."""
    for act in acts:
        if unit != act.unit:
            raise Denied(_("An act counts in another unit. Keep it, so that both can be compared."))
        if amount > act.amount:
            raise Denied(_("An act gives less time. A network may shorten it, not lengthen it."))
