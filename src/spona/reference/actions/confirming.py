"""The second person confirms a change of what this app owns."""

from typing import Final

from spona import audit
from spona.access.actor import Actor
from spona.reference.actions.codes import write_code
from spona.reference.actions.legal import write_legal
from spona.reference.actions.proposing import confirm_by
from spona.reference.actions.signs import write_signs
from spona.reference.models import Proposal
from spona.reference.models.proposals import CODE, LEGAL, SIGNS

_WRITE: Final = {CODE: write_code, SIGNS: write_signs, LEGAL: write_legal}


def confirm(proposal: Proposal, *, by: Actor) -> Proposal:
    """The change is made and from today everybody reads it.

    KeyError for a kind of an app above: that app confirms it by its own action.
    """
    with audit.transaction():
        return confirm_by(proposal, by=by, write=_WRITE[proposal.kind])
