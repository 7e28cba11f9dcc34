"""What went on paper, as its sender reads it: whom they reached, what was answered, what came back.

Of whom it is only the sender's: nobody at the recipient has a key to any of it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Final
from uuid import UUID

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from spona.access.actor import Actor
from spona.cases.case.attached import Attached
from spona.cases.case.models import Case
from spona.cases.identification.queries import CENTRE
from spona.cases.referrals.actions.recall import TAKEN_BACK
from spona.cases.referrals.actions.scans import SCAN
from spona.cases.referrals.actions.scans import SECTION as SCAN_SECTION
from spona.cases.referrals.additions import HAND
from spona.cases.referrals.messages import SECTION as MESSAGE
from spona.cases.referrals.models import Move, Referral
from spona.cases.referrals.moves import (
    CLOSED,
    MOVES,
    SECOND_HAND_ANSWERS,
    STANDING,
    TAKEN,
    WAITING,
    Kind,
    State,
)
from spona.cases.referrals.notes import HANDED, HEARD, NOT_REACHED, RESULTS, SECTION, Note
from spona.cases.referrals.passing import GIVES_PLACES
from spona.cases.referrals.permissions import may_write_on_paper, opens_by

type Documents = Mapping[tuple[UUID, str], dict[str, Any]]

TO_SENDER: Final[Mapping[str, Promise]] = {
    State.SENT: _("It was handed over on paper. What they answer, you write down here."),
    State.OPENED: _("They have received it on paper. Ask whether they take it over."),
    State.ACCEPTED: _("They have taken it over, on paper. What comes of it, you write down here."),
}
ADDED: Final = _("What was added")
NOT_HANDED_OVER: Final = _("It is ready on paper. Call, hand it over, and write down to whom.")


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of the list of calls: how, and by whom at home it was written down, in words.

    `said` is the answer of a second-hand one; `text` what they asked or told.
    """

    how: str | Promise
    note: Note
    by: str
    said: str = ""
    text: str = ""
    second_hand: bool = False

    @property
    def at(self) -> datetime:
        return self.note.at


@dataclass(slots=True)
class OnPaper:
    """`now`: it is on paper today; it may also have been, before they connected."""

    now: bool
    delivered: bool
    may_write: bool = False
    may_scan: bool = False
    may_send: bool = False
    # It was taken back, and nobody has said yet what became of the paper.
    may_recall: bool = False
    entries: list[Entry] = field(default_factory=list)
    scans: list[Attached] = field(default_factory=list)
    answers: list[tuple[str, str | Promise]] = field(default_factory=list)
    # The file in which the decision of the Centre is written down, which is an answer too.
    decide_in: str = ""


def on_paper(
    referral: Referral, moves: list[Move], documents: Documents, *, reader: Actor, sector: str
) -> OnPaper | None:
    """None for what never went on paper, and for everybody but the sender's people."""
    delivered = any(move.verb == "deliver" for move in moves)
    if not (referral.on_paper or delivered):
        return None
    if reader.institution_id != referral.paper_side_id:
        return None
    may = may_write_on_paper(reader)
    open_now = referral.on_paper and referral.state not in CLOSED and may
    found = OnPaper(referral.on_paper, delivered, may_write=open_now, may_scan=may and delivered)
    found.may_send = (
        open_now
        and referral.state in STANDING
        and opens_by(referral.recipient_institution, referral.network)
    )
    if open_now and delivered:
        found.answers = [
            (code, SECOND_HAND_ANSWERS[code]) for code in possible(referral, sector=sector)
        ]
        if sector == CENTRE and referral.kind == Kind.REFERRAL and referral.from_case_id:
            case = Case.objects.visible_to(reader).filter(pk=referral.from_case_id).first()
            found.decide_in = case.reference if case is not None else ""
    if delivered and may and referral.state in TAKEN_BACK:
        found.may_recall = not any(
            note.result not in ("", NOT_REACHED) for note in _notes(moves, documents)
        )
    for move in moves:
        if note := documents.get((move.message_id, SECTION)) if move.message_id else None:
            found.entries.append(_entry(move, Note.from_document(note), documents))
        if move.verb == SCAN and move.message_id:
            scan = documents.get((move.message_id, SCAN_SECTION))
            found.scans += [Attached.of(scan)] if scan else []
    return found


def possible(referral: Referral, *, sector: str) -> list[str]:
    """Codes of `SECOND_HAND_ANSWERS` that the table of moves allows now, at once or after
    "received"; `sector` of the recipient, which the row does not tell where it was typed.
    """
    state, kind = State(referral.state), Kind(referral.kind)
    waits, taken = state in WAITING, state in TAKEN
    gives = sector in GIVES_PLACES
    allowed = {
        "received": state in MOVES["open_packet"].sources,
        "taken-over": waits,
        "asks": waits or taken,
        "not-theirs": waits,
        "no-place": waits and gives and kind in MOVES["have_no_place"].kinds,
        "done": waits or taken,
    }
    return [code for code in SECOND_HAND_ANSWERS if allowed[code]]


def _heard(move: Move) -> str:
    """The answer that a second-hand move writes down."""
    rule = MOVES.get(move.verb) if move.second_hand else None
    return str(SECOND_HAND_ANSWERS[rule.heard]) if rule and rule.heard else ""


def lead(referral: Referral, paper: OnPaper) -> str:
    """The first line of the page; empty where the usual one is right."""
    if not paper.delivered and referral.state == State.SENT:
        return str(NOT_HANDED_OVER)
    return str(TO_SENDER.get(referral.state, ""))


def _notes(moves: list[Move], documents: Documents) -> list[Note]:
    found = (documents.get((one.message_id, SECTION)) for one in moves if one.message_id)
    return [Note.from_document(one) for one in found if one]


def _entry(move: Move, note: Note, documents: Documents) -> Entry:
    words = HANDED if move.verb in ("deliver", HAND) else HEARD
    who = move.by_member.person.shown_name if move.by_member else ""
    message = documents.get((move.message_id, MESSAGE), {}) if move.message_id else {}
    return Entry(
        words.get(note.how, ""),
        note,
        who,
        said=str(RESULTS.get(note.result, ADDED if move.verb == HAND else _heard(move))),
        text=note.text or str(message.get("text", "")),
        second_hand=move.second_hand or note.result not in ("", NOT_REACHED),
    )
