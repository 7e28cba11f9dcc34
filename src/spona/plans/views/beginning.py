"""Begin a plan, change its frame, write down its adoption, end it."""

from __future__ import annotations

from collections.abc import Iterable
from uuid import UUID

from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from spona.access.form_errors import RefusalAsFormError
from spona.access.guards import MemberRequest, member
from spona.access.models import once
from spona.attachments.uploads import takes_attachments, was_too_large
from spona.deadlines.time import today
from spona.plans import actions
from spona.plans.forms import AdoptForm, BeginForm, PlanForm
from spona.plans.models import Plan, State
from spona.plans.permissions import check_can_change, check_can_edit
from spona.plans.rows import LINE
from spona.plans.views.lookups import chosen_network, known_plan, networks_of, posted
from spona.plans.views.prefill import carried


@member("network:edit")
@require_http_methods(["GET", "HEAD", "POST"])
def begin(request: MemberRequest) -> HttpResponse:
    """A draft for next year, or for this one while there is none; empty or copied."""
    network = chosen_network(request, networks_of(request))
    if network is None:
        raise Http404
    check_can_edit(request.actor, network)
    brought = carried(request, network)
    plans = Plan.objects.filter(network=network)
    form = BeginForm(posted(request), plans=plans, initial=_proposed(plans))
    if request.method == "POST" and form.is_valid():
        asked = form.cleaned_data

        def made() -> str:
            plan = actions.begin(
                network,
                title=asked["title"],
                starts_on=asked["starts_on"],
                ends_on=asked["ends_on"],
                copy_of=asked["copy_of"],
                by=request.actor,
            )
            if brought is not None:
                return f"{reverse('plans:add_part', args=[plan.pk, LINE])}?{brought.query}"
            return reverse("plans:plan", args=[plan.pk])

        with RefusalAsFormError(form):
            return HttpResponseRedirect(once(asked["token"], made))
    context = {
        "form": form, "network": network, "practice": network.practice, "carried": brought,
    }  # fmt: skip
    return render(request, "plans/begin.html", context, status=422 if form.errors else 200)


def _proposed(plans: Iterable[Plan]) -> dict[str, object]:
    """The first year from now on for which there is no plan."""
    taken = {year for one in plans for year in one.years}
    year = today().year
    while year in taken:
        year += 1
    return {
        "title": _("Action plan for %(year)d") % {"year": year},
        "starts_on": today().replace(year=year, month=1, day=1),
        "ends_on": today().replace(year=year, month=12, day=31),
    }


@takes_attachments
@member("network:edit")
@require_http_methods(["GET", "HEAD", "POST"])
def settings(request: MemberRequest, plan_id: UUID) -> HttpResponse:
    """Title and days; with the forms for adoption and end beside them."""
    plan = known_plan(request, plan_id)
    check_can_edit(request.actor, plan.network)
    form = _frame_form(plan, posted(request))
    if request.method == "POST" and form.is_valid():
        asked = form.cleaned_data
        with RefusalAsFormError(form):
            actions.edit_plan(
                plan,
                title=asked["title"],
                starts_on=asked["starts_on"],
                ends_on=asked["ends_on"],
                reason=asked.get("reason", ""),
                by=request.actor,
            )
            return HttpResponseRedirect(reverse("plans:plan", args=[plan.pk]))
    return _page(request, plan, form=form)


@takes_attachments
@member("network:edit")
@require_http_methods(["GET", "HEAD", "POST"])
def adopt(request: MemberRequest, plan_id: UUID) -> HttpResponse:
    """The day, the act and its document."""
    plan = known_plan(request, plan_id)
    check_can_change(request.actor, plan)
    form = AdoptForm(posted(request), request.FILES or None)
    if request.method == "POST":
        if was_too_large(request):
            form.add_error("document", _("This file is larger than 10 MB. Choose a smaller one."))
        if form.is_valid():
            asked = form.cleaned_data
            with RefusalAsFormError(form):
                actions.adopt(
                    plan,
                    on=asked["adopted_on"],
                    adopted_by=asked["adopted_by"],
                    document=asked["document"],
                    by=request.actor,
                )
                return HttpResponseRedirect(reverse("plans:plan", args=[plan.pk]))
    return _page(request, plan, adopt_form=form)


@member("network:edit")
@require_POST
def end(request: MemberRequest, plan_id: UUID) -> HttpResponse:
    plan = known_plan(request, plan_id)
    actions.end(plan, by=request.actor)
    return HttpResponseRedirect(reverse("plans:plan", args=[plan.pk]))


def _frame_form(plan: Plan, data: object) -> PlanForm:
    initial = {"title": plan.title, "starts_on": plan.starts_on, "ends_on": plan.ends_on}
    return PlanForm(data, adopted=plan.state != State.DRAFT, initial=initial)


def _page(
    request: MemberRequest,
    plan: Plan,
    *,
    form: PlanForm | None = None,
    adopt_form: AdoptForm | None = None,
) -> HttpResponse:
    draft = plan.state == State.DRAFT
    context = {
        "plan": plan,
        "practice": plan.network.practice,
        "form": form or _frame_form(plan, None),
        "adopt_form": (adopt_form or AdoptForm(initial={"adopted_on": today()})) if draft else None,
        "ended": plan.state == State.ENDED,
    }
    wrong = any(one is not None and one.errors for one in (form, adopt_form))
    return render(request, "plans/settings.html", context, status=422 if wrong else 200)
