"""The plan as its reader sees it: how far each step is follows from its task, where it has one."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any, Final, NamedTuple

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from spona.access.actor import Actor
from spona.access.exclusion_marks import INSTITUTION, mark
from spona.access.prepared_rows import PreparedRows
from spona.cases.careplan.plan import (
    ENDED,
    NOBODY,
    PLANNED,
    RESULTS,
    SAYS,
    SECTION,
    STATES,
    UNWANTED,
    CarePlan,
    Need,
    PlanStep,
)
from spona.cases.careplan.service_given import sums_of
from spona.cases.case.models import Case
from spona.cases.case.queries import marks_on
from spona.cases.case.sealed_entry import mark_of
from spona.cases.case.steps.actions import READ_WITH
from spona.cases.case.steps.kinds import PLAN_STEP
from spona.cases.case.steps.queries import day_of, words_section
from spona.cases.fields.changes import Change
from spona.cases.fields.codes import word
from spona.cases.fields.need_areas import AREAS, area_label, pillar_label
from spona.deadlines.late import day_in
from spona.directory.models import Member
from spona.directory.queries import institution_choices
from spona.identity.keyring import Keyring
from spona.tasks.models import Task
from spona.vault.actions import open_many, open_section
from spona.vault.models import Section

type Document = dict[str, Any]


_WRITE: Final = _("Write it down")
_OPEN: Final = pgettext_lazy("verb", "Open")


class Look(NamedTuple):
    """How a step is drawn, and what one does with it; `ground` is one of those of a state."""

    icon: str
    ground: str
    label: Promise
    verb: Promise = _WRITE


# In the order in which they are counted.
LOOKS: Final[Mapping[str, Look]] = {
    "done": Look("check", "done", STATES["done"], _OPEN),
    "under_way": Look("progress", "plain", STATES["under_way"]),
    "asked": Look("send", "plain", STATES["asked"]),
    "to_refer": Look("arrow-right", "act", pgettext_lazy("step of a plan", "to be referred")),
    "planned": Look("circle-dashed", "plain", STATES["planned"]),
    "nobody": Look(
        "alert-triangle",
        "today",
        pgettext_lazy("step of a plan", "nobody in town"),
        _("Look elsewhere"),
    ),
    "waits": Look(
        "hourglass", "plain", pgettext_lazy("step of a plan", "waits for the person"), _("Ask")
    ),
    "not_done": Look("circle-x", "plain", STATES["not_done"], _OPEN),
    "unwanted": Look("x", "plain", STATES["unwanted"], _("Ask again")),
}


@dataclass(frozen=True, slots=True)
class StepView:
    """A step with its task; `day` until when it is agreed, `ended` when it ended, if it did."""

    step: PlanStep
    task: Task | None = None
    day: date | None = None
    ended: date | None = None
    told_reason: str = ""

    @property
    def state(self) -> str:
        """A code of `STATES`."""
        if self.task is None:
            return self.step.state
        if self.task.done_at is None:
            return PLANNED if self.step.state in ENDED else self.step.state
        if self.task.outcome == "done":
            return "done"
        return UNWANTED if self.step.state == UNWANTED else "not_done"

    @property
    def is_open(self) -> bool:
        return self.state not in ENDED

    @property
    def look_code(self) -> str:
        """A code of `LOOKS`."""
        if not self.is_open:
            return self.state
        if self.step.provider == NOBODY:
            return "nobody"
        if self.state == PLANNED and self.step.says == "not_sure":
            return "waits"
        if self.may_be_referred and self.step.says == "yes":
            return "to_refer"
        return self.state

    @property
    def look(self) -> Look:
        return LOOKS[self.look_code]

    @property
    def may_be_referred(self) -> bool:
        """Nothing goes to anybody that the person does not want, or is not sure of."""
        wanted = self.step.says not in ("no", "not_sure")
        return self.state == PLANNED and self.step.is_with_institution and wanted

    @property
    def says(self) -> str:
        return word(SAYS, self.step.says)

    @property
    def result(self) -> str:
        """How what was sent from it ended for the person."""
        return "" if self.is_open else word(RESULTS, self.step.result)

    @property
    def reason(self) -> str:
        """Why it will not be done; of a task it stands in the words of that step."""
        return self.told_reason or self.step.reason

    @property
    def owner(self) -> Member | None:
        return self.task.owner if self.task is not None else None

    @property
    def mark(self) -> str:
        """Another one where a colleague has changed it, here or on the page of the case. What was
        given under it changes nothing of what was agreed.
        """
        step = replace(self.step, given=())
        return mark_of(
            [step.to_document(), self.state, str(self.day), str(self.owner and self.owner.pk)]
        )


@dataclass(frozen=True, slots=True)
class NeedView:
    need: Need
    steps: list[StepView]

    @property
    def area(self) -> str:
        return area_label(self.need.area)

    @property
    def pillar(self) -> str:
        return pillar_label(self.need.area)

    @property
    def pillar_code(self) -> str:
        """An area of a later version stands with the support."""
        return AREAS[self.need.area].pillar if self.need.area in AREAS else "support"

    @property
    def done(self) -> int:
        return sum(one.state == "done" for one in self.steps)

    @property
    def mark(self) -> str:
        """With its steps: who takes a need out has seen all of it."""
        return mark_of([self.need.mark, [one.mark for one in self.steps]])


@dataclass(frozen=True, slots=True)
class PlanView:
    """`section` None where nobody has written a plan yet; `beside` are documents read with it."""

    plan: CarePlan = field(default_factory=CarePlan)
    needs: list[NeedView] = field(default_factory=list)
    section: Section | None = None
    beside: Mapping[str, Document] = field(default_factory=dict, repr=False)

    @property
    def steps(self) -> list[StepView]:
        return [step for need in self.needs for step in need.steps]

    def need(self, ident: str) -> NeedView | None:
        return next((one for one in self.needs if one.need.id == ident), None)

    def step(self, ident: str) -> StepView | None:
        return next((one for one in self.steps if one.step.id == ident), None)

    @property
    def tally(self) -> list[tuple[Look, int]]:
        """How many steps there are of each kind; nothing is counted of the person."""
        counted = Counter(one.look_code for one in self.steps)
        return [(look, counted[code]) for code, look in LOOKS.items() if counted[code]]

    @property
    def done(self) -> int:
        return sum(one.state == "done" for one in self.steps)

    @property
    def with_nobody(self) -> int:
        return sum(one.look_code == "nobody" for one in self.steps)

    @property
    def given(self) -> list[str]:
        """What was given in all, one sum a unit."""
        return sums_of(self.plan.given)

    @property
    def without_step(self) -> list[NeedView]:
        return [one for one in self.needs if not one.steps]


def plan_view(
    case: Case,
    document: Mapping[str, Any],
    *,
    section: Section | None = None,
    beside: Mapping[str, Document] | None = None,
    tasks: Collection[Task] | None = None,
) -> PlanView:
    """The opened plan with its tasks; `beside` may hold the sealed words of steps that ended."""
    plan = CarePlan.of(document)
    if tasks is None:
        tasks = _TASKS.rows([case.pk]) if any(step.task for step in plan.steps) else []
    by_id, found = {str(one.pk): one for one in tasks}, beside or {}
    needs = [
        NeedView(need, [_step_view(case, step, by_id.get(step.task), found) for step in need.steps])
        for need in plan.needs
    ]
    return PlanView(plan, needs, section, found)


# Every step of a plan that this case ever had; a few, and of which the plan names some.
_TASKS: Final = PreparedRows(
    lambda cases: Task.objects.filter(
        subject_kind="case", subject_id__in=cases, kind=PLAN_STEP
    ).select_related("owner__person", "deadline__rule")
)


def _step_view(
    case: Case, step: PlanStep, task: Task | None, words: Mapping[str, Document]
) -> StepView:
    if task is None:
        return StepView(step, day=_day(step.day), ended=_day(step.ended))
    ended = day_in(case.network.time_zone, task.done_at) if task.done_at else None
    reason = words.get(words_section(task), {}).get("reason", "")
    told = str(reason) if _was_dropped(task) else ""
    return StepView(step, task, day_of(task, case), ended, told)


def _was_dropped(task: Task) -> bool:
    return task.done_at is not None and task.outcome != "done"


def _day(value: str) -> date | None:
    return date.fromisoformat(value) if value else None


def may_read_plan(actor: Actor, case: Case) -> bool:
    """Whether a key leads to the plan, or to the part beside which it would be written."""
    return Section.objects.visible_to(actor).named(case.box_id, SECTION, READ_WITH).exists()


def read_plan(case: Case, *, by: Actor, keys: Keyring, beside: Collection[str] = ()) -> PlanView:
    """Open the plan, and `beside` it what else of the case is read with it, as far as it opens.

    Denied where it was not shared, ReasonNeeded where it is assigned to a colleague.
    """
    rows = Section.objects.visible_to(by).select_related("box")
    section = rows.named(case.box_id, SECTION).first()
    if section is None:
        return PlanView(beside=_read_beside(case, beside, by=by, keys=keys))
    document = open_section(section, by=by, keys=keys)
    tasks = _TASKS.rows([case.pk])
    dropped = [words_section(task) for task in tasks if _was_dropped(task)]
    read = _read_beside(case, [*beside, *dropped], by=by, keys=keys)
    return plan_view(case, document, section=section, beside=read, tasks=tasks)


def _read_beside(
    case: Case, names: Collection[str], *, by: Actor, keys: Keyring
) -> dict[str, Document]:
    if not names:
        return {}
    wanted = Section.objects.visible_to(by).named(case.box_id, *names)
    rows = list(wanted.select_related("box"))
    opened = open_many(rows, by=by, keys=keys, purpose="page")
    return {row.name: opened[row.pk] for row in rows if row.pk in opened}


def providers_of(case: Case) -> list[tuple[str, str]]:
    """(id, name) of institutions that may give a step: of the network, without one's own and
    without whom somebody locked out.
    """
    out = marks_on(case)
    return [
        (str(ident), name)
        for ident, name in institution_choices(case.network)
        if ident != case.owner_institution_id and mark(INSTITUTION, ident) not in out
    ]


_ADOPTED: Final = _("Adopted by")


def changes(before: Mapping[str, Any], after: Mapping[str, Any]) -> list[Change]:
    """Two texts of the plan, need by need, for the history."""
    old, new = _read_out(before), _read_out(after)
    return [
        Change((new.get(key) or old[key])[0], old.get(key, ("", ""))[1], new.get(key, ("", ""))[1])
        for key in dict.fromkeys((*new, *old))
    ]


def _read_out(document: Mapping[str, Any]) -> dict[str, tuple[str, str]]:
    """Id → label and text."""
    plan = CarePlan.of(document)
    found = {need.id: (area_label(need.area), _need_lines(need)) for need in plan.needs}
    if plan.adopted is not None:
        by = [", ".join(filter(None, (one.label, one.words))) for one in plan.adopted.by]
        found["adopted"] = (str(_ADOPTED), "\n".join([plan.adopted.on, *by]))
    return found


def _need_lines(need: Need) -> str:
    return "\n".join([need.need, need.goal, *(_step_line(one) for one in need.steps)]).strip()


def _step_line(step: PlanStep) -> str:
    """Without how far a step with a task was: that stands in no text of the plan."""
    nobody = str(LOOKS["nobody"].label) if step.provider == NOBODY else ""
    state = "" if step.task and step.state != UNWANTED else word(STATES, step.state)
    said = (step.what, step.owner, step.provider_name, nobody, step.day, state, step.reason)
    line = "– " + ", ".join(filter(None, said))
    return "\n".join([line, *(f"– – {one.line}" for one in step.given)])
