"""How far a report has come, in the few words that its sender hears."""

from __future__ import annotations

from typing import Final

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from spona.cases.referrals.models import Referral
from spona.cases.referrals.moves import Kind, State

# The sender of a report learns: received, taken over, what we ask of you, closed. The stage
# of the work itself stays with those who do it.
_FEEDBACK: Final[dict[str, tuple[str, str | Promise]]] = {
    State.OPENED: ("opened", _("received")),
    State.ACCEPTED: ("accepted", _("taken over")),
    State.IN_WORK: ("accepted", _("taken over")),
    State.DONE: ("done", _("closed")),
}


def sender_state(referral: Referral) -> tuple[str, str | Promise]:
    """The state that the sender sees, and its word (empty: the usual word of the state)."""
    plain: tuple[str, str | Promise] = (referral.state, "")
    return _FEEDBACK.get(referral.state, plain) if referral.kind == Kind.REPORT else plain
