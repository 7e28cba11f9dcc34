"""A referral as its reader may see it: opened in memory, with one line in the read log."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import Any
from uuid import UUID

from spona.access.actor import Actor
from spona.cases.case.steps.queries import next_first, open_steps
from spona.cases.casefile.happened import Feedback, Happening, feedback, happened, moves_of
from spona.cases.casefile.on_paper import OnPaper, on_paper
from spona.cases.casefile.open_steps import Step, steps_of
from spona.cases.casefile.stages import Path, path_of
from spona.cases.consent.rests_on import RestsOn
from spona.cases.referrals.actions.dispatch import WORK
from spona.cases.referrals.actions.recall import TAKEN_BACK
from spona.cases.referrals.actions.registry import SECTION as REGISTRY
from spona.cases.referrals.actions.registry import number_row
from spona.cases.referrals.actions.send import ANSWER_DEADLINE
from spona.cases.referrals.additions import ADD, HAND, not_handed_over, unread
from spona.cases.referrals.additions import SECTION as ADDITION
from spona.cases.referrals.addressee import SECTION as ADDRESSEE
from spona.cases.referrals.addressee import Addressee
from spona.cases.referrals.models import Move, Referral
from spona.cases.referrals.moves import (
    ANSWERS,
    ASKS,
    BEFORE_SENDING,
    CLOSED,
    MOVES,
    ON_PAPER,
    RECIPIENT,
    State,
)
from spona.cases.referrals.notes import SECTION as PAPER
from spona.cases.referrals.notes import Note, handed_lines
from spona.cases.referrals.onward import next_of
from spona.cases.referrals.packet import Addition, Body, Cover, Kept
from spona.cases.referrals.permissions import sides_of
from spona.cases.referrals.questions import is_asked
from spona.deadlines.queries import DeadlineView, deadline_of, view_of
from spona.directory.models import Institution, Member
from spona.identity.keyring import Keyring
from spona.tasks.queries import open_of
from spona.vault.actions import open_many
from spona.vault.models import Section

type Documents = dict[tuple[UUID, str], dict[str, Any]]


@dataclass(slots=True)
class Reading:
    """`cover`, `body`, `kept` are None where they are not for this reader, or not yet.

    `needs_reason`: an intake holder looks at what a colleague works on.
    """

    referral: Referral
    sender_side: bool
    deadline: DeadlineView | None
    # The stages of a person are for those with a basis, so a sender has none.
    path: Path | None
    moves: list[Move]
    cover: Cover | None = None
    body: Body | None = None
    # How many of the body's additions nobody of the recipient has read yet, or, on paper, were
    # not handed over yet: the last ones.
    new_additions: int = 0
    kept: Kept | None = None
    number: str = ""
    number_revision: int = 0
    needs_reason: bool = False
    happened: list[Happening] = field(default_factory=list)
    feedback: list[Feedback] = field(default_factory=list)
    verbs: frozenset[str] = frozenset()
    reader_id: UUID | None = None
    led_by: Member | None = None
    paper: OnPaper | None = None
    # Where the sender follows it after it was passed on, and who passed it on on paper.
    after: Referral | None = None
    # What has to be done next in the recipient's file.
    next_step: Step | None = None
    # To whom it went, where that was typed by name and town.
    addressee: Addressee | None = None

    @property
    def recipient(self) -> Institution:
        """To whom it goes, as its reader may know it."""
        if self.addressee is not None:
            return self.addressee.as_institution()
        return self.referral.recipient_institution

    @property
    def additions(self) -> list[tuple[Addition, bool, str]]:
        """What was added, the newest first; true where it is new to the recipient; its number."""
        found = self.body.additions if self.body else ()
        old = len(found) - self.new_additions
        return [(one, at >= old, str(at)) for at, one in enumerate(found)][::-1]

    def name_in(self, addition: str = "") -> str | None:
        """The name of the person in the packet, or in the addition of this number; None where
        nobody sent it.
        """
        if self.body is None:
            return None
        who = self.body.who
        if addition:
            who = next((one.who for one, _new, at in self.additions if at == addition), None)
        return None if who is None else str(who.get("name", ""))

    @property
    def beside_file(self) -> bool:
        """Something new was added after the report was copied into the file."""
        row = self.referral
        # What rests on agreement is never copied, neither with the rest nor later.
        copied = row.to_case_id is not None and row.rests_on == RestsOn.DUTY
        return copied and any(
            new and one.written_at and row.accepted_at and one.written_at > row.accepted_at
            for one, new, _at in self.additions
        )

    @property
    def added(self) -> bool:
        """Something was added; whether or not this reader can open it yet."""
        return any(move.verb == ADD for move in self.moves)

    @property
    def last_addition(self) -> UUID | None:
        """The move of the last one that stands on the page."""
        return next((move.pk for move in reversed(self.moves) if move.verb == ADD), None)

    @property
    def may_add(self) -> bool:
        return ADD in self.verbs

    @property
    def may_hand_addition(self) -> bool:
        """The report itself was handed over, and something that was added was not."""
        handed = self.paper is not None and self.paper.delivered
        return HAND in self.verbs and handed and self.new_additions > 0

    @property
    def passed_on_paper(self) -> bool:
        """The reader's institution has passed it on on paper and follows it for the sender."""
        return self.sender_side and self.referral.paper_institution_id == self.reader_id

    @property
    def heard(self) -> bool:
        """The state of now was typed in second-hand."""
        state = self.referral.state
        return any(move.second_hand and move.to_state == state for move in self.moves)

    @property
    def unopened(self) -> bool:
        """It has arrived and nobody of the recipient has opened it yet."""
        return not self.sender_side and self.referral.state == State.SENT

    @property
    def taken_back(self) -> bool:
        """The person or the sender has taken it back: nothing of it is to be handed on."""
        return self.referral.state in TAKEN_BACK

    @property
    def unsent(self) -> bool:
        """Nobody there may have it yet, on paper and by phone neither."""
        return self.referral.state in BEFORE_SENDING

    @property
    def asked(self) -> bool:
        """A question to the sender waits for its answer."""
        return self.referral.state not in CLOSED and is_asked(self.moves)

    @property
    def questions(self) -> list[Happening]:
        """Those that wait for an answer, as their reader may read them."""
        waiting: list[Happening] = []
        for one in self.happened:
            waiting = [*waiting, one] if one.verb in ASKS else waiting
            waiting = [] if one.verb in ANSWERS else waiting
        return waiting

    @property
    def may_ask(self) -> bool:
        return bool(self.verbs & ASKS)

    @property
    def may_answer(self) -> bool:
        return self.asked and bool(self.verbs & ANSWERS)


