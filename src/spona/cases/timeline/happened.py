"""What has happened with a referral, told from its moves. People are named at home only."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Final
from uuid import UUID

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from spona.access.actor import Actor
from spona.cases.referrals.actions.work import OUTCOMES
from spona.cases.referrals.models import Move, Referral

_SAYS: Final[dict[str, tuple[str, str | Promise]]] = {
    "send": ("send", gettext_lazy("%(who)s: sent")),
    "open_packet": ("eye", gettext_lazy("%(who)s: received and opened")),
    "accept": ("check", gettext_lazy("%(who)s: taken over")),
    "start_work": ("progress", gettext_lazy("%(who)s: work has begun")),
    "give_feedback": ("message-circle", gettext_lazy("%(who)s asks or tells:")),
    "finish": ("check", gettext_lazy("%(who)s: closed")),
}


@dataclass(frozen=True, slots=True)
class Happening:
    """One line. `text` is what somebody wrote, where the reader can open it."""

    at: datetime
    icon: str
    sentence: str
    text: str
    verb: str


@dataclass(frozen=True, slots=True)
class Feedback:
    """One of the four things a sender hears: `state` done or ahead; `asks`: it wants an answer."""

    label: str
    state: str
    at: datetime | None
    text: str = ""
    asks: bool = False


def moves_of(referral: Referral) -> list[Move]:
    """The moves in their order, with who made them; one query."""
    return list(referral.moves.select_related("by_member__person", "institution"))


def happened(moves: list[Move], texts: Mapping[UUID, str], *, reader: Actor) -> list[Happening]:
    """Oldest first. `texts` maps a move to the opened words that went with it."""
    return [_line(move, texts.get(move.pk, ""), reader) for move in moves]


def feedback(referral: Referral, moves: list[Move], texts: Mapping[UUID, str]) -> list[Feedback]:
    """Received, taken over, what is asked of you, closed: with time, and no word on the person."""
    asked = [move for move in moves if move.verb == "give_feedback"]
    found = [
        _point(_("Received"), referral.opened_at),
        _point(_("Taken over"), referral.accepted_at, _text(moves, texts, "accept")),
    ]
    found += [
        Feedback(_("What is asked of you"), "done", move.at, texts.get(move.pk, ""), asks=True)
        for move in asked
    ]
    label = _("Closed")
    if referral.outcome in OUTCOMES:
        label = f"{label}: {OUTCOMES[referral.outcome]}"
    found.append(_point(label, referral.closed_at, _text(moves, texts, "finish")))
    return found


def _point(label: str, at: datetime | None, text: str = "") -> Feedback:
    return Feedback(label, "done" if at else "ahead", at, text)


def _text(moves: list[Move], texts: Mapping[UUID, str], verb: str) -> str:
    return next((texts.get(move.pk, "") for move in moves if move.verb == verb), "")


def _line(move: Move, text: str, reader: Actor) -> Happening:
    icon, sentence = _SAYS.get(move.verb, ("circle", "%(who)s"))
    ours = move.institution_id == reader.institution_id
    who = str(move.institution)
    if ours and move.by_member is not None:
        who = f"{move.by_member.person.shown_name}, {who}"
    return Happening(move.at, icon, str(sentence) % {"who": who}, text, move.verb)
