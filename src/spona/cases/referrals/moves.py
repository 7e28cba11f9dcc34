"""The one table of moves: the code obeys it, the documentation and the diagram are made of it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from django.db import models
from django.utils.translation import gettext_lazy as _

from spona.cases.consent.rests_on import RestsOn


class State(models.TextChoices):
    DRAFT = "draft", _("draft")
    SENT = "sent", _("sent")
    OPENED = "opened", _("opened")
    NEEDS_INFORMATION = "needs_information", _("needs more information")
    ACCEPTED = "accepted", _("accepted")
    IN_WORK = "in_work", _("in work")
    DONE = "done", _("done")
    AWAITING_COMPETENT = "awaiting_competent", _("awaiting the competent body")
    FORWARDED = "forwarded", _("not competent – forwarded")
    NO_PLACE = "no_place", _("no place")
    WITHDRAWN = "withdrawn", _("withdrawn")
    EXPIRED = "expired", _("expired")


class Kind(models.TextChoices):
    REPORT = "report", _("report")
    REFERRAL = "referral", _("referral")
    TRANSFER = "transfer", _("transfer")
    QUESTION = "question", _("question")


SENDER, RECIPIENT, SYSTEM = "sender", "recipient", "system"
WAITING: Final = frozenset({State.SENT, State.OPENED, State.NEEDS_INFORMATION})
TAKEN: Final = frozenset({State.ACCEPTED, State.IN_WORK})
CLOSED: Final = frozenset(
    {State.DONE, State.FORWARDED, State.NO_PLACE, State.WITHDRAWN, State.EXPIRED}
)
_ALL_KINDS: Final = frozenset(Kind)
_UPON_REQUEST: Final = frozenset({Kind.REFERRAL, Kind.TRANSFER, Kind.QUESTION})


@dataclass(frozen=True, slots=True)
class Rule:
    """From which states a verb leads where, who may do it, and for what kinds.

    `target` None: the state stays. `permissions`: one of them is enough. `resting_on` None:
    whatever the referral rests on.
    """

    sources: frozenset[State]
    target: State | None
    side: str
    permissions: tuple[str, ...]
    kinds: frozenset[Kind] = _ALL_KINDS
    resting_on: RestsOn | None = None


def _states(*states: State) -> frozenset[State]:
    return frozenset(states)


MOVES: Final[dict[str, Rule]] = {
    "send": Rule(_states(State.DRAFT), State.SENT, SENDER, ("report:send", "referral:send")),
    "open_packet": Rule(_states(State.SENT), State.OPENED, RECIPIENT, ("referral:open",)),
    "accept": Rule(
        _states(State.OPENED, State.NEEDS_INFORMATION),
        State.ACCEPTED,
        RECIPIENT,
        ("referral:answer",),
    ),
    "give_feedback": Rule(
        _states(State.OPENED, State.ACCEPTED, State.IN_WORK),
        None,
        RECIPIENT,
        ("referral:answer", "referral:work"),
    ),
    "ask_more": Rule(
        _states(State.OPENED), State.NEEDS_INFORMATION, RECIPIENT, ("referral:answer",)
    ),
    "supply_more": Rule(
        _states(State.NEEDS_INFORMATION), State.OPENED, SENDER, ("report:send", "referral:send")
    ),
    "start_work": Rule(
        _states(State.ACCEPTED), State.IN_WORK, RECIPIENT, ("referral:work", "referral:answer")
    ),
    "finish": Rule(
        _states(State.ACCEPTED, State.IN_WORK),
        State.DONE,
        RECIPIENT,
        ("referral:work", "referral:answer"),
    ),
    # The body that is not competent passes a report on itself and tells the sender …
    "forward": Rule(
        _states(State.OPENED, State.NEEDS_INFORMATION),
        State.FORWARDED,
        RECIPIENT,
        ("referral:answer",),
        kinds=frozenset({Kind.REPORT}),
    ),
    # … anything else goes on only when the sender has confirmed it.
    "propose_forward": Rule(
        _states(State.OPENED, State.NEEDS_INFORMATION),
        State.AWAITING_COMPETENT,
        RECIPIENT,
        ("referral:answer",),
        kinds=_UPON_REQUEST,
    ),
    "confirm_forward": Rule(
        _states(State.AWAITING_COMPETENT),
        State.FORWARDED,
        SENDER,
        ("referral:send",),
        kinds=_UPON_REQUEST,
    ),
    "have_no_place": Rule(
        _states(State.OPENED, State.NEEDS_INFORMATION),
        State.NO_PLACE,
        RECIPIENT,
        ("referral:answer",),
        kinds=frozenset({Kind.REFERRAL}),
    ),
    "withdraw": Rule(
        _states(State.SENT, State.OPENED, State.NEEDS_INFORMATION, State.AWAITING_COMPETENT),
        State.WITHDRAWN,
        SENDER,
        ("report:send", "referral:send"),
    ),
    "withdraw_agreement": Rule(
        _states(
            State.SENT, State.OPENED, State.NEEDS_INFORMATION, State.AWAITING_COMPETENT,
            State.ACCEPTED, State.IN_WORK,
        ),
        State.WITHDRAWN,
        SENDER,
        ("referral:send",),
        resting_on=RestsOn.AGREEMENT,
    ),
    # A report never expires: it does not rest on an agreement that could end.
    "expire": Rule(
        _states(State.SENT, State.OPENED, State.NEEDS_INFORMATION),
        State.EXPIRED,
        SYSTEM,
        ("clock:escalate",),
        resting_on=RestsOn.AGREEMENT,
    ),
}  # fmt: skip
