"""What stands on a report or packet: plain data, given by the caller."""

from dataclasses import dataclass
from datetime import datetime

from spona.documents.report_words import Age, Answer, Kind, Urgency


@dataclass(frozen=True, slots=True)
class Fact:
    """One line "label: value"; both are content and print as given."""

    label: str
    value: str


@dataclass(frozen=True, slots=True)
class SignAnswer:
    """The answer to one statement of the list, what was seen, and how the writer knows."""

    statement: str
    answer: Answer
    seen: str = ""
    how_known: str = ""


@dataclass(frozen=True, slots=True)
class Observation:
    """Something noticed; `when` in the writer's own words ("in October, twice")."""

    text: str
    when: str = ""
    how_known: str = ""


@dataclass(frozen=True, slots=True)
class Attachment:
    """An untouched original that goes with the paper, named by its SHA-256 in hex."""

    name: str
    sha256: str
    added_at: datetime


@dataclass(frozen=True, slots=True)
class Entry:
    """What was written down of a partner on paper; `second_hand` where they said it."""

    at: datetime
    what: str
    who: str = ""
    number: str = ""
    text: str = ""
    second_hand: bool = False


@dataclass(frozen=True, slots=True)
class Withheld:
    """A section that stays sealed: its name and who sees it."""

    section: str
    seen_by: str


@dataclass(frozen=True, slots=True)
class Sender:
    """Who sends: the institution with how to answer it, and the person who wrote it.

    `contact` is the writer's own phone; `phones`, `address` and `email` are the institution's, a
    line to write on where they are empty. `address` None: it has none for anybody.
    """

    institution: str
    name: str = ""
    role: str = ""
    contact: str = ""
    told: str = ""
    phones: tuple[str, ...] = ()
    address: str | None = ""
    email: str = ""


@dataclass(frozen=True, slots=True)
class Deadline:
    """Until when an answer is due: an instant of the town, and what it rests on.

    `proposed`: no act and no decision sets it. `from_printing`: it was not handed over yet, so
    it is counted from the hour of printing; else `runs_from` is the instant from which it runs.
    `rule`: what it is called, with how long it is. `note`: why it stands still, in which case no
    instant is printed.
    """

    due_at: datetime
    town: str
    source: str = ""
    proposed: bool = False
    from_printing: bool = False
    note: str = ""
    rule: str = ""
    runs_from: datetime | None = None


@dataclass(frozen=True, slots=True)
class ReportDocument:
    """Everything that stands on the paper.

    Times are aware and print as given (the caller chooses the zone). Of a question without
    identity there is no `age`. `own_words` are the person's and stand before every list; of the
    signs only yes and not sure are printed. `refused`: the person does not agree to it.
    `passed_on_by`: who handed it on and follows it; calls and the slip go there, not to `sender`.
    `slip`: it ends with a slip to send back, for who answers on paper; `gives_places`: one of
    the answers is that there is no place. Empty text leaves its line out, except `registry_number`
    (delovodni broj), which then is a dotted line to write on. `person` empty = who the person is
    stays out. `legal_basis_confirmed` is true only when a lawyer has confirmed the rule the
    sentence rests on.
    """

    kind: Kind
    reference: str
    sender: Sender
    recipient: str
    sent_at: datetime
    printed_at: datetime
    urgency: Urgency
    asked: str
    age: Age | None
    legal_basis: str
    legal_basis_confirmed: bool = False
    age_detail: str = ""
    language: str = ""
    safety: str = ""
    deadline: Deadline | None = None
    registry_number: str = ""
    own_words: str = ""
    signs: tuple[SignAnswer, ...] = ()
    signs_source: str = ""
    observations: tuple[Observation, ...] = ()
    person: tuple[Fact, ...] = ()
    attachments: tuple[Attachment, ...] = ()
    withheld: tuple[Withheld, ...] = ()
    entries: tuple[Entry, ...] = ()
    practice: bool = False
    refused: bool = False
    passed_on_by: Sender | None = None
    slip: bool = False
    gives_places: bool = False
