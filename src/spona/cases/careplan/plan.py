"""The care plan as it is sealed: needs with their steps, who adopted it, whether paper is safe.

A step that somebody of the institution does names its task, and where that is open or has ended is
never written here. What a later version has written and this one does not know stays as it is.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, replace
from datetime import date
from typing import Any, Final

from django.utils.translation import pgettext_lazy

from spona.cases.careplan.service_given import Given
from spona.cases.case.sealed_entry import SealedEntry, mark_of
from spona.cases.fields.codes import Codes

SECTION: Final = "careplan"
# Who gives a step, where it is no institution of the directory.
OWN: Final = "own"
NOBODY: Final = "nobody"

SAYS: Final[Codes] = {
    "": pgettext_lazy("answer", "Not asked"),
    "yes": pgettext_lazy("answer", "Yes"),
    "no": pgettext_lazy("answer", "No"),
    "not_sure": pgettext_lazy("answer", "Not sure"),
}
PLANNED: Final = "planned"
UNWANTED: Final = "unwanted"
STATES: Final[Codes] = {
    PLANNED: pgettext_lazy("step of a plan", "planned"),
    "asked": pgettext_lazy("step of a plan", "asked for"),
    "under_way": pgettext_lazy("step of a plan", "under way"),
    "done": pgettext_lazy("step of a plan", "done"),
    "not_done": pgettext_lazy("step of a plan", "will not be done"),
    UNWANTED: pgettext_lazy("step of a plan", "the person does not want it"),
}
ENDED: Final = frozenset({"done", "not_done", UNWANTED})
# Somebody was asked for it, or gives it already.
RUNNING: Final = frozenset({"asked", "under_way"})
NOT_AVAILABLE: Final = "not_available"
# How a referral of a step ended for the person; the list is that of a referral pathway.
RESULTS: Final[Codes] = {
    "given": pgettext_lazy("result of a referral", "given"),
    "partly": pgettext_lazy("result of a referral", "given in part"),
    "given_by_us": pgettext_lazy("result of a referral", "given by us"),
    "elsewhere": pgettext_lazy("result of a referral", "already received elsewhere"),
    "not_applicable": pgettext_lazy("result of a referral", "not applicable"),
    "unwanted": pgettext_lazy("result of a referral", "the person did not want it"),
    NOT_AVAILABLE: pgettext_lazy("result of a referral", "not available"),
}
# By these the person was given what the step asked for, or some of it.
GAVE: Final = frozenset({"given", "partly", "given_by_us"})
# The end of the step that follows from it.
ENDS_AS: Final[Mapping[str, str]] = {
    "given": "done",
    "partly": "done",
    "given_by_us": "done",
    "elsewhere": "done",
    "not_applicable": "not_done",
    "unwanted": UNWANTED,
    NOT_AVAILABLE: "not_done",
}
ADOPTERS: Final[Codes] = {
    "person": pgettext_lazy("adopts a plan", "The person"),
    "guardian": pgettext_lazy("adopts a plan", "The guardian"),
    "case_worker": pgettext_lazy("adopts a plan", "The case worker"),
    "others": pgettext_lazy("adopts a plan", "Others"),
}


@dataclass(frozen=True, slots=True)
class PlanStep(SealedEntry):
    """`plain` are the words of the person's sheet, where they are others than `what`. `provider` is
    `OWN`, `NOBODY` or the id of an institution, `provider_name` its name on that day. `owner` is
    the name of who does it as it was when the plan was written. `day` and `ended` are ISO days.

    `kind` is a code of the list `service`, empty for what the area usually asks for.
    `referral` is the id of what was sent from it and `result` a code of `RESULTS`, how that ended.
    `lacking`: the instant at which it was written that nobody gives it. `decision`: the id of the
    decision of a conference from which it was made.
    """

    id: str = ""
    what: str = ""
    plain: str = ""
    provider: str = OWN
    provider_name: str = ""
    owner: str = ""
    day: str = ""
    says: str = ""
    state: str = PLANNED
    reason: str = ""
    ended: str = ""
    task: str = ""
    referral: str = ""
    result: str = ""
    lacking: str = ""
    kind: str = ""
    decision: str = ""
    given: tuple[Given, ...] = ()

    @classmethod
    def of(cls, document: Mapping[str, Any]) -> PlanStep:
        given = tuple(Given.of(one) for one in document.get("given", ()))
        return replace(super(PlanStep, cls).of(document), given=given)

    def to_document(self) -> dict[str, Any]:
        given = [one.to_document() for one in self.given]
        return super(PlanStep, self).to_document() | {"given": given}

    @property
    def is_with_institution(self) -> bool:
        return self.provider not in (OWN, NOBODY)

    @property
    def words(self) -> list[str]:
        """What is agreed on: not how far it is, nor who of the institution does it."""
        return [self.what, self.plain, self.provider]


@dataclass(frozen=True, slots=True)
class Need(SealedEntry):
    """`need` and `goal` in the words of the person; `area` is a code of `AREAS`."""

    id: str = ""
    area: str = ""
    need: str = ""
    goal: str = ""
    steps: tuple[PlanStep, ...] = ()

    @classmethod
    def of(cls, document: Mapping[str, Any]) -> Need:
        steps = tuple(PlanStep.of(one) for one in document.get("steps", ()))
        return replace(super(Need, cls).of(document), steps=steps)

    def to_document(self) -> dict[str, Any]:
        steps = [one.to_document() for one in self.steps]
        return super(Need, self).to_document() | {"steps": steps}

    @property
    def mark(self) -> str:
        """What a form names that was made from it; its steps have their own."""
        return mark_of([self.id, self.area, self.need, self.goal])


@dataclass(frozen=True, slots=True)
class Adopter:
    """`who` is a code of `ADOPTERS`; `words` say how, and through which interpreter."""

    who: str
    words: str = ""

    @property
    def label(self) -> str:
        return str(ADOPTERS.get(self.who, self.who))


@dataclass(frozen=True, slots=True)
class Adoption:
    """`text` is the number of the adopted text of the section, `mark` that of its words."""

    on: str
    by: tuple[Adopter, ...]
    text: int = 0
    mark: str = ""

    @property
    def day(self) -> date:
        return date.fromisoformat(self.on)

    @classmethod
    def of(cls, document: Mapping[str, Any]) -> Adoption:
        by = tuple(Adopter(one["who"], one["words"]) for one in document["by"])
        return cls(document["on"], by, document["text"], document["mark"])


@dataclass(frozen=True, slots=True)
class PaperAnswer:
    """What the person said when they were asked whether paper is safe: yes, no or not sure."""

    safe: str
    on: str
    by: str

    @property
    def day(self) -> date:
        return date.fromisoformat(self.on)

    @classmethod
    def of(cls, document: Mapping[str, Any]) -> PaperAnswer:
        return cls(document["safe"], document["on"], document["by"])


@dataclass(frozen=True, slots=True)
class CarePlan:
    """`taken` are ids of decisions of a conference that became steps of the file alone."""

    needs: tuple[Need, ...] = ()
    adopted: Adoption | None = None
    paper: PaperAnswer | None = None
    taken: tuple[str, ...] = ()
    rest: Mapping[str, Any] = field(default_factory=dict)

    @classmethod
    def of(cls, document: Mapping[str, Any]) -> CarePlan:
        adopted, paper = document.get("adopted"), document.get("paper")
        return cls(
            tuple(Need.of(one) for one in document.get("needs", ())),
            Adoption.of(adopted) if adopted else None,
            PaperAnswer.of(paper) if paper else None,
            tuple(document.get("taken", ())),
            document,
        )

    def to_document(self) -> dict[str, Any]:
        return {
            "schema": 1,
            **self.rest,
            "needs": [one.to_document() for one in self.needs],
            "adopted": asdict(self.adopted) if self.adopted else None,
            "paper": asdict(self.paper) if self.paper else None,
            "taken": list(self.taken),
        }

    @property
    def from_decisions(self) -> set[str]:
        """Ids of the decisions that have become steps."""
        return {*self.taken, *(one.decision for one in self.steps if one.decision)}

    @property
    def steps(self) -> list[PlanStep]:
        return [step for need in self.needs for step in need.steps]

    @property
    def task_ids(self) -> set[str]:
        """Ids of the tasks of its steps."""
        return {one.task for one in self.steps if one.task}

    @property
    def mark(self) -> str:
        """Of what people agree on; how far the steps are changes nothing."""
        return mark_of(
            [
                [one.area, one.need, one.goal, [step.words for step in one.steps]]
                for one in self.needs
            ]
        )

    @property
    def has_changed_since(self) -> bool:
        """Whether something else stands in it than what was adopted."""
        return self.adopted is not None and self.adopted.mark != self.mark

    def need(self, ident: str) -> Need | None:
        return next((one for one in self.needs if one.id == ident), None)

    @property
    def given(self) -> list[Given]:
        return [one for step in self.steps for one in step.given]

    def step_of_given(self, ident: str) -> PlanStep | None:
        return next((s for s in self.steps if any(one.id == ident for one in s.given)), None)

    def need_of(self, step_id: str) -> Need | None:
        return next((one for one in self.needs if any(s.id == step_id for s in one.steps)), None)

    def with_need(self, need: Need) -> CarePlan:
        """In the place of the one of this id, else as the last one."""
        others = [one.id for one in self.needs]
        if need.id not in others:
            return replace(self, needs=(*self.needs, need))
        return replace(self, needs=tuple(need if one.id == need.id else one for one in self.needs))

    def without_need(self, ident: str) -> CarePlan:
        return replace(self, needs=tuple(one for one in self.needs if one.id != ident))

    def with_step(self, need: Need, step: PlanStep) -> CarePlan:
        """In the place of the one of this id, else as the last step of the need."""
        if all(one.id != step.id for one in need.steps):
            return self.with_need(replace(need, steps=(*need.steps, step)))
        steps = tuple(step if one.id == step.id else one for one in need.steps)
        return self.with_need(replace(need, steps=steps))

    def without_step(self, ident: str) -> CarePlan:
        return replace(
            self,
            needs=tuple(
                replace(one, steps=tuple(step for step in one.steps if step.id != ident))
                for one in self.needs
            ),
        )
