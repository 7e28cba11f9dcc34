"""Who writes down founding documents, signatures and conditions.

Each refusal is the sentence the user reads.
"""

from __future__ import annotations

from collections.abc import Iterable
from uuid import UUID

from django.utils.translation import gettext as _

from spona.access.actor import Actor
from spona.access.denied import Denied
from spona.directory.models import Institution, Member, Network
from spona.directory.permissions import may_edit_network, may_edit_people

TRAINING = "training"


def check_can_load_founding_documents(actor: Actor) -> None:
    if not actor.may("directory:load"):
        raise Denied(_("The directory is loaded by the server's operator. Ask the operator."))


def check_can_write_document(actor: Actor, network: Network) -> None:
    """Documents, signatories and the switches of conditions: the coordinator or the deputy."""
    if not may_edit_network(actor, network):
        raise Denied(_("Only the coordinator of this network may do that. Ask the coordinator."))


def check_can_write_condition(
    actor: Actor, institution: Institution, network: Network, code: str, *, blocks: bool
) -> None:
    """See `may_write_condition`."""
    if may_write_condition(actor, institution, network, code, blocks=blocks):
        return
    if blocks and may_edit_people(actor, institution):
        raise Denied(
            _("Nothing arrives at you without this one, so the coordinator writes it down. "
              "Give the coordinator the signed paper.")
        )  # fmt: skip
    raise Denied(_("The institution itself or the coordinator of the network writes this down."))


def may_write_condition(
    actor: Actor, institution: Institution, network: Network, code: str, *, blocks: bool
) -> bool:
    """Who leads the network; who trains, for a training; the head or an intake holder of the
    institution itself, unless the network lets nobody in without it: nobody opens their own door.
    """
    if may_edit_network(actor, network):
        return True
    if code == TRAINING and network.pk in actor.networks_where("training:edit"):
        return True
    own = may_edit_people(actor, institution) and network.pk in actor.networks
    return own and not blocks


def check_can_remind(actor: Actor) -> None:
    if not actor.may("life:remind"):
        raise Denied(_("Reminders are made by the server."))


def check_can_hand_over(actor: Actor, member: Member, networks: Iterable[UUID]) -> None:
    if not may_hand_over(actor, member, networks):
        raise Denied(_("Only the head or an intake officer of this institution may do that."))


def may_hand_over(actor: Actor, member: Member, networks: Iterable[UUID]) -> bool:
    """The institution names its own people; the coordinator of a network where the member has a
    seat writes down whom it has named.
    """
    if may_edit_people(actor, member.institution):
        return True
    return bool(set(networks) & actor.networks_where("network:edit"))
