"""What is sent: frozen documents, exactly as they were previewed.

`cover` is readable at once by those who receive; `body` when they have accepted; `kept`
stays with the sender. Shapes carry a schema number; a newer shape gets an upgrade reader
in `vault.schemas`, and the old one is read for ever.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass, field
from datetime import datetime
from typing import Any

from spona.cases.consent.ground import Ground
from spona.cases.fields.facts import Texts
from spona.cases.indicators.answers import NOT_ASKED, Answer
from spona.reference.words import Words
from spona.vault.schemas import upgrades

type Document = dict[str, Any]

SCHEMA = 1
# 2: sections of a file, place of stay, code name, and who has passed it on. 3: additions.
BODY_SCHEMA = 3


@dataclass(frozen=True, slots=True)
class Call:
    """Whom the sender reached by phone because somebody was in danger."""

    in_danger: str = ""
    reached: str = ""
    role: str = ""
    at: str = ""


@dataclass(frozen=True, slots=True)
class Cover:
    """Codes: urgency (immediate, urgent, regular), age (child, adult, not_sure),
    safe (yes, no, not_sure: whether the person may be contacted). The rest is text.
    """

    urgency: str
    asked: str
    age: str
    age_detail: str = ""
    language: str = ""
    safe: str = "not_sure"
    how_to_reach: str = ""
    call: Call = field(default_factory=Call)

    def to_document(self) -> Document:
        return {"schema": SCHEMA, **asdict(self)}

    @classmethod
    def from_document(cls, document: Document) -> Cover:
        facts = {name: value for name, value in document.items() if name != "schema"}
        return cls(**facts | {"call": Call(**facts["call"])})


@dataclass(frozen=True, slots=True)
class Signs:
    """The answers with the list they were given to."""

    title: Words
    version: str
    source: str
    certainty: str
    answers: tuple[Answer, ...] = ()

    @property
    def asked(self) -> list[Answer]:
        return [one for one in self.answers if one.answer != NOT_ASKED]

    @property
    def not_asked(self) -> list[Answer]:
        return [one for one in self.answers if one.answer == NOT_ASKED]

    def to_document(self) -> Document:
        return {
            "title": dict(self.title), "version": self.version, "source": self.source,
            "certainty": self.certainty, "answers": [one.to_document() for one in self.answers],
        }  # fmt: skip

    @classmethod
    def from_document(cls, document: Document) -> Signs:
        return cls(
            Words(document["title"]), document["version"], document["source"],
            document["certainty"], tuple(map(Answer.from_document, document["answers"])),
        )  # fmt: skip


@dataclass(frozen=True, slots=True)
class Addition:
    """What came up after it was sent: who wrote it, words and answers to signs; of a referral,
    parts of the sender's file as they were then too, in the shapes of `Body`.

    `at` is an ISO instant, empty before it is sent.
    """

    institution: Words
    name: str
    position: str = ""
    text: str = ""
    signs: Signs | None = None
    at: str = ""
    account: Texts | None = None
    who: Texts | None = None
    reach: Texts | None = None
    sections: dict[str, Document] = field(default_factory=dict)
    stay: Words | None = None

    @property
    def written_at(self) -> datetime | None:
        return datetime.fromisoformat(self.at) if self.at else None

    def to_document(self) -> Document:
        return {
            "schema": SCHEMA, "institution": dict(self.institution), "name": self.name,
            "position": self.position, "text": self.text,
            "signs": self.signs.to_document() if self.signs else None, "at": self.at,
            "account": None if self.account is None else dict(self.account),
            "who": None if self.who is None else dict(self.who),
            "reach": None if self.reach is None else dict(self.reach),
            "sections": self.sections, "stay": dict(self.stay) if self.stay else None,
        }  # fmt: skip

    @classmethod
    def from_document(cls, document: Document) -> Addition:
        signs, stay = document["signs"], document.get("stay")
        # Sealed before a referral could be added to: no parts of a file.
        return cls(
            Words(document["institution"]), document["name"], document["position"],
            document["text"], Signs.from_document(signs) if signs else None, document["at"],
            document.get("account"), document.get("who"), document.get("reach"),
            document.get("sections", {}), Words(stay) if stay else None,
        )  # fmt: skip


@dataclass(frozen=True, slots=True)
class Sender:
    """Who writes, and who of their institution knows.

    `certainty` and `told` are codes of `words`: the writer's own certainty, never a score.
    """

    institution: Words
    name: str
    position: str = ""
    phone: str = ""
    certainty: str = ""
    told: tuple[str, ...] = ()
    told_more: str = ""
    registry_number: str = ""

    @classmethod
    def from_document(cls, document: Document) -> Sender:
        words = {"institution": Words(document["institution"]), "told": tuple(document["told"])}
        return cls(**document | words)


@dataclass(frozen=True, slots=True)
class Body:
    """A part that was not ticked is None: it was not sent, which differs from empty."""

    sender: Sender
    ground: Ground
    signs: Signs | None = None
    # What was typed into the fields of the part, by their names (`cases.fields`).
    account: Texts | None = None
    who: Texts | None = None
    reach: Texts | None = None
    person_knows: bool = False
    # Sections of the sender's file as they were when it was sent: name → document.
    sections: dict[str, Document] = field(default_factory=dict)
    # "With provider X": the institution that knows the place; never an address.
    stay: Words | None = None
    # A question without identity names the person by this only.
    code_name: str = ""
    # Institutions that found it not to be theirs, the first one first.
    passed_on: tuple[Words, ...] = ()
    # What was added after it was sent, the oldest first.
    additions: tuple[Addition, ...] = ()

    def to_document(self) -> Document:
        return {
            "schema": BODY_SCHEMA,
            "sender": asdict(self.sender)
            | {"institution": dict(self.sender.institution), "told": list(self.sender.told)},
            "ground": self.ground.to_document(),
            "signs": self.signs.to_document() if self.signs else None,
            "account": None if self.account is None else dict(self.account),
            "who": None if self.who is None else dict(self.who),
            "reach": None if self.reach is None else dict(self.reach),
            "person_knows": self.person_knows,
            "sections": self.sections,
            "stay": dict(self.stay) if self.stay else None,
            "code_name": self.code_name,
            "passed_on": [dict(words) for words in self.passed_on],
            "additions": [one.to_document() for one in self.additions],
        }

    @classmethod
    def from_document(cls, document: Document) -> Body:
        signs = document["signs"]
        return cls(
            Sender.from_document(document["sender"]),
            Ground.from_document(document["ground"]),
            Signs.from_document(signs) if signs else None,
            document["account"],
            document["who"],
            document["reach"],
            document["person_knows"],
            document["sections"],
            Words(document["stay"]) if document["stay"] else None,
            document["code_name"],
            tuple(map(Words, document["passed_on"])),
            tuple(map(Addition.from_document, document["additions"])),
        )


@upgrades("packet", "body", schema=1)
def _body_2(document: Document) -> Document:
    """Before referrals from a file there was nothing of these four."""
    empty: Document = {"sections": {}, "stay": None, "code_name": "", "passed_on": []}
    return document | empty | {"schema": 2}


@upgrades("packet", "body", schema=2)
def _body_3(document: Document) -> Document:
    """Before something sent could be added to there was nothing of it."""
    return document | {"additions": [], "schema": 3}


@dataclass(frozen=True, slots=True)
class Kept:
    """What stays with the sender: own notes, and each part that was not ticked."""

    notes: str = ""
    parts: dict[str, Any] = field(default_factory=dict)

    def to_document(self) -> Document:
        return {"schema": SCHEMA, "notes": self.notes, "parts": self.parts}

    @classmethod
    def from_document(cls, document: Document) -> Kept:
        return cls(document["notes"], document["parts"])


@dataclass(frozen=True, slots=True)
class Packet:
    """Everything that `send` seals."""

    cover: Cover
    body: Body
    kept: Kept = field(default_factory=Kept)

    def sections(self) -> dict[str, Document]:
        return {
            "cover": self.cover.to_document(),
            "body": self.body.to_document(),
            "kept": self.kept.to_document(),
        }
