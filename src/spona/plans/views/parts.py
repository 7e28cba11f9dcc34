"""Add, change, move and take out parts of a plan."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django import forms
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from spona.access.form_errors import RefusalAsFormError
from spona.access.guards import MemberRequest, member
from spona.access.models import once
from spona.plans import actions
from spona.plans.forms import PART_FORMS, ReasonForm
from spona.plans.models import Plan, State
from spona.plans.numbering import next_number
from spona.plans.permissions import check_can_change
from spona.plans.rows import INDICATOR, LINE, MEASURE, OBJECTIVE, Known, known_of
from spona.plans.views.lookups import known_part, known_plan, posted
from spona.plans.views.prefill import Carried, carried


@member("network:edit")
@require_http_methods(["GET", "HEAD", "POST"])
def add_part(request: MemberRequest, plan_id: UUID, part: str) -> HttpResponse:
    """`?under=` is the number of the objective or measure to which it will belong. What is brought
    along (`prefill`) fills a new activity; where there is no objective yet, that comes first.
    """
    plan = known_plan(request, plan_id)
    check_can_change(request.actor, plan)
    if part not in PART_FORMS:
        raise Http404
    brought = carried(request, plan.network)
    known = known_of(plan)
    if part != OBJECTIVE and not known.parts[OBJECTIVE]:
        return HttpResponseRedirect(_add(plan, OBJECTIVE, brought))
    initial = _proposed(known, part, request.GET.get("under", ""))
    if brought is not None and part == LINE:
        initial |= brought.initial
    form = PART_FORMS[part](posted(request), known=known, ident=None, initial=initial)
    if request.method == "POST" and form.is_valid():

        def made() -> str:
            row = actions.write_part(
                plan,
                part,
                form.values,
                reason=_reason(form),
                prompted_by=brought.observation if brought and part == LINE else None,
                by=request.actor,
            )
            if brought is not None and part == OBJECTIVE:
                return _add(plan, LINE, brought)
            return _way_back(plan, part, row)

        with RefusalAsFormError(form):
            return HttpResponseRedirect(once(form.cleaned_data["token"], made))
    return _page(request, plan, part, form, None, brought=brought)


@member("network:edit")
@require_http_methods(["GET", "HEAD", "POST"])
def edit_part(request: MemberRequest, part: str, part_id: UUID) -> HttpResponse:
    row = known_part(request, part, part_id)
    plan = row.plan
    check_can_change(request.actor, plan)
    known = known_of(plan)
    if row.pk not in known.parts[part]:
        raise Http404
    form = PART_FORMS[part](posted(request), known=known, ident=row.pk)
    if request.method == "POST" and form.is_valid():
        with RefusalAsFormError(form):
            actions.write_part(
                plan, part, form.values, part=row, reason=_reason(form), by=request.actor
            )
            return HttpResponseRedirect(_way_back(plan, part, row))
    return _page(request, plan, part, form, row)


@member("network:edit")
@require_http_methods(["GET", "HEAD", "POST"])
def drop_part(request: MemberRequest, part: str, part_id: UUID) -> HttpResponse:
    """Asks once, with the reason where the plan is adopted."""
    row = known_part(request, part, part_id)
    check_can_change(request.actor, row.plan)
    draft = row.plan.state == State.DRAFT
    form = ReasonForm(posted(request)) if not draft else forms.Form(posted(request))
    if request.method == "POST" and (form.is_valid() or draft):
        with RefusalAsFormError(form):
            actions.drop_part(row, reason=_reason(form), by=request.actor)
            return HttpResponseRedirect(reverse("plans:plan", args=[row.plan.pk]))
    context = {"plan": row.plan, "part": part, "row": row, "form": form, "draft": draft}
    status = 422 if form.is_bound and form.errors else 200
    return render(request, "plans/drop_part.html", context, status=status)


@member("network:edit")
@require_http_methods(["POST"])
def move_line(request: MemberRequest, line_id: UUID) -> HttpResponse:
    """Up or down among its neighbours: `way`, and `reason` where the plan is adopted."""
    row = known_part(request, LINE, line_id)
    actions.move_part(
        row,
        up=request.POST.get("way") == "up",
        reason=request.POST.get("reason", ""),
        by=request.actor,
    )
    return HttpResponseRedirect(reverse("plans:line", args=[row.pk]))


def _reason(form: Any) -> str:
    return str(getattr(form, "cleaned_data", {}).get("reason", ""))


def _proposed(known: Known, part: str, under: str) -> dict[str, Any]:
    """The next free number; below what was asked for, or below the last objective."""
    numbers = [one.number for one in known.parts[part].values()]
    if part == OBJECTIVE:
        return {"number": next_number(numbers)}
    there = {**known.numbered(OBJECTIVE), **(known.numbered(MEASURE) if part == LINE else {})}
    if under not in there:
        last = max(known.parts[OBJECTIVE].values(), key=lambda one: one.order)
        under = last.number
    return {"belongs": under, "number": next_number(numbers, under)}


def _add(plan: Plan, part: str, brought: Carried | None) -> str:
    where = reverse("plans:add_part", args=[plan.pk, part])
    return f"{where}?{brought.query}" if brought else where


def _way_back(plan: Plan, part: str, row: Any) -> str:
    if part == LINE:
        return reverse("plans:line", args=[row.pk])
    if part == INDICATOR:
        return reverse("plans:indicator", args=[row.pk])
    return reverse("plans:plan", args=[plan.pk])


def _page(
    request: MemberRequest,
    plan: Plan,
    part: str,
    form: Any,
    row: Any,
    *,
    brought: Carried | None = None,
) -> HttpResponse:
    context = {
        "plan": plan,
        "practice": plan.network.practice,
        "part": part,
        "form": form,
        "row": row,
        "carried": brought,
        "back": brought.back if brought else reverse("plans:plan", args=[plan.pk]),
    }
    return render(request, "plans/part_form.html", context, status=422 if form.errors else 200)
