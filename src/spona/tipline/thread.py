"""A thread as an intake holder may read it: opened in memory, one line in the read log."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Final
from uuid import UUID

from spona.access.actor import Actor
from spona.cases.referrals.packet import Body, Cover
from spona.deadlines.queries import DeadlineView, view_of
from spona.identity.keyring import Keyring
from spona.tipline.covers import Head, heads_of
from spona.tipline.models import Addressee, Message, State, Tip
from spona.tipline.origins import institution_name
from spona.tipline.payload_schemas import (
    BODY,
    CALLED,
    COVER,
    FIRST_MESSAGE,
    MESSAGE,
    FirstMessage,
    Said,
)
from spona.tipline.waiting import running_deadline
from spona.vault.actions import open_many
from spona.vault.models import Section

# Whether a reporter with a name was called back: what the calls in a thread say, nothing more.

VERIFIED, UNKNOWN_THERE, NOT_YET = "verified", "unknown_there", "not_yet"
_ANSWERS: Final = {"yes": VERIFIED, "no": UNKNOWN_THERE}


@dataclass(frozen=True, slots=True)
class Verification:
    """`state` is one of the three above; `number` and `at` are those of the call that decided."""

    state: str = NOT_YET
    number: str = ""
    at: datetime | None = None


def verification_of(turns: Sequence[Turn]) -> Verification:
    """By the last call in which somebody there said yes or no; an unanswered one proves nothing."""
    for turn in reversed(turns):
        call = turn.said.call
        if turn.said.purpose == CALLED and call.get("reached") == "reached":
            state = _ANSWERS.get(call.get("from_there", ""))
            if state is not None:
                return Verification(state, call.get("number", ""), turn.message.at)
    return Verification()


type Documents = dict[tuple[UUID, str], dict[str, Any]]


@dataclass(frozen=True, slots=True)
class Turn:
    """One entry of the thread, the oldest first. `message.institution` None: the writer."""

    message: Message
    said: Said = field(repr=False)


@dataclass(slots=True)
class Thread:
    """`word` None: nobody of the own institution has opened it yet; of a report with a name its
    list shows `head`. `body` None: there is none, or it opens when the tip is taken over (`held`).
    `news`: what was added and not yet opened. `others`: how many institutions read it besides.
    `institution`: that of a reporter with a name, in the language of the reader.
    """

    tip: Tip
    own: Addressee
    deadline: DeadlineView | None
    first_message: FirstMessage | None = field(default=None, repr=False)
    cover: Cover | None = field(default=None, repr=False)
    body: Body | None = field(default=None, repr=False)
    turns: list[Turn] = field(default_factory=list, repr=False)
    held: bool = False
    news: int = 0
    others: int = 0
    institution: str = ""
    head: Head | None = field(default=None, repr=False)

    @property
    def ours(self) -> bool:
        """The own institution answers here."""
        return self.tip.institution_id == self.own.institution_id

    @property
    def may_call(self) -> bool:
        """There is a name to ask for, and nobody else has taken it over."""
        named = self.first_message is not None and self.first_message.origin is not None
        return named and self.open and (self.ours or self.tip.institution_id is None)

    @property
    def verification(self) -> Verification | None:
        """Of a reporter with a name; None where nobody gave one, or nothing was opened yet."""
        named = self.first_message is not None and self.first_message.origin is not None
        return verification_of(self.turns) if named else None

    @property
    def open(self) -> bool:
        return self.tip.state != State.CLOSED


def read(tip: Tip, *, by: Actor, keys: Keyring) -> Thread:
    """Open what was marked as opened (`actions.open_tip`), and nothing that arrived since."""
    rows = tip.addressees.select_related("institution", "tip__network")
    own = rows.get(institution_id=str(by.institution_id))
    deadline = running_deadline(own)
    thread = Thread(tip, own, view_of(deadline) if deadline else None)
    messages = list(tip.messages.select_related("institution"))
    thread.news = sum(1 for one in messages if one.institution_id is None and one.read_at is None)
    thread.others = rows.filter(ended_at=None).exclude(pk=own.pk).count()
    if own.read_at is None:
        if tip.state != State.CLOSED:
            thread.head = heads_of([tip.box_id], by=by, keys=keys).get(tip.box_id)
        return thread
    known = [one for one in messages if one.institution_id is not None or one.read_at is not None]
    boxes = [tip.box_id, *(one.box_id for one in known)]
    sections = Section.objects.visible_to(by).filter(box__in=boxes).select_related("box")
    listed = list(sections.order_by("id"))
    opened = open_many(listed, by=by, keys=keys, purpose="page")
    documents: Documents = {
        (one.box_id, one.name): opened[one.pk] for one in listed if one.pk in opened
    }
    _fill(thread, known, documents)
    return thread


def _fill(thread: Thread, known: list[Message], documents: Documents) -> None:
    box = thread.tip.box_id
    if first_message := documents.get((box, FIRST_MESSAGE)):
        thread.first_message = FirstMessage.from_document(first_message)
        if thread.first_message.origin is not None:
            thread.institution = institution_name(thread.first_message.origin)
    if cover := documents.get((box, COVER)):
        thread.cover = Cover.from_document(cover)
    if body := documents.get((box, BODY)):
        thread.body = Body.from_document(body)
    thread.held = thread.cover is not None and thread.body is None
    thread.turns = [
        Turn(one, Said.from_document(documents[one.box_id, MESSAGE]))
        for one in known
        if (one.box_id, MESSAGE) in documents
    ]
