"""The sealed shape of a closing: what is written, who asked whom, and what came of it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, replace
from datetime import datetime
from typing import Any

from django.utils.translation import get_language

from spona.cases.closure.codes import (
    ANSWERS,
    GUARDIAN,
    PERSON,
    PILLARS,
    QUESTIONS,
    REASONS,
    STEP_REASONS,
    TOLD,
    YES_NO,
    YES_NO_NOT_SURE,
    Codes,
)
from spona.reference.scripts import latin

type Document = dict[str, Any]


@dataclass(frozen=True, slots=True)
class EndedStep:
    """Why one open step ends with the case. `task` is its id, `title` as its page shows it."""

    task: str
    title: str
    reason: str = ""
    words: str = ""

    @property
    def reason_label(self) -> str:
        return str(STEP_REASONS.get(self.reason, ""))


@dataclass(frozen=True, slots=True)
class Said:
    """What somebody wrote who closes a case. Codes of `codes`; an empty one was not answered.

    `told`: `person`, `guardian` and the ids of institutions; `told_names`: who these ids were.
    """

    reasons: tuple[str, ...] = ()
    reasons_more: str = ""
    pillars: Mapping[str, str] = field(default_factory=dict)
    steps: tuple[EndedStep, ...] = ()
    answers: Mapping[str, str] = field(default_factory=dict)
    own_words: str = ""
    told: tuple[str, ...] = ()
    told_names: Mapping[str, str] = field(default_factory=dict)
    told_how: str = ""
    may_return: str = ""
    summary: str = ""

    def to_document(self) -> Document:
        return asdict(self)

    @classmethod
    def from_document(cls, document: Document) -> Said:
        steps = tuple(EndedStep(**one) for one in document["steps"])
        lists = {name: tuple(document[name]) for name in ("reasons", "told")}
        return cls(**document | lists | {"steps": steps})

    # As its reader sees it.

    @property
    def reason_labels(self) -> list[str]:
        return [str(REASONS[one]) for one in self.reasons if one in REASONS]

    @property
    def pillar_lines(self) -> list[tuple[str, str]]:
        return _lines({key: str(one.label) for key, one in PILLARS.items()}, self.pillars)

    @property
    def answer_lines(self) -> list[tuple[str, str]]:
        return _lines({key: str(one.label) for key, one in QUESTIONS.items()}, self.answers)

    @property
    def told_labels(self) -> list[str]:
        return [self._told_label(one) for one in self.told]

    @property
    def not_told_labels(self) -> list[str]:
        """Those who could have been told and were not, but for the two that every case has."""
        others = [PERSON, *self.told_names]
        return [self._told_label(one) for one in others if one not in self.told]

    @property
    def may_return_label(self) -> str:
        return str(YES_NO.get(self.may_return, ""))

    def _told_label(self, key: str) -> str:
        return str(TOLD[key]) if key in (PERSON, GUARDIAN) else self.told_names.get(key, "–")


@dataclass(frozen=True, slots=True)
class Asked:
    """Who sent it for confirmation to whom, and how the case stood then.

    `person` and `member` are ids of who asked, `to` the membership that was chosen. `steps`: ids
    of what was open; `revisions`: of the parts that people write, notes among them.
    """

    by: str
    person: str
    member: str
    to: str
    to_name: str
    at: str
    steps: tuple[str, ...] = ()
    revisions: Mapping[str, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Happened:
    """One act: `what` is asked, taken_back, sent_back, closed or reopened; `words` its reason.

    `said`: what was confirmed. `asked_by`: who sent it, where another one confirmed.
    """

    what: str
    at: str
    by: str
    words: str = ""
    asked_by: str = ""
    said: Said | None = None

    @property
    def when(self) -> datetime:
        return datetime.fromisoformat(self.at)


@dataclass(frozen=True, slots=True)
class Closing:
    """The section `closing`. `asked` is None where nobody waits for a second person."""

    draft: Said = field(default_factory=Said)
    asked: Asked | None = None
    happened: tuple[Happened, ...] = ()

    def to_document(self) -> Document:
        return {"schema": 1, **asdict(self)}

    @classmethod
    def from_document(cls, document: Document) -> Closing:
        asked = document["asked"]
        return cls(
            Said.from_document(document["draft"]),
            Asked(**asked | {"steps": tuple(asked["steps"])}) if asked else None,
            tuple(
                Happened(**one | {"said": Said.from_document(one["said"]) if one["said"] else None})
                for one in document["happened"]
            ),
        )

    def then(self, one: Happened) -> Closing:
        return replace(self, happened=(*self.happened, one))

    @property
    def is_begun(self) -> bool:
        return self.asked is not None or self.draft != Said()

    @property
    def last(self) -> Happened | None:
        return self.happened[-1] if self.happened else None

    @property
    def closed(self) -> Happened | None:
        """The act that closed the case, unless it was opened again since."""
        found = [one for one in self.happened if one.what in ("closed", "reopened")]
        return found[-1] if found and found[-1].what == "closed" else None

    @property
    def sent_back(self) -> Happened | None:
        """Why it came back, as long as nobody sent it again."""
        return self.last if self.last is not None and self.last.what == "sent_back" else None

    @property
    def reopened(self) -> list[Happened]:
        return [one for one in self.happened if one.what == "reopened"]


def shown_name(name: str) -> str:
    """The name of a colleague as it was kept, in the reader's letters."""
    return name if get_language() == "sr" else latin(name)


def _lines(labels: Mapping[str, str], given: Mapping[str, str]) -> list[tuple[str, str]]:
    words: Codes = {**YES_NO_NOT_SURE, **ANSWERS}
    return [(label, str(words.get(given.get(key, ""), "–"))) for key, label in labels.items()]
