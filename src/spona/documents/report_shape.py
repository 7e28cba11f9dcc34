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
    """Who sends: the institution, and the person who wrote it."""

    institution: str
    name: str = ""
    role: str = ""
    contact: str = ""
    told: str = ""


@dataclass(frozen=True, slots=True)
class ReportDocument:
    """Everything that stands on the paper.

    Times are aware and print as given (the caller chooses the zone). Of a question without
    identity there is no `age`. Empty text leaves its line out, except `registry_number`
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
    deadline: str = ""
    deadline_source: str = ""
    registry_number: str = ""
    signs: tuple[SignAnswer, ...] = ()
    signs_source: str = ""
    observations: tuple[Observation, ...] = ()
    person: tuple[Fact, ...] = ()
    attachments: tuple[Attachment, ...] = ()
    withheld: tuple[Withheld, ...] = ()
    entries: tuple[Entry, ...] = ()
    practice: bool = False
