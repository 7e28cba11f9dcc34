"""Who may write, hold, register, see. Each refusal is the sentence the user reads."""

from __future__ import annotations

import datetime as dt
from uuid import UUID

from django.utils.translation import gettext as _

from spona.access.actor import Actor
from spona.access.denied import Conflict, Denied
from spona.deadlines.time import today
from spona.directory.models import Institution, Network, Seat
from spona.training.links import fits
from spona.training.models import Module, Participant, Session

EDIT = "training:edit"


def may_edit(actor: Actor, network_id: UUID) -> bool:
    """Trainer, coordinator or deputy of this network; demo and operator build worlds by it."""
    if actor.is_system:
        return actor.may("network:edit")
    return network_id in actor.networks_where(EDIT)


def edits_somewhere(actor: Actor) -> bool:
    return bool(actor.networks_where(EDIT))


def check_can_edit(actor: Actor, network: Network) -> None:
    if not may_edit(actor, network.pk):
        raise Denied(_("Trainings are held by the coordinator and the trainers. Ask them."))


def check_can_edit_module(actor: Actor, module: Module) -> None:
    if not may_edit(actor, module.network_id):
        raise Denied(_("Only the network that wrote this module changes it. Write one of yours."))


def check_is_open(session: Session) -> None:
    if session.cancelled_at is not None:
        raise Conflict(_("This training was called off."))
    if session.closed_at is not None:
        raise Conflict(_("This training is closed already."))


def check_takes_people(session: Session, day: dt.date) -> None:
    check_is_open(session)
    if not session.takes_people(day):
        raise Denied(_("Registration is over. Call whoever holds the training."))


def check_sits_here(institution: Institution, network: Network) -> None:
    seats = Seat.objects.active_on(today()).filter(network=network, institution=institution)
    # Only what Spona wrote down itself counts as a seat.
    if not (institution.has_valid_mac() and any(one.has_valid_mac() for one in seats)):
        raise Denied(_("This institution does not sit in the network. Choose another one."))


def check_is_theirs(actor: Actor, participant: Participant, token: str) -> None:
    """Themselves, signed in or by their personal link; or whoever leads the session."""
    own = actor.member_id is not None and actor.member_id == participant.member_id
    if not (own or fits(participant, token) or may_edit(actor, participant.session.network_id)):
        raise Denied(_("Only the person themselves may do that."))


def may_see_names(actor: Actor, network_id: UUID, institution_id: UUID) -> bool:
    """Names inside a network: whoever leads trainings there, and the head for their own people."""
    head = actor.institution_id == institution_id and actor.may("institution:invite")
    return may_edit(actor, network_id) or (head and network_id in actor.networks)
