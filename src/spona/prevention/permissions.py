"""Who may write, follow up and close. Each refusal is the sentence the user reads."""

from __future__ import annotations

import datetime as dt

from django.utils.translation import gettext as _

from spona.access.actor import Actor
from spona.access.denied import Conflict, Denied
from spona.deadlines.time import today
from spona.directory.models import Institution, Network
from spona.directory.permissions import may_edit_network
from spona.directory.queries import institutions_of
from spona.prevention.models import MOVES, Letter, Need, Observation

# Older than this is history, not something that somebody can still do something about.
OLDEST = dt.timedelta(days=3 * 366)


def may_lead(actor: Actor, network: Network) -> bool:
    """The coordinator or the deputy of this network."""
    return may_edit_network(actor, network)


def may_act(actor: Actor, network: Network) -> bool:
    """Whoever records the life of this network: members of its institutions, and who leads it.

    They see the name of a firm too; an analyst or a trainer does not.
    """
    here = network.pk in actor.networks and actor.may("life:record")
    return here or may_lead(actor, network)


def check_can_write_for(actor: Actor, network: Network, institution: Institution) -> None:
    """For one's own institution; who leads the network also for one that works on paper."""
    own = actor.institution_id == institution.pk and may_act(actor, network)
    if not own and not may_lead(actor, network):
        raise Denied(_("You write for your own institution. Ask the coordinator to write for it."))
    if not institutions_of(network).filter(pk=institution.pk).exists():
        raise Denied(_("This institution does not sit in the network. Choose another one."))


def check_can_act(actor: Actor, observation: Observation) -> None:
    if not may_act(actor, observation.network):
        raise Denied(
            _("Members of the network's institutions do this. Ask somebody who records its work.")
        )


def check_can_change(actor: Actor, observation: Observation) -> None:
    """The institution that wrote it, or who leads the network."""
    own = actor.institution_id == observation.institution_id
    if not ((own and may_act(actor, observation.network)) or may_lead(actor, observation.network)):
        raise Denied(_("The institution that wrote this changes it. Ask them or the coordinator."))


def check_can_close(actor: Actor, observation: Observation) -> None:
    """Who leads the network, and the institution that looks at it."""
    network, own = observation.network, actor.institution_id
    looks = own is not None and own == observation.looked_at_by_id and may_act(actor, network)
    if not looks and not may_lead(actor, network):
        raise Denied(_("The coordinator closes this, or the institution that looks at it."))


def check_can_lead(actor: Actor, observation: Observation) -> None:
    if not may_lead(actor, observation.network):
        raise Denied(_("Only the coordinator of this network may do that. Ask the coordinator."))


def check_moves(observation: Observation, verb: str) -> None:
    """Conflict where somebody else has moved it on meanwhile."""
    if observation.state not in MOVES[verb][0]:
        raise Conflict(
            _("It is %(state)s already. Open it again to see what happened.")
            % {"state": observation.get_state_display()}
        )


def check_can_write_letter(actor: Actor, letter: Letter) -> None:
    """The institution that writes it, or who leads the network."""
    network = letter.observation.network
    own = actor.institution_id == letter.institution_id and may_act(actor, network)
    if not own and not may_lead(actor, network):
        raise Denied(_("The institution that writes this letter does that. Ask them."))


def check_can_withdraw_need(actor: Actor, need: Need) -> None:
    own = actor.institution_id == need.institution_id and may_act(actor, need.network)
    if not own and not may_lead(actor, need.network):
        raise Denied(_("The institution that wrote this changes it. Ask them or the coordinator."))


def check_seen(day: dt.date) -> None:
    """A day on which something was seen."""
    if day > today():
        raise Denied(_("This day has not come yet. Choose when it was seen."))
    if day < today() - OLDEST:
        raise Denied(_("This is too long ago. Write down what was seen in the last three years."))
