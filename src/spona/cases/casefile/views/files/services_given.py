"""What was given under a step of the plan: written down, corrected, taken out."""

from __future__ import annotations

from uuid import UUID

from django.http import Http404, HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from spona.access.guards import MemberRequest, member
from spona.cases.careplan import service_actions as actions
from spona.cases.careplan.plan import CarePlan, Need, PlanStep
from spona.cases.careplan.service_given import Given
from spona.cases.casefile.careplan_forms import RemoveForm
from spona.cases.casefile.services_given_forms import GivenForm
from spona.cases.casefile.views.entry_page import Theirs
from spona.cases.casefile.views.files.careplan import PlanPage, read, written_in

_GONE = gettext_lazy("It was taken out of the plan.")


@member("case:write")
@require_http_methods(["GET", "POST"])
def add_given(request: MemberRequest, reference: str, step_id: UUID) -> HttpResponse:
    case = written_in(request, reference)
    plan = read(request, case).plan
    need, step = _step(request, plan, str(step_id))
    form = GivenForm(
        request.POST or None, case=case, plan=plan, step=step, need=need, by=request.actor
    )
    page = PlanPage(request, case, form, _("A service that was given"), lead=step.what)

    def act() -> None:
        actions.add_given(case, str(step_id), form.typed, by=request.actor, keys=request.keys)

    return page.answer(act)


@member("case:write")
@require_http_methods(["GET", "POST"])
def change_given(request: MemberRequest, reference: str, given_id: UUID) -> HttpResponse:
    """What stood there stays to be read under it."""
    case = written_in(request, reference)
    plan = read(request, case).plan
    one = _given(plan, given_id)
    if one is None and not _was_typed(request):
        raise Http404
    holds = plan.step_of_given(str(given_id))
    step = holds or PlanStep()
    need = plan.need_of(step.id) if holds else None
    form = GivenForm(
        request.POST or None, case=case, plan=plan, step=step, need=need or Need(),
        by=request.actor, one=one or Given(id=str(given_id), amount="1", first=_A_DAY, last=_A_DAY),
    )  # fmt: skip
    remove = f"{request.path}remove/" if one is not None else ""
    page = PlanPage(
        request, case, form, _("A service that was given"), lead=step.what, remove_url=remove
    )

    def act() -> None:
        actions.change_given(
            case, form.typed, read=form.cleaned_data["read"], by=request.actor, keys=request.keys
        )

    def theirs() -> Theirs:
        found = _given(read(request, case).plan, given_id)
        if found is None:
            return [str(_GONE)], ""
        said = [found.told, found.told_days, found.provider_name, found.paid_by, found.note]
        return said, actions.given_mark(found)

    return page.answer(act, theirs)


# Of an entry that is gone nothing is shown but what was typed.
_A_DAY = "2000-01-01"


@member("case:write")
@require_http_methods(["GET", "POST"])
def remove_given(request: MemberRequest, reference: str, given_id: UUID) -> HttpResponse:
    """Asks first."""
    case = written_in(request, reference)
    one = _given(read(request, case).plan, given_id)
    if one is None:
        raise Http404
    form = RemoveForm(request.POST or None, steps=[], initial={"read": actions.given_mark(one)})
    title = _("Take this service out of the plan?")
    page = PlanPage(request, case, form, title, lead=one.line, leaving=True)

    def act() -> None:
        actions.remove_given(
            case,
            str(given_id),
            read=form.cleaned_data["read"],
            by=request.actor,
            keys=request.keys,
        )

    return page.answer(act)


def _step(request: MemberRequest, plan: CarePlan, ident: str) -> tuple[Need, PlanStep]:
    """404 where it is not in the plan; empty ones for who typed while it was taken out."""
    need = plan.need_of(ident)
    if need is None:
        if not _was_typed(request):
            raise Http404
        return Need(), PlanStep(id=ident)
    return need, next(one for one in need.steps if one.id == ident)


def _given(plan: CarePlan, ident: UUID) -> Given | None:
    return next((one for one in plan.given if one.id == str(ident)), None)


def _was_typed(request: MemberRequest) -> bool:
    return bool(request.POST.get("amount", "").strip() or request.POST.get("first", ""))
