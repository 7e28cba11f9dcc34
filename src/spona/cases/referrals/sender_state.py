"""How far a report has come, in the few words that its sender hears.

One word for one thing, on each side its own, and here the sender's: received, taken over,
question for you, closed. Inside the recipient the move is "accept" and its state "accepted"
(`moves.State`); the end is "closed" on both sides.
"""

from __future__ import annotations

from typing import Final

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from spona.cases.referrals.models import Referral
from spona.cases.referrals.moves import TAKEN, Kind, State

FEEDBACK: Final[dict[str, Promise]] = {
    "received": _("received"),
    "taken_over": _("taken over"),
    "question": _("question for you"),
    "closed": _("closed"),
}
# State → the look of the badge and its word. The stage of the work itself stays with those
# who do it.
_SEEN: Final[dict[str, tuple[str, str | Promise]]] = {
    State.OPENED: ("opened", FEEDBACK["received"]),
    State.NEEDS_INFORMATION: ("yours", FEEDBACK["question"]),
    State.ACCEPTED: ("accepted", FEEDBACK["taken_over"]),
    State.IN_WORK: ("accepted", FEEDBACK["taken_over"]),
    State.DONE: ("done", FEEDBACK["closed"]),
}


def sender_state(referral: Referral, *, asked: bool = False) -> tuple[str, str | Promise]:
    """The state that the sender sees, and its word (empty: the usual word of the state).

    `asked`: a question of the recipient waits for an answer, which goes before all else.
    """
    plain: tuple[str, str | Promise] = (referral.state, "")
    if referral.kind != Kind.REPORT:
        return plain
    if asked and referral.state in TAKEN:
        return _SEEN[State.NEEDS_INFORMATION]
    return _SEEN.get(referral.state, plain)