def read(referral: Referral, *, by: Actor, keys: Keyring, reason: str = "") -> Reading:
    """Open what this reader may read of one visible referral.

    A recipient's unopened packet is not opened here: that is a move of its own. `reason` is
    a code of `vault.reasons`, needed by a holder for what is assigned to a colleague.
    """
    sender_side = referral.recipient_institution_id != by.institution_id
    # Whether the recipient is late is seen by itself and by the coordinator only; on paper by the
    # sender, who has to call them.
    paper_side = referral.on_paper and referral.paper_side_id == by.institution_id
    hidden = sender_side and not paper_side
    deadline = None if hidden else deadline_of(ANSWER_DEADLINE, referral.subject)
    reading = Reading(
        referral,
        sender_side=sender_side,
        deadline=view_of(deadline) if deadline else None,
        path=None if sender_side else path_of(referral),
        moves=moves_of(referral),
        verbs=verbs_of(referral, by),
        reader_id=by.institution_id,
    )
    count = not_handed_over if referral.on_paper else unread
    # Of what is over nobody reads anything any more.
    reading.new_additions = 0 if referral.state in CLOSED else count(reading.moves)
    documents: Documents = {}
    if not reading.unopened:
        documents = _open(reading, by, keys, reason)
    texts = _texts(reading.moves, documents)
    reading.paper = on_paper(
        referral, reading.moves, documents, reader=by, sector=reading.recipient.sector
    )
    _name_the_typed(reading.moves, documents)
    to = reading.recipient
    reading.happened = happened(reading.moves, texts, reader=by, sender_side=sender_side, to=to)
    if reading.sender_side:
        reading.feedback = feedback(referral, reading.moves, texts, to=to)
    else:
        reading.led_by = _led_by(referral)
        reading.next_step = _next_step(referral)
    reading.after = _after(referral, by)
    return reading


