"""The plan is written, need by need and step by step; adopted; and asked whether paper is safe.

Each act reads what it needs first and then saves in one transaction: the text of the plan, and the
tasks of its steps through the steps of the case.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Final
from uuid import UUID, uuid4

from django.utils.translation import gettext as _

from spona import audit
from spona.access.actor import Actor
from spona.access.denied import Conflict, Denied
from spona.cases.careplan.plan import (
    ENDED,
    NOBODY,
    NOT_AVAILABLE,
    OWN,
    PLANNED,
    SECTION,
    UNWANTED,
    Adopter,
    Adoption,
    CarePlan,
    Need,
    PaperAnswer,
    PlanStep,
)
from spona.cases.careplan.queries import PlanView, StepView, read_plan
from spona.cases.case.acting_membership import acting_membership
from spona.cases.case.count.actions import count_again, read_count
from spona.cases.case.count.registry import still_latest
from spona.cases.case.models import Case
from spona.cases.case.permissions import check_can_add, check_can_write
from spona.cases.case.queries import readers_of
from spona.cases.case.sealed_entry import EntryChanged
from spona.cases.case.sections import LATER
from spona.cases.case.steps.actions import (
    NextStep,
    StepWords,
    add_step,
    change_step,
    end_step,
    finish_steps,
    read_words,
    reopen_step,
)
from spona.cases.case.steps.kinds import PLAN_STEP, REVIEW
from spona.cases.case.steps.queries import day_of, open_steps, words_section
from spona.deadlines.late import today_in
from spona.deadlines.time import now as instant
from spona.directory.models import Member
from spona.identity.keyring import Keyring
from spona.tasks.models import Task
from spona.vault.actions import add_section, save_section
from spona.vault.models import Section

MOST_NEEDS: Final = 40
MOST_STEPS: Final = 30
# As many saves of colleagues at the same moment are waited for.
_TRIES: Final = 5


@dataclass(frozen=True, slots=True)
class StepDraft:
    """A step as it was typed. `owner`: who of the institution does it, which makes it a step of the
    case. `state` and `reason` tell how far it is. `kind`, `decision` and
    `result` as of `PlanStep`.
    """

    what: str
    plain: str = ""
    provider: str = OWN
    provider_name: str = ""
    owner: Member | None = None
    day: date | None = None
    says: str = ""
    state: str = PLANNED
    reason: str = ""
    kind: str = ""
    decision: str = ""
    result: str = ""

    @property
    def ends(self) -> bool:
        return self.state in ENDED


@dataclass(frozen=True, slots=True)
class Writing:
    """One act: the plan as it was read, and the words of the tasks that it touches."""

    case: Case
    view: PlanView
    by: Actor
    keys: Keyring
    words: Mapping[Task, StepWords] = field(default_factory=dict, repr=False)

    @property
    def plan(self) -> CarePlan:
        return self.view.plan

    @property
    def today(self) -> date:
        return today_in(self.case.network)

    def need(self, ident: str, read: str | None = None) -> Need:
        """EntryChanged where it is gone, or another one than what was `read`."""
        found = self.plan.need(ident)
        if found is None or (read is not None and found.mark != read):
            raise EntryChanged
        return found

    def step(self, ident: str, read: str) -> tuple[Need, StepView]:
        need, found = self.plan.need_of(ident), self.view.step(ident)
        if need is None or found is None or found.mark != read:
            raise EntryChanged
        return need, found

    def written(self, before: StepView, draft: StepDraft) -> PlanStep:
        """A step that stands in the plan, with its task, as it is typed now."""
        task = _settle_task(self, before, draft)
        return _written(before.step, draft, task, self.today)


def add_need(case: Case, need: Need, *, by: Actor, keys: Keyring) -> str:
    """Write one more need; return its id."""
    added = replace(need, id=str(uuid4()), steps=())

    def act(now: Writing) -> CarePlan:
        if len(now.plan.needs) >= MOST_NEEDS:
            raise Denied(_("Forty needs stand in this plan. Take one out first."))
        return now.plan.with_need(added)

    write_plan(case, act, by=by, keys=keys)
    return added.id


def change_need(case: Case, need: Need, *, read: str, by: Actor, keys: Keyring) -> None:
    """Its area, need and goal; the steps and what colleagues wrote elsewhere stay as they are."""

    def act(now: Writing) -> CarePlan:
        before = now.need(need.id, read)
        changed = replace(before, area=need.area, need=need.need, goal=need.goal)
        return now.plan.with_need(changed)

    write_plan(case, act, by=by, keys=keys)


def remove_need(
    case: Case, ident: str, *, read: str, reason: str, by: Actor, keys: Keyring
) -> None:
    """Take out a need that was written by mistake; its open steps end, with the reason."""

    def act(now: Writing) -> CarePlan:
        found = now.view.need(ident)
        if found is None or found.mark != read:
            raise EntryChanged
        for one in found.steps:
            _check_nothing_given(one)
        for one in found.steps:
            _drop(now, one, reason)
        return now.plan.without_need(ident)

    def touched(view: PlanView) -> Iterable[StepView]:
        found = view.need(ident)
        return found.steps if found is not None else ()

    write_plan(case, act, touched=touched, by=by, keys=keys)


def add_plan_step(case: Case, need_id: str, draft: StepDraft, *, by: Actor, keys: Keyring) -> str:
    """Write one more step of a need; return its id.

    Denied without words, without somebody who does it where it is ours, and as `add_step` says.
    """
    _check_draft(draft)
    ident = str(uuid4())

    def act(now: Writing) -> CarePlan:
        _check_not_taken(now, draft.decision)
        need = now.need(need_id)
        if len(need.steps) >= MOST_STEPS:
            raise Denied(_("Thirty steps stand under this need. Take one out first."))
        task = _settle_task(now, None, draft)
        return now.plan.with_step(need, _written(PlanStep(id=ident), draft, task, now.today))

    write_plan(case, act, by=by, keys=keys)
    return ident


def add_case_step(case: Case, draft: StepDraft, *, by: Actor, keys: Keyring) -> None:
    """A decision of a conference that serves no need of the plan: a step of the file alone."""
    if not draft.what.strip():
        raise Denied(_("Write what is to be done."))

    def act(now: Writing) -> CarePlan:
        _check_not_taken(now, draft.decision)
        step = NextStep(PLAN_STEP, draft.owner or acting_membership(by), draft.day, draft.what)
        add_step(now.case, step, by=now.by)
        return replace(now.plan, taken=(*now.plan.taken, draft.decision))

    write_plan(case, act, by=by, keys=keys)


def _check_not_taken(now: Writing, decision: str) -> None:
    if decision and decision in now.plan.from_decisions:
        raise Conflict(_("This decision is a step already."))


def change_plan_step(
    case: Case, ident: str, draft: StepDraft, *, read: str, by: Actor, keys: Keyring
) -> None:
    """What it is, who does it, what the person says, how far it is.

    Its task follows: it is given to somebody, dated, ended, or opened again. What had ended it on
    the page of the case counts as a change of a colleague.
    """

    def act(now: Writing) -> CarePlan:
        need, before = now.step(ident, read)
        _check_draft(draft, begun=before.task is not None)
        return now.plan.with_step(need, now.written(before, draft))

    def touched(view: PlanView) -> Iterable[StepView]:
        return filter(None, [view.step(ident)])

    write_plan(case, act, touched=touched, by=by, keys=keys)


def remove_plan_step(
    case: Case, ident: str, *, read: str, reason: str, by: Actor, keys: Keyring
) -> None:
    """Take out a step that was written by mistake; where its task is open it ends with a reason."""

    def act(now: Writing) -> CarePlan:
        _need, before = now.step(ident, read)
        _check_nothing_given(before)
        _drop(now, before, reason)
        return now.plan.without_step(ident)

    def touched(view: PlanView) -> Iterable[StepView]:
        return filter(None, [view.step(ident)])

    write_plan(case, act, touched=touched, by=by, keys=keys)


def adopt(
    case: Case,
    adopters: Iterable[Adopter],
    *,
    on: date,
    read: str,
    review: date | None = None,
    ends: Collection[UUID] = (),
    by: Actor,
    keys: Keyring,
) -> None:
    """Say who has adopted the plan as it was `read`, and open the review: by the rule, or on the
    day that was agreed on. EntryChanged where something else stands in it now. `ends`: steps of the
    file that asked for the plan, which are done by it; what stands in the plan itself is not.
    """
    adopted_by = tuple(adopters)
    if not adopted_by:
        raise Denied(_("Tick who has adopted it. A plan that nobody has adopted is only a draft."))
    if on > today_in(case.network):
        raise Denied(_("This day is still to come. Write when they have adopted it."))

    def act(now: Writing) -> CarePlan:
        if not now.plan.needs:
            raise Denied(_("Write a need first. There is nothing to adopt yet."))
        if now.plan.mark != read:
            raise EntryChanged
        _open_review(now, review)
        asked = set(ends) - {UUID(one) for one in now.plan.task_ids}
        finish_steps(case, tasks=asked, kinds=[PLAN_STEP], by=by)
        text = now.view.section.revision + 1 if now.view.section is not None else 1
        adoption = Adoption(on.isoformat(), adopted_by, text, now.plan.mark)
        return replace(now.plan, adopted=adoption)

    write_plan(case, act, by=by, keys=keys)


def answer_paper(case: Case, safe: str, *, by: Actor, keys: Keyring) -> None:
    """Keep what the person said when they were asked whether it is safe to carry paper."""
    asked_by = acting_membership(by).person.name
    answer = PaperAnswer(safe, today_in(case.network).isoformat(), asked_by)
    write_plan(case, lambda now: replace(now.plan, paper=answer), by=by, keys=keys)


def write_plan(
    case: Case,
    act: Callable[[Writing], CarePlan],
    *,
    touched: Callable[[PlanView], Iterable[StepView]] = lambda _view: (),
    by: Actor,
    keys: Keyring,
) -> None:
    """Read, then save what `act` makes of it; what somebody else saved in between is read anew."""
    check_can_write(by, case)
    for _number in range(_TRIES):
        view = read_plan(case, by=by, keys=keys)
        beside = SECTION if view.section is not None else LATER[SECTION]
        check_can_add(by, case, beside)
        tasks = [one.task for one in touched(view) if one.task is not None]
        words = {task: read_words(case, task, by=by, keys=keys) for task in tasks}
        count = read_count(case, writes=[SECTION], by=by, keys=keys)
        with audit.transaction():
            locked = Case.objects.select_for_update(of=("self",)).get(pk=case.pk)
            check_can_write(by, locked)
            if not _is_latest(case, view, words) or not still_latest(count, beside=view.section):
                continue
            plan = act(Writing(case, view, by, keys, words))
            _save(case, view.section, plan, by=by, keys=keys)
            count_again(case, count, {SECTION: plan.to_document()}, by=by, keys=keys)
            return
    raise Conflict(_("Several colleagues write at this moment. Try again."))


def _is_latest(case: Case, view: PlanView, words: Mapping[Task, StepWords]) -> bool:
    """Whether plan, tasks and their words still are as they were read, now that the case waits."""
    read = {SECTION: view.section}
    read |= {words_section(task): one.section for task, one in words.items()}
    rows = Section.objects.named(case.box_id, *read).values_list("pk", "revision")
    if dict(rows) != {one.pk: one.revision for one in read.values() if one is not None}:
        return False
    now = Task.objects.in_bulk([task.pk for task in words])
    return all(_standing(now[task.pk]) == _standing(task) for task in words)


def _standing(task: Task) -> tuple[object, ...]:
    return task.done_at, task.owner_id, task.due_at, task.deadline_id


def _save(case: Case, section: Section | None, plan: CarePlan, *, by: Actor, keys: Keyring) -> None:
    document = plan.to_document()
    if section is None:
        add_section(case.box, SECTION, document, readers_of(case, LATER[SECTION]), by=by)
    else:
        save_section(section, document, revision=section.revision, by=by, keys=keys)


def _check_draft(draft: StepDraft, *, begun: bool = False) -> None:
    if not draft.what.strip():
        raise Denied(_("Write what is to be done."))
    if draft.provider == OWN and draft.owner is None and not begun:
        raise Denied(_("Choose who does it."))
    if draft.state == "not_done" and not draft.reason.strip():
        raise Denied(_("Write why it will not be done."))


def _written(before: PlanStep, draft: StepDraft, task: str, today: date) -> PlanStep:
    """The step as it was typed. How a task ended is its own; only that the person did not want it
    stands here too.
    """
    ended_by_task = bool(task) and draft.state in ("done", "not_done")
    state_before = PLANNED if before.state in ENDED else before.state
    return replace(
        before,
        what=draft.what.strip(),
        plain=draft.plain.strip(),
        provider=draft.provider,
        provider_name=draft.provider_name,
        owner=draft.owner.person.name if draft.owner is not None else "",
        day=draft.day.isoformat() if draft.day else "",
        says=draft.says,
        state=state_before if ended_by_task else draft.state,
        reason="" if task else draft.reason.strip(),
        ended=(before.ended or today.isoformat()) if draft.ends and not task else "",
        task=task,
        kind=draft.kind,
        decision=before.decision or draft.decision,
        lacking=_lacking_since(before, draft),
        result=(draft.result or before.result) if draft.ends else "",
    )


def _lacking_since(before: PlanStep, draft: StepDraft) -> str:
    """The instant at which it was first written that nobody gives it; it counts by that."""
    result = (draft.result or before.result) if draft.ends else ""
    if draft.provider == NOBODY or result == NOT_AVAILABLE:
        return before.lacking or instant().isoformat()
    return ""


def _settle_task(now: Writing, before: StepView | None, draft: StepDraft) -> str:
    """Make the task of a step follow what was typed; return its id, empty where there is none."""
    task = before.task if before is not None else None
    if before is None or task is None:
        if draft.owner is None or draft.ends:
            return ""
        step = NextStep(PLAN_STEP, draft.owner, draft.day, draft.what)
        return str(add_step(now.case, step, by=now.by).pk)
    if draft.ends and draft.state == before.state and draft.reason.strip() in ("", before.reason):
        return before.step.task
    if task.done_at is not None:
        task = reopen_step(task, by=now.by)
    if draft.ends:
        _end(now, task, draft)
        return before.step.task
    renamed = draft.what.strip() != before.step.what
    if renamed or (draft.owner, draft.day) != (task.owner, before.day):
        change_step(
            task,
            owner=draft.owner,
            day=draft.day,
            words=draft.what if renamed else "",
            by=now.by,
            keys=now.keys,
            read=now.words[task],
        )
    return before.step.task


def _end(now: Writing, task: Task, draft: StepDraft) -> None:
    """Where no other step of the case is open, the review with the person follows."""
    others = open_steps(now.case).exclude(pk=task.pk).exists()
    unwanted = _("The person does not want it.") if draft.state == UNWANTED else ""
    end_step(
        task,
        dropped=draft.state != "done",
        reason=draft.reason.strip() or unwanted,
        following=None if others else NextStep(REVIEW, acting_membership(now.by)),
        by=now.by,
        keys=now.keys,
        read=now.words[task],
    )


def _check_nothing_given(one: StepView) -> None:
    """What was given stays in the plan until somebody says that it was not."""
    if one.step.given:
        raise Denied(
            _("Services given are written down under it. Take those out first, or end the "
              "step instead.")
        )  # fmt: skip


def _drop(now: Writing, one: StepView, reason: str) -> None:
    """A step that is taken out leaves no open task behind."""
    if one.task is None or one.task.done_at is not None:
        return
    if not reason.strip():
        raise Denied(_("Write why it is taken out. The step of the file ends with it."))
    _end(now, one.task, StepDraft(one.step.what, state="not_done", reason=reason))


def _open_review(now: Writing, day: date | None) -> None:
    found = (
        open_steps(now.case).filter(kind=REVIEW).select_related("deadline__rule", "owner").first()
    )
    if found is None:
        step = NextStep(REVIEW, acting_membership(now.by), day)
        add_step(now.case, step, by=now.by)
    elif day is not None and day != day_of(found, now.case):
        change_step(found, owner=found.owner, day=day, by=now.by, keys=now.keys)
