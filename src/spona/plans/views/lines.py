"""A line of the plan: what it is, how far, by which papers; and what an institution has to do."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from spona.access.form_errors import RefusalAsFormError
from spona.access.guards import MemberRequest, member
from spona.attachments.uploads import takes_attachments, was_too_large
from spona.deadlines.late import today_in
from spona.plans import actions
from spona.plans.forms import ProgressForm
from spona.plans.labels import money_told
from spona.plans.models import Counts, Line, Progress, State
from spona.plans.permissions import RECORD, may_edit, may_report
from spona.plans.queries import states
from spona.plans.rows import LINE
from spona.plans.states import DONE
from spona.plans.views.lookups import known_part, known_plan
from spona.plans.views.prefill import what_led_to


@takes_attachments
@member("network:read")
@require_http_methods(["GET", "HEAD", "POST"])
def line(request: MemberRequest, line_id: UUID) -> HttpResponse:
    """Its page; POST writes how far it has got."""
    row = known_part(request, LINE, line_id)
    form = None
    if request.method == "POST":
        form = ProgressForm(request.POST, request.FILES, line=row)
        if was_too_large(request):
            form.add_error("evidence", _("This file is larger than 10 MB. Choose a smaller one."))
        if form.is_valid():
            asked = form.cleaned_data
            with RefusalAsFormError(form):
                actions.report_progress(
                    row,
                    percent=asked.get("percent"),
                    units_done=asked.get("units_done"),
                    note=asked["note"],
                    evidence=asked["evidence"],
                    by=request.actor,
                )
                return HttpResponseRedirect(reverse("plans:line", args=[row.pk]))
    return _page(request, row, form)


def _page(request: MemberRequest, row: Line, form: ProgressForm | None) -> HttpResponse:
    plan = row.plan
    writes = (
        may_report(request.actor, row, plan)
        and plan.state == State.ADOPTED
        and row.dropped_on is None
        and row.counts == Counts.HAND
    )
    standing = list(
        row.progress.filter(withdrawn_at=None).select_related(
            "recorded_by__person", "institution", "evidence"
        )
    )
    changes = may_edit(request.actor, plan.network_id) and plan.state != State.ENDED
    context: dict[str, Any] = {
        "plan": plan,
        "practice": plan.network.practice,
        "line": row,
        "noticed": what_led_to(request, row),
        "state": states(plan, [row], today_in(plan.network))[0][1],
        "money": money_told(*row.money) if row.money else "",
        "partners": row.partners.all(),
        "progress": standing,
        "may_undo": writes,
        "activities": row.activities.filter(withdrawn_at=None).select_related("institution")[:50],
        "form": form or (ProgressForm(line=row) if writes else None),
        "may_change": changes and row.dropped_on is None,
        "may_record": request.actor.may(RECORD) and plan.state == State.ADOPTED,
        "adopted": plan.state != State.DRAFT,
    }
    wrong = form is not None and bool(form.errors)
    return render(request, "plans/line.html", context, status=422 if wrong else 200)


@member("network:read")
@require_POST
def take_back(request: MemberRequest, progress_id: UUID) -> HttpResponse:
    """Undo of what was written last."""
    rows = Progress.objects.filter(line__plan__network__in=request.actor.networks)
    row = get_object_or_404(rows.select_related("line__plan"), pk=progress_id, withdrawn_at=None)
    actions.take_back(row, by=request.actor)
    return HttpResponseRedirect(reverse("plans:line", args=[row.line_id]))


@member("network:read")
@require_http_methods(["GET", "HEAD", "POST"])
def ours(request: MemberRequest, plan_id: UUID) -> HttpResponse:
    """All lines of one's own institution; POST says that they stand as they are written."""
    plan = known_plan(request, plan_id)
    if request.method == "POST":
        actions.confirm_own(plan, by=request.actor)
        return HttpResponseRedirect(reverse("plans:ours", args=[plan.pk]))
    own = plan.lines.standing().filter(responsible_id=request.actor.institution_id)
    found = states(plan, own, today_in(plan.network))
    days = [line.progress_on for line, _state in found if line.progress_on]
    context = {
        "plan": plan,
        "practice": plan.network.practice,
        "rows": found,
        "open": sum(state.name != DONE for _line, state in found),
        "confirmed": min(days) if days and len(days) == len(found) else None,
        "may_confirm": bool(found) and request.actor.may(RECORD) and plan.state == State.ADOPTED,
    }
    return render(request, "plans/ours.html", context)
