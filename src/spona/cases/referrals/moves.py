"""The one table of moves: the code obeys it, the documentation and the diagram are made of it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from django.db import models
from django.utils.translation import gettext_lazy as _

from spona.cases.consent.rests_on import RestsOn


class State(models.TextChoices):
    DRAFT = "draft", _("draft")
    AWAITING_APPROVAL = "awaiting_approval", _("waits for a second person")
    STANDBY = "standby", _("named as the second")
    SENT = "sent", _("sent")
    OPENED = "opened", _("opened")
    NEEDS_INFORMATION = "needs_information", _("needs more information")
    ACCEPTED = "accepted", _("accepted")
    IN_WORK = "in_work", _("in work")
    DONE = "done", _("closed")
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
# Who hands it over on paper: the sender, or the institution that passed it on on paper.
PAPER = "paper"
WAITING: Final = frozenset({State.SENT, State.OPENED, State.NEEDS_INFORMATION})
TAKEN: Final = frozenset({State.ACCEPTED, State.IN_WORK})
# Nobody at the recipient has a key yet; the rows are the sender's alone.
BEFORE_SENDING: Final = frozenset({State.AWAITING_APPROVAL, State.STANDBY})
CLOSED: Final = frozenset(
    {State.DONE, State.FORWARDED, State.NO_PLACE, State.WITHDRAWN, State.EXPIRED}
)
# Somebody has it, or should.
STANDING: Final = WAITING | TAKEN | {State.AWAITING_COMPETENT}
# Moves of a recipient that the sender may write down, where the recipient cannot.
SECOND_HAND: Final = frozenset(
    {
        "open_packet", "accept", "ask_more", "give_feedback", "forward", "propose_forward",
        "have_no_place", "finish",
    }
)  # fmt: skip
# Only of what went on paper.
ON_PAPER: Final = frozenset({"deliver", "send_packet"})
# Verbs by which one side asks and the other answers.
ASKS: Final = frozenset({"ask_more", "give_feedback"})
ANSWERS: Final = frozenset({"supply_more", "answer_question"})
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
    # What rests on something else than agreement is looked at by a second person first …
    "prepare": Rule(_states(State.DRAFT), State.AWAITING_APPROVAL, SENDER, ("referral:send",)),
    "approve": Rule(
        _states(State.AWAITING_APPROVAL), State.SENT, SENDER, ("referral:answer",)
    ),
    "refuse_approval": Rule(
        _states(State.AWAITING_APPROVAL), State.WITHDRAWN, SENDER, ("referral:answer",)
    ),
    # … and for what is urgent a second recipient may be named beforehand.
    "name_second": Rule(_states(State.DRAFT), State.STANDBY, SENDER, ("referral:send",)),
    "stand_in": Rule(_states(State.STANDBY), State.SENT, SYSTEM, ("clock:escalate",)),
    "fall_away": Rule(_states(State.STANDBY), State.WITHDRAWN, SYSTEM, ("clock:escalate",)),
    "open_packet": Rule(_states(State.SENT), State.OPENED, RECIPIENT, ("referral:open",)),
    "accept": Rule(
        _states(State.OPENED, State.NEEDS_INFORMATION),
        State.ACCEPTED,
        RECIPIENT,
        ("referral:answer",),
    ),
    # Before acceptance a question stops the deadline; while one works on it nothing stops …
    "ask_more": Rule(
        _states(State.OPENED), State.NEEDS_INFORMATION, RECIPIENT, ("referral:answer",)
    ),
    "give_feedback": Rule(
        _states(State.NEEDS_INFORMATION, State.ACCEPTED, State.IN_WORK),
        None,
        RECIPIENT,
        ("referral:answer", "referral:work"),
    ),
    # … and the answer starts it again.
    "supply_more": Rule(
        _states(State.NEEDS_INFORMATION), State.OPENED, SENDER, ("report:send", "referral:send")
    ),
    "answer_question": Rule(
        _states(State.ACCEPTED, State.IN_WORK), None, SENDER, ("report:send", "referral:send")
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
    "open_to_forward": Rule(
        _states(State.OPENED, State.NEEDS_INFORMATION),
        None,
        RECIPIENT,
        ("referral:answer",),
        kinds=frozenset({Kind.REPORT}),
        resting_on=RestsOn.DUTY,
    ),
    "forward": Rule(
        _states(State.OPENED, State.NEEDS_INFORMATION),
        State.FORWARDED,
        RECIPIENT,
        ("referral:answer",),
        kinds=frozenset({Kind.REPORT}),
        resting_on=RestsOn.DUTY,
    ),
    # … on paper, where nobody there can open it: it was handed over, told to whom, reply by when …
    "forward_on_paper": Rule(
        _states(State.OPENED, State.NEEDS_INFORMATION),
        State.FORWARDED,
        RECIPIENT,
        ("referral:answer",),
        kinds=frozenset({Kind.REPORT}),
        resting_on=RestsOn.DUTY,
    ),
    # … anything else goes on only when the sender has confirmed it.
    "propose_forward": Rule(
        _states(State.OPENED, State.NEEDS_INFORMATION),
        State.AWAITING_COMPETENT,
        RECIPIENT,
        ("referral:answer",),
    ),
    "confirm_forward": Rule(
        _states(State.AWAITING_COMPETENT),
        State.FORWARDED,
        SENDER,
        ("report:send", "referral:send"),
    ),
    "refuse_forward": Rule(
        _states(State.AWAITING_COMPETENT), State.OPENED, SENDER, ("report:send", "referral:send")
    ),
    # … or named the second one beforehand.
    "hand_to_second": Rule(
        _states(State.OPENED, State.NEEDS_INFORMATION),
        State.FORWARDED,
        RECIPIENT,
        ("referral:answer",),
        kinds=_UPON_REQUEST,
    ),
    "pass_over": Rule(
        _states(State.SENT), State.FORWARDED, SYSTEM, ("clock:escalate",), kinds=_UPON_REQUEST
    ),
    "have_no_place": Rule(
        _states(State.OPENED, State.NEEDS_INFORMATION),
        State.NO_PLACE,
        RECIPIENT,
        ("referral:answer",),
        kinds=frozenset({Kind.REFERRAL}),
    ),
    "withdraw": Rule(
        _states(
            State.SENT, State.OPENED, State.NEEDS_INFORMATION, State.AWAITING_COMPETENT,
            State.AWAITING_APPROVAL,
        ),
        State.WITHDRAWN,
        SENDER,
        ("report:send", "referral:send"),
    ),
    "withdraw_agreement": Rule(
        _states(
            State.SENT, State.OPENED, State.NEEDS_INFORMATION, State.AWAITING_COMPETENT,
            State.ACCEPTED, State.IN_WORK, State.STANDBY,
            # What is over, for the keys of what was sent are not over by that.
            State.DONE, State.NO_PLACE, State.FORWARDED,
        ),
        State.WITHDRAWN,
        SENDER,
        ("report:send", "referral:send"),
        resting_on=RestsOn.AGREEMENT,
    ),
    "end_agreement": Rule(
        _states(State.ACCEPTED, State.IN_WORK),
        State.WITHDRAWN,
        SYSTEM,
        ("clock:escalate",),
        resting_on=RestsOn.AGREEMENT,
    ),
    # Where nobody at the recipient can open anything: it was handed over, and told to whom …
    "deliver": Rule(_states(State.SENT), None, PAPER, ("report:send", "referral:send")),
    # … and when they have connected, the same packet is sealed to them.
    "send_packet": Rule(
        _states(
            State.SENT, State.OPENED, State.NEEDS_INFORMATION, State.AWAITING_COMPETENT,
            State.ACCEPTED, State.IN_WORK,
        ),
        None,
        PAPER,
        ("report:send", "referral:send"),
    ),
    # A report never expires: it does not rest on an agreement that could end.
    "expire": Rule(
        _states(
            State.SENT, State.OPENED, State.NEEDS_INFORMATION, State.AWAITING_COMPETENT,
            State.STANDBY,
        ),
        State.EXPIRED,
        SYSTEM,
        ("clock:escalate",),
        resting_on=RestsOn.AGREEMENT,
    ),
}  # fmt: skip
