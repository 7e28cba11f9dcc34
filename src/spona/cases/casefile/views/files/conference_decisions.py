"""Decisions of a conference become steps: by a press, each on its own, never by themselves."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from spona.access.guards import MemberRequest, member
from spona.cases.careplan import actions
from spona.cases.careplan.plan import OWN
from spona.cases.careplan.queries import providers_of
from spona.cases.case.models import Case
from spona.cases.casefile.careplan_forms import StepOfDecisionForm
from spona.cases.casefile.conference_decisions import DecidedRow, decided_of
from spona.cases.casefile.views.files.careplan import PlanPage, plan_url, read, written_in
from spona.deadlines.late import has_passed, today_in

# As long as the words of a step may be.
_LINE = 300


@member("case:write")
@require_safe
def decided_steps(request: MemberRequest, reference: str) -> HttpResponse:
    case = written_in(request, reference)
    rows = decided_of(case, read(request, case).plan, by=request.actor, keys=request.keys)
    context = {"case": case, "rows": rows, "back_url": plan_url(case)}
    return render(request, "cases/file/decided.html", context)


@member("case:write")
@require_http_methods(["GET", "POST"])
def step_of_decision(request: MemberRequest, reference: str, decision_id: UUID) -> HttpResponse:
    case = written_in(request, reference)
    plan = read(request, case).plan
    rows = decided_of(case, plan, by=request.actor, keys=request.keys)
    found = next((one for one in rows if one.decision.pk == decision_id), None)
    if found is None:
        raise Http404
    form = StepOfDecisionForm(
        request.POST or None, case=case, by=request.actor, needs=plan.needs,
        initial=_filled(case, found),
    )  # fmt: skip
    page = PlanPage(request, case, form, _("A step from a decision"), lead=found.text)

    def act() -> None:
        draft = form.draft_of(str(decision_id))
        need = form.cleaned_data["need"]
        if need:
            actions.add_plan_step(case, need, draft, by=request.actor, keys=request.keys)
        else:
            actions.add_case_step(case, draft, by=request.actor, keys=request.keys)

    return page.answer(act)


def _filled(case: Case, row: DecidedRow) -> dict[str, Any]:
    """Who and by when, as far as they can be a step here."""
    decision, called_by = row.decision, row.conference.meeting.called_by
    own = decision.institution_id == case.owner_institution_id
    known = {ident for ident, _name in providers_of(case)}
    provider = str(decision.institution_id)
    filled = {
        "what": " ".join(row.text.split())[:_LINE],
        "provider": provider if not own and provider in known else OWN,
        "day": None if has_passed(decision.due_on, today_in(case.network)) else decision.due_on,
    }
    if called_by is not None and called_by.institution_id == case.owner_institution_id:
        filled["owner"] = str(called_by.pk)
    return filled
