from uuid import UUID

from django.utils.translation import gettext_lazy as _

from spona.access.actor import Actor
from spona.access.denied import Denied
from spona.reference.models.proposals import KINDS, Proposal


def check_can_load_reference(actor: Actor) -> None:
    """Only the system loads the project's own data; people will edit lists, not files."""
    if not actor.may("reference:load"):
        raise Denied(_("Reference data is loaded by the server's operator. Ask the operator."))


def may_propose(actor: Actor, kind: str, network: UUID | None = None) -> bool:
    """A person only: what people edit, no job of the server may change."""
    return actor.person_id is not None and actor.may(KINDS[kind][0], network=network)


def may_confirm(actor: Actor, proposal: Proposal) -> bool:
    """Another person than the one who proposed it, with the permission of this kind."""
    return (
        proposal.waits
        and actor.person_id not in (None, proposal.proposed_by)
        and actor.may(KINDS[proposal.kind][1], network=proposal.network_id)
    )


def may_withdraw(actor: Actor, proposal: Proposal) -> bool:
    return proposal.waits and actor.person_id == proposal.proposed_by


def check_can_propose(actor: Actor, kind: str, network: UUID | None = None) -> None:
    if not may_propose(actor, kind, network):
        raise Denied(_("The coordinator or a deputy proposes this. Ask one of them."))


def check_can_decide(actor: Actor, proposal: Proposal) -> None:
    """Denied for the proposer too: two persons, always."""
    if actor.person_id == proposal.proposed_by:
        raise Denied(_("Another person has to confirm what you proposed."))
    if not may_confirm(actor, proposal):
        raise Denied(_("The coordinator or a deputy confirms this. Ask one of them."))