def _open(reading: Reading, by: Actor, keys: Keyring, reason: str) -> Documents:
    referral = reading.referral
    numbered = number_row(referral, by)
    boxes = {referral.packet_id, *(move.message_id for move in reading.moves if move.message_id)}
    if numbered is not None:
        boxes.add(numbered.box_id)
    sections = list(
        Section.objects.visible_to(by).filter(box__in=boxes).select_related("box").order_by("id")
    )
    opened = open_many(sections, by=by, keys=keys, purpose="page", reason=reason)
    documents: Documents = {
        (section.box_id, section.name): opened[section.pk]
        for section in sections
        if section.pk in opened
    }
    reading.needs_reason = len(opened) < len(sections) and not reason
    packet = referral.packet_id
    if cover := documents.get((packet, "cover")):
        reading.cover = Cover.from_document(cover)
    if body := documents.get((packet, "body")):
        reading.body = _with_additions(Body.from_document(body), reading.moves, documents)
    if addressee := documents.get((packet, ADDRESSEE)):
        reading.addressee = Addressee.from_document(addressee)
    if kept := documents.get((packet, "kept")):
        reading.kept = Kept.from_document(kept)
    if numbered is not None and (number := documents.get((numbered.box_id, REGISTRY))):
        reading.number = str(number["number"])
        reading.number_revision = next(
            section.revision for section in sections if section.box_id == numbered.box_id
        )
    return documents


def _with_additions(body: Body, moves: list[Move], documents: Documents) -> Body:
    """The body with what was added to it, as far as this reader opens it."""
    added = (
        documents.get((move.message_id, ADDITION))
        for move in moves
        if move.message_id and move.verb == ADD and move.has_valid_mac()
    )
    opened = (Addition.from_document(one) for one in added if one)
    return replace(body, additions=(*body.additions, *opened))


def _texts(moves: list[Move], documents: Documents) -> dict[UUID, str]:
    """The words that went with a move, where this reader can open them."""
    found: dict[UUID, str] = {}
    for move in moves:
        if move.message_id is None:
            continue
        lines = []
        note = documents.get((move.message_id, PAPER))
        if note is not None and move.verb == "forward_on_paper":
            lines = handed_lines(Note.from_document(note), move.referral.network)
        if message := documents.get((move.message_id, "message")):
            lines.append(str(message["text"]))
        if lines:
            found[move.pk] = "\n".join(lines)
    return found


def _name_the_typed(moves: list[Move], documents: Documents) -> None:
    """Of a body that was typed by name and town the row tells nothing; what is shown does."""
    for move in moves:
        typed = documents.get((move.message_id, ADDRESSEE)) if move.message_id else None
        if typed is not None:
            move.to_institution = Addressee.from_document(typed).as_institution()


def _after(referral: Referral, by: Actor) -> Referral | None:
    """The next row, where it went on and this reader may see it."""
    after = next_of(referral) if referral.state == State.FORWARDED else None
    seen = after is not None and Referral.objects.visible_to(by).filter(pk=after.pk).exists()
    return after if seen else None


def _led_by(referral: Referral) -> Member | None:
    """The colleague whose task the work is; None while it lies in the queue."""
    tasks = open_of(referral.subject).filter(kind=WORK).select_related("owner__person")
    return next((task.owner for task in tasks), None)


def _next_step(referral: Referral) -> Step | None:
    """Without its words: they stand in the file."""
    if referral.to_case is None:
        return None
    return next(iter(steps_of(next_first(open_steps(referral.to_case)), {})), None)


def verbs_of(referral: Referral, by: Actor) -> frozenset[str]:
    """What this reader's buttons may say now; the actions check again."""
    # What went on paper is answered to the sender, not here; the verbs of paper are its own.
    closed = ON_PAPER if not referral.on_paper else frozenset[str]()
    return frozenset(
        verb
        for verb, rule in MOVES.items()
        if referral.state in rule.sources
        and verb not in closed
        and not (referral.on_paper and rule.side == RECIPIENT)
        and referral.kind in rule.kinds
        and rule.resting_on in (None, referral.rests_on)
        and by.institution_id in sides_of(referral, verb)
        and any(by.may(permission) for permission in rule.permissions)
    )
