"""The one table of moves: the code obeys it, the documentation and the diagram are made of it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final, Literal

from django.db import models
from django.utils.functional import Promise
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
# What a partner on paper may have said, in this order.
SECOND_HAND_ANSWERS: Final[Mapping[str, Promise]] = {
    "received": _("They have received it"),
    "taken-over": _("They have taken it over"),
    "asks": _("They ask for more"),
    "not-theirs": _("It is not theirs"),
    "no-place": _("They have no place"),
    "done": _("It is done"),
}
_ALL_KINDS: Final = frozenset(Kind)
_UPON_REQUEST: Final = frozenset({Kind.REFERRAL, Kind.TRANSFER, Kind.QUESTION})
# A file that is handed over goes whole, and a question has no file behind it.
_ADDED_TO: Final = frozenset({Kind.REPORT, Kind.REFERRAL})


@dataclass(frozen=True, slots=True)
class Told:
    """How the page of what happened tells it: `who` in a sentence is the institution, at home
    with the person's name. `only`: nobody on the other side reads of it.
    """

    icon: str
    sentence: Promise | str
    to_sender: Promise | None = None
    only: Literal["", "sender", "recipient"] = ""


@dataclass(frozen=True, slots=True)
class MoveRule:
    """From which states a verb leads where, who may do it, for what kinds, and how it is told.

    `target` None: the state stays. `permissions`: one of them is enough. `resting_on` None:
    whatever the referral rests on. `heard`: which answer the sender may write down with it where
    the recipient cannot (a key of `SECOND_HAND_ANSWERS`). `on_paper`: only of what went on paper.
    `asks` and `answers`: one side asks and the other answers. `is_feedback`: the sender hears it in
    the words of the move itself, for it ends otherwise than by being done, asks where it should
    go, or answers what was added.
    """

    sources: frozenset[State]
    target: State | None
    side: str
    permissions: tuple[str, ...]
    kinds: frozenset[Kind] = _ALL_KINDS
    resting_on: RestsOn | None = None
    told: Told = field(kw_only=True)
    heard: str = field(default="", kw_only=True)
    on_paper: bool = field(default=False, kw_only=True)
    asks: bool = field(default=False, kw_only=True)
    answers: bool = field(default=False, kw_only=True)
    is_feedback: bool = field(default=False, kw_only=True)


def _states(*states: State) -> frozenset[State]:
    return frozenset(states)


MOVES: Final[dict[str, MoveRule]] = {
    "send": MoveRule(
        _states(State.DRAFT),
        State.SENT,
        SENDER,
        ("report:send", "referral:send"),
        told=Told("send", _("%(who)s: sent")),
    ),
    # What rests on something else than agreement is looked at by a second person first …
    "prepare": MoveRule(
        _states(State.DRAFT),
        State.AWAITING_APPROVAL,
        SENDER,
        ("referral:send",),
        told=Told("circle-dashed", _("%(who)s: prepared, waits for a second person")),
    ),
    "approve": MoveRule(
        _states(State.AWAITING_APPROVAL),
        State.SENT,
        SENDER,
        ("referral:answer",),
        told=Told("check", _("%(who)s: looked at and sent")),
    ),
    "refuse_approval": MoveRule(
        _states(State.AWAITING_APPROVAL),
        State.WITHDRAWN,
        SENDER,
        ("referral:answer",),
        told=Told("arrow-back-up", _("%(who)s: not sent")),
    ),
    # … and for what is urgent a second recipient may be named beforehand.
    "name_second": MoveRule(
        _states(State.DRAFT),
        State.STANDBY,
        SENDER,
        ("referral:send",),
        told=Told("circle-dashed", _("%(who)s: named as the second")),
    ),
    "stand_in": MoveRule(
        _states(State.STANDBY),
        State.SENT,
        SYSTEM,
        ("deadline:escalate",),
        told=Told("send", _("It went to the second institution by itself")),
    ),
    "fall_away": MoveRule(
        _states(State.STANDBY),
        State.WITHDRAWN,
        SYSTEM,
        ("deadline:escalate",),
        told=Told("circle-dashed", _("Not needed any more")),
    ),
    "open_packet": MoveRule(
        _states(State.SENT),
        State.OPENED,
        RECIPIENT,
        ("referral:open",),
        told=Told("eye", _("%(who)s: received and opened")),
        heard="received",
    ),
    "accept": MoveRule(
        _states(State.OPENED, State.NEEDS_INFORMATION),
        State.ACCEPTED,
        RECIPIENT,
        ("referral:answer",),
        told=Told("check", _("%(who)s: accepted"), to_sender=_("%(who)s: taken over")),
        heard="taken-over",
    ),
    # Before acceptance a question stops the deadline; while one works on it nothing stops …
    "ask_more": MoveRule(
        _states(State.OPENED),
        State.NEEDS_INFORMATION,
        RECIPIENT,
        ("referral:answer",),
        told=Told("message-circle", _("%(who)s asks:")),
        heard="asks",
        asks=True,
    ),
    "give_feedback": MoveRule(
        _states(State.NEEDS_INFORMATION, State.ACCEPTED, State.IN_WORK),
        None,
        RECIPIENT,
        ("referral:answer", "referral:work"),
        told=Told("message-circle", _("%(who)s asks:")),
        heard="asks",
        asks=True,
    ),
    # … and the answer starts it again.
    "supply_more": MoveRule(
        _states(State.NEEDS_INFORMATION),
        State.OPENED,
        SENDER,
        ("report:send", "referral:send"),
        told=Told("message-circle", _("%(who)s answers:")),
        answers=True,
    ),
    "answer_question": MoveRule(
        _states(State.ACCEPTED, State.IN_WORK),
        None,
        SENDER,
        ("report:send", "referral:send"),
        told=Told("message-circle", _("%(who)s answers:")),
        answers=True,
    ),
    # What came up after it was sent goes to whoever has it now; nothing else changes.
    "add": MoveRule(
        STANDING,
        None,
        SENDER,
        ("report:send",),
        kinds=_ADDED_TO,
        told=Told("plus", _("%(who)s: added to it")),
    ),
    "read_addition": MoveRule(
        STANDING,
        None,
        RECIPIENT,
        ("referral:open", "referral:work", "referral:answer"),
        kinds=_ADDED_TO,
        told=Told("eye", _("%(who)s: read what was added")),
        is_feedback=True,
    ),
    "hand_addition": MoveRule(
        STANDING,
        None,
        PAPER,
        ("report:send", "referral:send"),
        kinds=_ADDED_TO,
        told=Told("file-text", _("%(who)s: handed over on paper what was added"), only="sender"),
        on_paper=True,
    ),
    "start_work": MoveRule(
        _states(State.ACCEPTED),
        State.IN_WORK,
        RECIPIENT,
        ("referral:work", "referral:answer"),
        told=Told("progress", _("%(who)s: work has begun"), only="recipient"),
    ),
    "finish": MoveRule(
        _states(State.ACCEPTED, State.IN_WORK),
        State.DONE,
        RECIPIENT,
        ("referral:work", "referral:answer"),
        told=Told("check", _("%(who)s: closed")),
        heard="done",
    ),
    # The body that is not competent passes a report on itself and tells the sender …
    "open_to_forward": MoveRule(
        _states(State.OPENED, State.NEEDS_INFORMATION),
        None,
        RECIPIENT,
        ("referral:answer",),
        kinds=frozenset({Kind.REPORT}),
        resting_on=RestsOn.DUTY,
        told=Told("key", _("%(who)s: opened it to see for whom it is"), only="recipient"),
    ),
    "forward": MoveRule(
        _states(State.OPENED, State.NEEDS_INFORMATION),
        State.FORWARDED,
        RECIPIENT,
        ("referral:answer",),
        kinds=frozenset({Kind.REPORT}),
        resting_on=RestsOn.DUTY,
        told=Told("arrow-forward-up", _("%(who)s: not competent, passed on")),
        heard="not-theirs",
        is_feedback=True,
    ),
    # … on paper, where nobody there can open it: it was handed over, told to whom, reply by when …
    "forward_on_paper": MoveRule(
        _states(State.OPENED, State.NEEDS_INFORMATION),
        State.FORWARDED,
        RECIPIENT,
        ("referral:answer",),
        kinds=frozenset({Kind.REPORT}),
        resting_on=RestsOn.DUTY,
        told=Told("arrow-forward-up", _("%(who)s: not competent, forwarded on paper")),
        is_feedback=True,
    ),
    # … anything else goes on only when the sender has confirmed it.
    "propose_forward": MoveRule(
        _states(State.OPENED, State.NEEDS_INFORMATION),
        State.AWAITING_COMPETENT,
        RECIPIENT,
        ("referral:answer",),
        told=Told("hourglass", _("%(who)s: not competent, says for whom it is")),
        heard="not-theirs",
        is_feedback=True,
    ),
    "confirm_forward": MoveRule(
        _states(State.AWAITING_COMPETENT),
        State.FORWARDED,
        SENDER,
        ("report:send", "referral:send"),
        told=Told("arrow-forward-up", _("%(who)s: sent it on")),
        is_feedback=True,
    ),
    "refuse_forward": MoveRule(
        _states(State.AWAITING_COMPETENT),
        State.OPENED,
        SENDER,
        ("report:send", "referral:send"),
        told=Told("arrow-back-up", _("%(who)s: it stays there")),
    ),
    # … or named the second one beforehand.
    "hand_to_second": MoveRule(
        _states(State.OPENED, State.NEEDS_INFORMATION),
        State.FORWARDED,
        RECIPIENT,
        ("referral:answer",),
        kinds=_UPON_REQUEST,
        told=Told("arrow-forward-up", _("%(who)s: not competent, went to the second")),
        is_feedback=True,
    ),
    "pass_over": MoveRule(
        _states(State.SENT),
        State.FORWARDED,
        SYSTEM,
        ("deadline:escalate",),
        kinds=_UPON_REQUEST,
        told=Told("arrow-forward-up", _("Nobody opened it; it went to the second institution")),
        is_feedback=True,
    ),
    "have_no_place": MoveRule(
        _states(State.OPENED, State.NEEDS_INFORMATION),
        State.NO_PLACE,
        RECIPIENT,
        ("referral:answer",),
        kinds=frozenset({Kind.REFERRAL}),
        told=Told("arrow-back-up", _("%(who)s: no place")),
        heard="no-place",
        is_feedback=True,
    ),
    "withdraw": MoveRule(
        _states(
            State.SENT,
            State.OPENED,
            State.NEEDS_INFORMATION,
            State.AWAITING_COMPETENT,
            State.AWAITING_APPROVAL,
        ),
        State.WITHDRAWN,
        SENDER,
        ("report:send", "referral:send"),
        told=Told("arrow-back-up", _("%(who)s: taken back")),
    ),
    "withdraw_agreement": MoveRule(
        _states(
            State.SENT,
            State.OPENED,
            State.NEEDS_INFORMATION,
            State.AWAITING_COMPETENT,
            State.ACCEPTED,
            State.IN_WORK,
            State.STANDBY,
            # What is over, for the keys of what was sent are not over by that.
            State.DONE,
            State.NO_PLACE,
            State.FORWARDED,
        ),
        State.WITHDRAWN,
        SENDER,
        ("report:send", "referral:send"),
        resting_on=RestsOn.AGREEMENT,
        told=Told("arrow-back-up", _("The person does not agree any more")),
    ),
    "end_agreement": MoveRule(
        _states(State.ACCEPTED, State.IN_WORK),
        State.WITHDRAWN,
        SYSTEM,
        ("deadline:escalate",),
        resting_on=RestsOn.AGREEMENT,
        told=Told("hourglass", _("The agreement has ended")),
    ),
    # Where nobody at the recipient can open anything: it was handed over, and told to whom …
    "deliver": MoveRule(
        _states(State.SENT),
        None,
        PAPER,
        ("report:send", "referral:send"),
        told=Told("file-text", _("%(who)s: handed over on paper")),
        on_paper=True,
    ),
    # … and when they have connected, the same packet is sealed to them.
    "send_packet": MoveRule(
        _states(
            State.SENT,
            State.OPENED,
            State.NEEDS_INFORMATION,
            State.AWAITING_COMPETENT,
            State.ACCEPTED,
            State.IN_WORK,
        ),
        None,
        PAPER,
        ("report:send", "referral:send"),
        told=Told("send", _("%(who)s: sent it here, they have connected")),
        on_paper=True,
    ),
    # A report never expires: it does not rest on an agreement that could end.
    "expire": MoveRule(
        _states(
            State.SENT,
            State.OPENED,
            State.NEEDS_INFORMATION,
            State.AWAITING_COMPETENT,
            State.STANDBY,
        ),
        State.EXPIRED,
        SYSTEM,
        ("deadline:escalate",),
        resting_on=RestsOn.AGREEMENT,
        told=Told("hourglass", _("The agreement has ended, nobody had accepted")),
    ),
}

# Moves of a recipient that the sender may write down, where the recipient cannot.
SECOND_HAND: Final = frozenset(verb for verb, rule in MOVES.items() if rule.heard)
ON_PAPER: Final = frozenset(verb for verb, rule in MOVES.items() if rule.on_paper)
ASKS: Final = frozenset(verb for verb, rule in MOVES.items() if rule.asks)
ANSWERS: Final = frozenset(verb for verb, rule in MOVES.items() if rule.answers)

# What is written down of a referral and moves nothing.
NOTED: Final[Mapping[str, Told]] = {
    "log_call": Told("phone", _("%(who)s: called or went there"), only="sender"),
    "recall_paper": Told("phone", _("%(who)s: asked for the paper back"), only="sender"),
    "add_scan": Told("paperclip", _("%(who)s: put the signed paper here"), only="sender"),
    "give_reason": Told("key", _("%(who)s opened it for another reason:"), only="recipient"),
}
TOLD: Final[Mapping[str, Told]] = {**NOTED, **{verb: one.told for verb, one in MOVES.items()}}
