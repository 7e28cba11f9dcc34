"""One field of a case: where it is kept, with which part of a packet it goes, how it is asked."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import Enum, auto
from typing import Any, Final, Literal

from django.utils.functional import Promise

from spona.cases.fields.codes import Codes
from spona.cases.fields.maps_to import NOTHING, MapsTo

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
    PAST = auto()  # the same of anything that has happened
    ONE = auto()  # of `codes`
    MANY = auto()  # of `codes`
    CALL = auto()  # whom the writer reached by phone, their role, when
    PEOPLE = auto()  # the people around, each with what is known (`related_people`)


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
    read with this one. `counts_as` is one of `statistics.codes.FACTS`. `unknown`: "not known" is
    an answer, apart from "not asked", which is the empty field. `group` is the heading under which
    the form asks. `centre`: the Centre asks for it, so its lack is shown before a request.
    `sectors`: in a report, with an account or without, only somebody of these sectors is asked, for
    their work shows it; so a teacher is never asked what the police or a case worker know. `maps`:
    where other lists have the same fact, `NOTHING` where none has it.
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
    unknown: bool = False
    group: Promise | None = None
    centre: bool = False
    sectors: Mapping[str, Question] = field(default_factory=dict)
    maps: MapsTo = NOTHING

    def question_in(self, asked_in: AskedIn, sector: str = "") -> Question | None:
        """How this form asks somebody of this sector; None where it does not."""
        of_sector = self.sectors.get(sector) if asked_in in ("report", "named") else None
        return self.asked_in.get(asked_in) or of_sector

    @property
    def may_be_unknown(self) -> bool:
        """A choice has "not sure" among its answers; whatever is typed has a box beside it."""
        return self.unknown and self.kind not in (Kind.ONE, Kind.PEOPLE)

    @property
    def may_be_hidden(self) -> bool:
        """A network may leave it out: no act, no deadline and no count rests on it."""
        counted = self.counts_as or self.maps.count
        needed = self.missing or counted or self.centre or self.name in _KEPT
        return "file" in self.asked_in and self.kind != Kind.PEOPLE and not needed


# On these a child's path or the reading of a file depends.
_KEPT: Final = frozenset({
    "name", "safe", "trusted", "guardian_kind", "guardian", "conflict", "own_words", "self_harm",
    "agrees_family",
})  # fmt: skip

# The longest text of a file; a report's is shorter, for it may come from a stranger.
LONGEST: Final[Mapping[AskedIn, int]] = {
    "file": 20_000,
    "self": 20_000,
    "report": 8000,
    "named": 8000,
}


def of_file(
    section: str,
    part: Part,
    name: str,
    label: Promise,
    *,
    group: Promise,
    kind: Kind = Kind.LINE,
    hint: Promise | str = "",
    rows: int = 4,
    **more: Any,
) -> CaseField:
    """A field that the case worker is asked for, in the file: no reporter can know it, but for
    those of `sectors`.
    """
    question = Question(hint=hint, rows=rows)
    return CaseField(
        name=name, section=section, part=part, label=label, kind=kind, group=group,
        asked_in={"file": question}, **more,
    )  # fmt: skip
