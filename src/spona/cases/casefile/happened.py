"""What has happened with a referral, told from its moves. People are named at home only."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final
from uuid import UUID

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from spona.access.actor import Actor
from spona.access.prepared_rows import PreparedRows
from spona.cases.referrals.actions.work import OUTCOMES
from spona.cases.referrals.models import Move, Referral
from spona.cases.referrals.moves import ANSWERS, ASKS, CLOSED, MOVES, TOLD, State, Told
from spona.cases.referrals.sender_state import FEEDBACK
from spona.directory.institution_names import short_name
from spona.directory.models import Institution


@dataclass(frozen=True, slots=True)
class Happening:
    """One line. `text` is what somebody wrote, where the reader can open it."""

    at: datetime
    icon: str
    sentence: str
    text: str
    verb: str
    second_hand: bool = False


# Of a version that knew more moves.
_UNKNOWN: Final = Told("circle", "%(who)s")
HANDED_OVER: Final = gettext_lazy("Handed over on paper or by phone")


@dataclass(frozen=True, slots=True)
class Feedback:
    """One of the things a sender hears, or has answered: `state` done or ahead."""

    label: str
    state: str
    at: datetime | None
    text: str = ""
    second_hand: bool = False


def moves_of(referral: Referral) -> list[Move]:
    """The moves in their order, with who made them; one query."""
    return moves_of_each([referral])[referral.pk]


def moves_of_each(referrals: Sequence[Referral]) -> dict[UUID, list[Move]]:
    """The same of several, by their ids; one query."""
    by_id = {one.pk: one for one in referrals}
    found: dict[UUID, list[Move]] = {one.pk: [] for one in referrals}
    for move in _MOVES.rows(list(by_id)):
        move.referral = by_id[move.referral_id]
        found[move.referral_id].append(move)
    return found


_MOVES: Final = PreparedRows(
    lambda referrals: (
        Move.objects.filter(referral__in=referrals)
        .select_related("by_member__person", "institution", "to_institution")
        .order_by("at")
    )
)


def happened(
    moves: list[Move],
    texts: Mapping[UUID, str],
    *,
    reader: Actor,
    sender_side: bool,
    to: Institution | None = None,
) -> list[Happening]:
    """Oldest first. `texts` maps a move to the opened words that went with it; `to`: who the
    recipient is, where the row does not tell it.
    """
    hidden = "recipient" if sender_side else "sender"
    told = [move for move in moves if TOLD.get(move.verb, _UNKNOWN).only != hidden]
    return [_line(move, texts.get(move.pk, ""), reader, sender_side, to) for move in told]


def feedback(
    referral: Referral,
    moves: list[Move],
    texts: Mapping[UUID, str],
    *,
    to: Institution | None = None,
) -> list[Feedback]:
    """Received, taken over, questions with their answers, how it ended, in the order they came.

    What is still ahead stands last, while it can still come. No word on the person.
    """
    heard = {move.verb for move in moves if move.second_hand}
    found = _received(referral, moves, heard="open_packet" in heard)
    if referral.accepted_at or referral.state not in CLOSED:
        found.append(
            _point(
                str(FEEDBACK["taken_over"]),
                referral.accepted_at,
                _text(moves, texts, "accept"),
                heard="accept" in heard,
            )
        )
    if referral.state not in CLOSED or referral.state == State.DONE:
        found.append(_closed(referral, moves, texts, heard="finish" in heard))
    labels = dict.fromkeys(ASKS, FEEDBACK["question"]) | dict.fromkeys(ANSWERS, _("Your answer"))
    found += [
        _point(
            str(labels[move.verb]) if move.verb in labels else _said(move, to=to),
            move.at,
            texts.get(move.pk, ""),
            heard=move.second_hand,
        )
        for move in moves
        if move.verb in labels or (move.verb in MOVES and MOVES[move.verb].is_feedback)
    ]
    return sorted(found, key=lambda one: (one.at is None, one.at or referral.sent_at))


def _received(referral: Referral, moves: list[Move], *, heard: bool) -> list[Feedback]:
    """Of paper that was handed over nobody says that it has not been received."""
    when = {move.verb: move.at for move in moves}
    if "open_packet" not in when and "deliver" in when:
        return [_point(str(HANDED_OVER), when["deliver"])]
    if "open_packet" not in when and referral.state in CLOSED:
        return []
    return [_point(str(FEEDBACK["received"]), referral.opened_at, heard=heard)]


def _closed(
    referral: Referral, moves: list[Move], texts: Mapping[UUID, str], *, heard: bool
) -> Feedback:
    label = str(FEEDBACK["closed"])
    if referral.outcome in OUTCOMES:
        label = f"{label}: {OUTCOMES[referral.outcome]}"
    return _point(label, referral.closed_at, _text(moves, texts, "finish"), heard=heard)


def _point(label: str, at: datetime | None, text: str = "", *, heard: bool = False) -> Feedback:
    return Feedback(label[:1].upper() + label[1:], "done" if at else "ahead", at, text, heard)


def _text(moves: list[Move], texts: Mapping[UUID, str], verb: str) -> str:
    return next((texts.get(move.pk, "") for move in moves if move.verb == verb), "")


def _line(
    move: Move, text: str, reader: Actor, sender_side: bool, to: Institution | None
) -> Happening:
    icon = TOLD.get(move.verb, _UNKNOWN).icon
    who = ""
    if move.institution_id == reader.institution_id and move.by_member is not None:
        who = move.by_member.person.shown_name
    said = _said(move, who, sender_side=sender_side, to=to)
    return Happening(move.at, icon, said, text, move.verb, move.second_hand)


def _said(
    move: Move, who: str = "", *, sender_side: bool = True, to: Institution | None = None
) -> str:
    """The sentence of a move: the institution, at home with the person's name before it."""
    told = TOLD.get(move.verb, _UNKNOWN)
    sentence = told.to_sender if sender_side and told.to_sender else told.sentence
    # They made the move; that somebody else wrote it down is said beside it.
    heard = to or move.referral.recipient_institution
    institution = heard if move.second_hand else move.institution
    # No institution: its time ran out, and the server wrote it.
    name = str(institution or "Spona")
    said = str(sentence) % {"who": f"{who}, {name}" if who and not move.second_hand else name}
    if move.to_institution is not None:
        said = f"{said} → {short_name(move.to_institution)}"
    return said
