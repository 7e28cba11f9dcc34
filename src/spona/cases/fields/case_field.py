"""One field of a case: where it is kept, with which part of a packet it goes, how it is asked."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import Enum, auto
from typing import Final, Literal

from django.utils.functional import Promise

from spona.cases.fields.codes import Codes

# The forms that ask: a report of a member, a report of somebody at work without an account, the
# section of a case file, and what is asked where the person came by themselves.
type AskedIn = Literal["report", "named", "file", "self"]
# The parts of a packet. The cover is read at once, the rest when it was accepted; `kept` stays
# with the sender. Health, legal matters and plan go as whole sections of the file.
type Part = Literal["cover", "account", "who", "reach", "sender", "kept", "section"]


class Kind(Enum):
    LINE = auto()
    TEXT = auto()
    PHONE = auto()
    BIRTH = auto()  # a day, a year, or words about it
    ONE = auto()  # of `codes`
    MANY = auto()  # of `codes`
    CALL = auto()  # whom the writer reached by phone, their role, when


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """How one form asks. Without a label the field's own is asked; `rows` of a text."""

    label: Promise | None = None
    hint: Promise | str = ""
    rows: int = 4


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseField:
    """`name` is the key in the section of the file, in the part of the packet and in forms.

    `section` is empty for what is the report's and not the file's. `label` stands beside the
    answer, `question` is asked where it is worded otherwise; `missing` is the sentence where it
    has to be answered, without one it may stay empty. `detail`: the field that says more and is
    read with this one. `counts_as` is one of `statistics.codes.FACTS`.
    """

    name: str
    section: str
    part: Part
    label: Promise
    kind: Kind = Kind.LINE
    question: Promise | None = None
    asked_in: Mapping[AskedIn, Question] = field(default_factory=dict)
    codes: Codes = field(default_factory=dict)
    length: int = 200
    missing: Promise | None = None
    detail: str = ""
    counts_as: str = ""


# The longest text of a file; a report's is shorter, for it may come from a stranger.
LONGEST: Final[Mapping[AskedIn, int]] = {
    "file": 20_000,
    "self": 20_000,
    "report": 8000,
    "named": 8000,
}
