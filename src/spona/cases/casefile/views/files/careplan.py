"""The care plan of a case: its page, and each need and step on one of its own."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final
from uuid import UUID

from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_safe

from spona.access.guards import MemberRequest, member
from spona.access.models import new_token
from spona.cases.assessment.queries import waits_for_approval
from spona.cases.careplan import actions
from spona.cases.careplan.plan import SECTION, STATES, Need
from spona.cases.careplan.queries import NeedView, PlanView, StepView, may_read_plan, read_plan
from spona.cases.careplan.referral_results import Ended, end_by_result, ended_for, sent_from
from spona.cases.careplan.service_given import Given
from spona.cases.careplan.service_kinds import kind_choices
from spona.cases.case.models import Case
from spona.cases.case.permissions import check_can_write
from spona.cases.case.steps.kinds import PLAN_STEP, REMINDER
from spona.cases.case.steps.queries import shown_steps, words_section
from spona.cases.casefile.boxes import referrals_of
from spona.cases.casefile.careplan_forms import (
    AdoptForm,
    ChangePlanStepForm,
    EndStepForm,
    NeedForm,
    PlanStepForm,
    RemoveForm,
)
from spona.cases.casefile.open_steps import opened_steps, steps_of
from spona.cases.casefile.section_history import earlier_texts
from spona.cases.casefile.views.entry_page import EntryPage, Theirs
from spona.cases.casefile.views.file import may_write, visible_file, visible_of
from spona.cases.fields.need_areas import area_label
from spona.cases.legal_track.actions import follow_review
from spona.cases.referrals.models import Referral
from spona.cases.referrals.moves import State as Moved
from spona.deadlines.late import today_in
from spona.directory.queries import institutions_by_id
from spona.ui.days import until_day
from spona.vault.refusals import ReasonNeeded

# Read with the plan: how to reach the person safely stands above it.
_CONTACT: Final = "contact"


@dataclass(frozen=True, slots=True)
class PlanRow:
    """A step with the sector of its institution, and what was sent there where it was asked for;
    `ended` where that is over and the step is not. `given`: what was given in it, and the words of
    its kind.
    """

    view: StepView
    sector: str
    sent: Referral | None
    ended: Ended | None
    given: list[tuple[Given, str]]


@member("case:open")
@require_safe
def careplan(request: MemberRequest, reference: str) -> HttpResponse:
    case = plan_file(request, reference)
    tasks = [one for one in shown_steps([case.pk], request.actor) if one.kind != REMINDER]
    beside = [_CONTACT, *(words_section(task) for task in tasks[:1])]
    try:
        view = read_plan(case, by=request.actor, keys=request.keys, beside=beside)
    except ReasonNeeded:
        # The page of the file asks for it.
        return HttpResponseRedirect(reverse("cases:file", args=[case.reference]))
    adopted = view.plan.adopted
    context = {
        "case": case,
        "plan": view.plan,
        "view": view,
        "needs": _rows(request, case, view),
        "contact": view.beside.get(_CONTACT) or {},
        "step": next(iter(steps_of(tasks[:1], view.beside)), None),
        "earlier": earlier_texts(case, [SECTION]).get(SECTION),
        # Today's text is no earlier one.
        "as_adopted": adopted.text if adopted and adopted.text < _revision(view) else None,
        "may_write": may_write(request, case),
        "assessment_waits": waits_for_approval(case, by=request.actor, keys=request.keys),
        "token": new_token(),
        "back_url": reverse("cases:file", args=[case.reference]),
    }
    return render(request, "cases/file/plan.html", context)


@member("case:write")
@require_http_methods(["GET", "POST"])
def add_need(request: MemberRequest, reference: str) -> HttpResponse:
    case = written_in(request, reference)
    form = NeedForm(request.POST or None)
    page = PlanPage(request, case, form, _("Add a need"))

    def act() -> None:
        actions.add_need(case, form.typed(), by=request.actor, keys=request.keys)

    return page.answer(act)


@member("case:write")
@require_http_methods(["GET", "POST"])
def change_need(request: MemberRequest, reference: str, need_id: UUID) -> HttpResponse:
    case = written_in(request, reference)
    now = _need(request, read(request, case), need_id, "need")
    form = NeedForm(request.POST or None, initial=NeedForm.initial_of(now) if now else None)
    remove = reverse("cases:remove_need", args=[case.reference, need_id]) if now else ""
    page = PlanPage(request, case, form, _("A need and its goal"), remove_url=remove)

    def act() -> None:
        actions.change_need(
            case,
            form.typed(str(need_id)),
            read=form.cleaned_data["read"],
            by=request.actor,
            keys=request.keys,
        )

    def theirs() -> Theirs:
        found = read(request, case).plan.need(str(need_id))
        if found is None:
            return [str(_TAKEN_OUT)], ""
        return [area_label(found.area), found.need, found.goal], found.mark

    return page.answer(act, theirs)


@member("case:write")
@require_http_methods(["GET", "POST"])
def remove_need(request: MemberRequest, reference: str, need_id: UUID) -> HttpResponse:
    """Asks first."""
    case = written_in(request, reference)
    view = read(request, case)
    found = view.need(str(need_id))
    if found is None:
        raise Http404
    form = RemoveForm(request.POST or None, steps=found.steps, initial={"read": found.mark})
    title = _("Take this need out of the plan?")
    page = PlanPage(request, case, form, title, lead=found.need.need, leaving=True)

    def act() -> None:
        said = form.cleaned_data
        actions.remove_need(
            case,
            str(need_id),
            read=said["read"],
            reason=said.get("reason", ""),
            by=request.actor,
            keys=request.keys,
        )

    return page.answer(act)


@member("case:write")
@require_http_methods(["GET", "POST"])
def add_plan_step(request: MemberRequest, reference: str, need_id: UUID) -> HttpResponse:
    case = written_in(request, reference)
    need = _need(request, read(request, case), need_id, "what")
    form = PlanStepForm(request.POST or None, case=case, by=request.actor)
    page = PlanPage(request, case, form, _("Add a step"), lead=need.need if need else "")

    def act() -> None:
        actions.add_plan_step(case, str(need_id), form.draft, by=request.actor, keys=request.keys)

    return page.answer(act)


@member("case:write")
@require_http_methods(["GET", "POST"])
def change_plan_step(request: MemberRequest, reference: str, step_id: UUID) -> HttpResponse:
    case = written_in(request, reference)
    now = _step(request, read(request, case), step_id)
    form = ChangePlanStepForm(
        request.POST or None,
        case=case,
        by=request.actor,
        step=now,
        initial=ChangePlanStepForm.initial_of(now) if now else None,
    )
    remove = reverse("cases:remove_plan_step", args=[case.reference, step_id]) if now else ""
    page = PlanPage(request, case, form, _("A step of the plan"), remove_url=remove)

    def act() -> None:
        actions.change_plan_step(
            case,
            str(step_id),
            form.draft,
            read=form.cleaned_data["read"],
            by=request.actor,
            keys=request.keys,
        )

    def theirs() -> Theirs:
        found = read(request, case).step(str(step_id))
        if found is None:
            return [str(_TAKEN_OUT)], ""
        owner = found.owner.person.shown_name if found.owner is not None else ""
        day = until_day(found.day) if found.day else ""
        state = str(STATES[found.state])
        said = [found.step.what, found.step.provider_name, owner, day, state, found.reason]
        return said, found.mark

    return page.answer(act, theirs)


@member("case:write")
@require_http_methods(["GET", "POST"])
def end_plan_step(request: MemberRequest, reference: str, step_id: UUID) -> HttpResponse:
    """As what was sent from it ended for the person; the page of the plan proposes it."""
    case = written_in(request, reference)
    now = read(request, case).step(str(step_id))
    if now is None:
        raise Http404
    form = EndStepForm(request.POST or None, initial={"read": now.mark, "result": now.step.result})
    page = PlanPage(request, case, form, _("How did it end for the person?"), lead=now.step.what)

    def act() -> None:
        said = form.cleaned_data
        end_by_result(
            case,
            str(step_id),
            said["result"],
            read=said["read"],
            reason=said["reason"],
            by=request.actor,
            keys=request.keys,
        )

    def theirs() -> Theirs:
        found = read(request, case).step(str(step_id))
        if found is None:
            return [str(_TAKEN_OUT)], ""
        return [found.step.what, str(STATES[found.state]), found.reason], found.mark

    return page.answer(act, theirs)


@member("case:write")
@require_http_methods(["GET", "POST"])
def remove_plan_step(request: MemberRequest, reference: str, step_id: UUID) -> HttpResponse:
    """Asks first."""
    case = written_in(request, reference)
    now = read(request, case).step(str(step_id))
    if now is None:
        raise Http404
    form = RemoveForm(request.POST or None, steps=[now], initial={"read": now.mark})
    title = _("Take this step out of the plan?")
    page = PlanPage(request, case, form, title, lead=now.step.what, leaving=True)

    def act() -> None:
        said = form.cleaned_data
        actions.remove_plan_step(
            case,
            str(step_id),
            read=said["read"],
            reason=said.get("reason", ""),
            by=request.actor,
            keys=request.keys,
        )

    return page.answer(act)


@member("case:write")
@require_http_methods(["GET", "POST"])
def adopt_plan(request: MemberRequest, reference: str) -> HttpResponse:
    case = written_in(request, reference)
    plan = read(request, case).plan
    steps = opened_steps(case, PLAN_STEP, by=request.actor, keys=request.keys)
    form = AdoptForm(
        request.POST or None,
        case=case,
        beside=[one for one in steps if str(one.task.pk) not in plan.task_ids],
        initial={"on": today_in(case.network), "read": plan.mark},
    )
    page = PlanPage(request, case, form, _("Who has adopted the plan?"))

    def act() -> None:
        said = form.cleaned_data
        actions.adopt(
            case,
            form.adopters,
            on=said["on"],
            read=said["read"],
            review=said["review"],
            ends=form.ended,
            by=request.actor,
            keys=request.keys,
        )
        follow_review(case, by=request.actor, keys=request.keys)

    def theirs() -> Theirs:
        plan = read(request, case).plan
        lines = [line for one in plan.needs for line in (one.need, *(s.what for s in one.steps))]
        return list(lines), plan.mark

    return page.answer(act, theirs)


def plan_file(request: MemberRequest, reference: str) -> Case:
    """404 where no key leads to the plan; of a closed case only reading goes on."""
    case = visible_file(request, reference)
    if not may_read_plan(request.actor, case):
        raise Http404
    return case


def written_in(request: MemberRequest, reference: str) -> Case:
    case = plan_file(request, reference)
    if request.method == "GET":
        check_can_write(request.actor, case)
    return case


def read(request: MemberRequest, case: Case, *beside: str) -> PlanView:
    return read_plan(case, by=request.actor, keys=request.keys, beside=beside)


def _need(request: MemberRequest, view: PlanView, ident: UUID, field: str) -> Need | None:
    """404 where it is not in the plan; None for who typed in `field` while it was taken out."""
    found = view.plan.need(str(ident))
    if found is None and not request.POST.get(field, "").strip():
        raise Http404
    return found


def _step(request: MemberRequest, view: PlanView, ident: UUID) -> StepView | None:
    found = view.step(str(ident))
    if found is None and not request.POST.get("what", "").strip():
        raise Http404
    return found


def _rows(
    request: MemberRequest, case: Case, view: PlanView
) -> list[tuple[NeedView, list[PlanRow]]]:
    given_by = {one.step.provider for one in view.steps if one.step.is_with_institution}
    sectors = {str(pk): one.sector for pk, one in institutions_by_id(map(UUID, given_by)).items()}
    mine = [one for one in visible_of(referrals_of(case), request) if one.from_case_id == case.pk]
    # The newest one stays: the list begins with the oldest.
    sent = {str(one.recipient_institution_id): one for one in mine if one.state != Moved.WITHDRAWN}

    kinds = dict(kind_choices()) if any(one.step.given for one in view.steps) else {}

    def row(one: StepView) -> PlanRow:
        named = sent_from(one, mine)
        asked = one.state in ("asked", "under_way") and not one.step.referral
        shown = named or (sent.get(one.step.provider) if asked else None)
        sector = sectors.get(one.step.provider, "")
        given = [(each, kinds.get(each.kind, "")) for each in one.step.given]
        return PlanRow(one, sector, shown, ended_for(one, named), given)

    return [(need, [row(one) for one in need.steps]) for need in view.needs]


def _revision(view: PlanView) -> int:
    return view.section.revision if view.section is not None else 0


def plan_url(case: Case) -> str:
    return reverse("cases:careplan", args=[case.reference])


_TAKEN_OUT: Final = gettext_lazy("It was taken out of the plan.")


class PlanPage(EntryPage):
    template = "cases/file/plan_form.html"
    taken_out = _TAKEN_OUT

    @property
    def url(self) -> str:
        return plan_url(self.case)
