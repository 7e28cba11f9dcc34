"""The writer comes back with the code: reads the thread, adds words, adds a file."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from itertools import takewhile

from django.db.models import F
from django.utils.translation import gettext as _

from spona import audit, deadlines
from spona.access.actor import Actor
from spona.access.denied import Denied
from spona.cases.referrals.packet import Body, Cover
from spona.directory.models import Institution
from spona.reference.models.signed import verify_rows
from spona.tipline.models import Addressee, Message, State, Tip
from spona.tipline.payload_schemas import (
    BODY,
    COVER,
    FIRST_MESSAGE,
    MESSAGE,
    SAID,
    FirstMessage,
    Said,
)
from spona.tipline.recipients import side_of
from spona.tipline.telling import tell_holders
from spona.tipline.waiting import running_deadline, wait_for_reading
from spona.vault.actions import OpenedBox, create_box, open_with_code, to_code
from spona.vault.files import StoredFile
from spona.vault.receipt_code_input import plain

# So many files one thread takes: a full disk would stop everybody.
MOST_FILES = 20
# So much is added without an answer in between: whoever reads draws all of it on one page.
MOST_ADDED = 100


@dataclass(frozen=True, slots=True)
class Turn:
    """One entry of the thread as the writer sees it; no `institution`: they wrote it."""

    at: datetime
    said: Said
    institution: Institution | None = None


@dataclass(frozen=True, slots=True)
class Visit:
    """What a code opened. `cover` and `body` are those of a report with a name, else None."""

    tip: Tip
    first_message: FirstMessage = field(repr=False)
    turns: list[Turn] = field(repr=False)
    cover: Cover | None = field(default=None, repr=False)
    body: Body | None = field(default=None, repr=False)

    @property
    def answer(self) -> Turn | None:
        """What an institution wrote last, where the writer has added nothing since."""
        last = self.turns[-1] if self.turns else None
        return last if last and last.institution and last.said.text else None

    @property
    def unanswered(self) -> int:
        """How much the writer has added since an institution wrote last."""
        added = takewhile(lambda turn: turn.institution is None, reversed(self.turns))
        return sum(1 for _turn in added)


def come_back(code: str, *, by: Actor) -> Visit:
    """Open the thread that a typed code leads to, and note the day of the visit.

    Denied with one and the same sentence, after the same slow step, for every code that opens
    nothing. The log of the reading comes first (`vault.actions.open_with_code`).
    """
    opened = open_with_code(plain(code), by=by)
    rows = Tip.objects.select_related("network", "institution", "code", "box")
    tip = rows.filter(box__in=[one.box.pk for one in opened]).first()
    if tip is None:
        raise Denied(_("This code opens nothing. Check each symbol; it may also have run out."))
    today = deadlines.today()
    if tip.last_visit_on < today:
        with audit.transaction():
            Tip.objects.filter(pk=tip.pk, last_visit_on__lt=today).update(last_visit_on=today)
    documents = {one.box.pk: one.documents for one in opened}
    own = documents[tip.box_id]
    return Visit(
        tip,
        FirstMessage.from_document(own[FIRST_MESSAGE]),
        _turns(tip, opened),
        Cover.from_document(own[COVER]) if COVER in own else None,
        Body.from_document(own[BODY]) if BODY in own else None,
    )


def write_more(visit: Visit, said: Said, *, by: Actor) -> Message:
    """Add words to the thread: sealed to those who can read it now, and to the code.

    Denied where nobody there can open anything any more; what was typed stays on the page.
    A closed thread opens again.
    """
    return _add(visit, said, [], by=by)


def add_file(visit: Visit, stored: StoredFile, *, by: Actor) -> Message:
    """Add a file that was sealed while it came in."""
    files = sum(len(turn.said.files) for turn in visit.turns)
    if files >= MOST_FILES:
        raise Denied(_("There are 20 files already. Describe in words what else you have."))
    return _add(visit, Said(SAID, files=(stored,)), [stored], by=by)


def _add(visit: Visit, said: Said, stored: list[StoredFile], *, by: Actor) -> Message:
    if visit.unanswered >= MOST_ADDED:
        raise Denied(
            _("You have added very much that is not answered yet. Write a new message, or call.")
        )
    with audit.transaction() as log:
        tip = Tip.objects.select_for_update(of=("self",)).get(pk=visit.tip.pk)
        verify_rows(tip)
        sides = {one: side_of(tip, one.institution_id) for one in _readers(tip)}
        readers = [one for one, side in sides.items() if side]
        if not readers:
            raise Denied(
                _("Nobody there can read here at the moment. Call one of the numbers instead.")
            )
        box = create_box(
            "response",
            owner=tip.institution_id,
            sections={MESSAGE: said.to_document()},
            grants={
                MESSAGE: [*(each for side in sides.values() for each in side), to_code(tip.code)]
            },
            by=by,
            reference=tip.reference,
            stored=stored,
        )
        message = Message.objects.create(tip=tip, box=box, at=deadlines.now())
        if tip.state == State.CLOSED:
            tip.state = State.TAKEN if tip.institution_id else State.READ
            tip.closed_at = None
            tip.save(update_fields=["state", "closed_at"])
        for one in readers:
            # What is added while the deadline of the first words runs begins no other one.
            wait_for_reading(one, running_deadline(one), by=by)
            log.record("tip:added", by=by, subject=("tip", tip.pk), lane=one.institution_id)
        tell_holders(tip, [one.institution for one in readers], "arrived", by=by)
    return message


def _readers(tip: Tip) -> list[Addressee]:
    """The one that has taken it over, else all who still may; `side_of` asks their keys."""
    rows = tip.addressees.filter(ended_at=None).select_related("institution", "tip__network")
    return list(rows.order_by("institution__code"))


def _turns(tip: Tip, opened: list[OpenedBox]) -> list[Turn]:
    documents = {one.box.pk: one.documents for one in opened if one.box.pk != tip.box_id}
    rows = tip.messages.filter(box__in=documents).select_related("institution")
    return [
        Turn(row.at, Said.from_document(documents[row.box_id][MESSAGE]), row.institution)
        for row in rows.order_by(F("at").asc(), "id")
    ]
