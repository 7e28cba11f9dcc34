"""Record an activity in two minutes; correct it, withdraw it, put it back."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST

from spona.access.form_errors import RefusalAsFormError
from spona.access.guards import MemberRequest, member
from spona.access.models import once
from spona.directory.models import Network
from spona.plans import actions
from spona.plans.forms import ActivityForm, WithdrawForm
from spona.plans.permissions import check_can_correct, check_can_record, may_edit
from spona.plans.views.activities import known_activity
from spona.plans.views.lookups import chosen_network, networks_of, own_institution, posted
from spona.prevention.models import Observation


@member("network:read")
@require_http_methods(["GET", "HEAD", "POST"])
def record(request: MemberRequest) -> HttpResponse:
    """`?line=` and `?project=` choose beforehand; `?from=` is the observation that prompted it."""
    networks = networks_of(request)
    network = chosen_network(request, networks)
    if network is None:
        raise Http404
    check_can_record(request.actor, network)
    prompt = _prompt(request, network)
    own = own_institution(request)
    form = ActivityForm(
        posted(request),
        network=network,
        own=own,
        for_others=may_edit(request.actor, network.pk),
        prompted_by=prompt,
        initial=_chosen_before(request),
    )
    if request.method == "POST" and form.is_valid():
        holder = form.cleaned_data.get("institution") or own
        if holder is None:
            raise Http404

        def recorded() -> str:
            made = actions.record(network, form.held(), institution=holder, by=request.actor)
            return reverse(
                "plans:activities", query={"network": network.slug, "recorded": made.reference}
            )

        with RefusalAsFormError(form):
            where = once(form.cleaned_data["token"], recorded)
            return HttpResponseRedirect(_on(request, where, network))
    context = {
        "form": form,
        "network": network,
        "networks": networks,
        "practice": network.practice,
        "prompt": prompt,
        "activity": None,
    }
    return render(request, "plans/record.html", context, status=422 if form.errors else 200)


def _on(request: MemberRequest, where: str, network: Network) -> str:
    """The list with the note; or a new empty page for the next one."""
    if request.POST.get("next") == "another":
        return reverse("plans:record", query={"network": network.slug, "again": "1"})
    return where


def _prompt(request: MemberRequest, network: Network) -> Observation | None:
    asked = request.GET.get("from", "") or request.POST.get("from", "")
    if not asked:
        return None
    try:
        ident = UUID(asked)
    except ValueError:
        raise Http404 from None
    return get_object_or_404(Observation, pk=ident, network=network)


def _chosen_before(request: MemberRequest) -> dict[str, Any]:
    return {name: request.GET[name] for name in ("line", "project") if request.GET.get(name)}


@member("network:read")
@require_http_methods(["GET", "HEAD", "POST"])
def edit_activity(request: MemberRequest, reference: str) -> HttpResponse:
    row = known_activity(request, reference)
    check_can_correct(request.actor, row)
    form = ActivityForm(
        posted(request),
        network=row.network,
        own=row.institution,
        for_others=False,
        activity=row,
    )
    if request.method == "POST" and form.is_valid():
        with RefusalAsFormError(form):
            actions.rewrite(row, form.held(), by=request.actor)
            return HttpResponseRedirect(reverse("plans:activity", args=[row.reference]))
    context = {
        "form": form,
        "network": row.network,
        "practice": row.network.practice,
        "prompt": row.prompted_by,
        "activity": row,
    }
    return render(request, "plans/record.html", context, status=422 if form.errors else 200)


@member("network:read")
@require_http_methods(["GET", "HEAD", "POST"])
def withdraw_activity(request: MemberRequest, reference: str) -> HttpResponse:
    row = known_activity(request, reference)
    check_can_correct(request.actor, row)
    form = WithdrawForm(posted(request))
    if request.method == "POST" and form.is_valid():
        with RefusalAsFormError(form):
            actions.withdraw(row, reason=form.cleaned_data["reason"], by=request.actor)
            return HttpResponseRedirect(reverse("plans:activity", args=[row.reference]))
    context = {"form": form, "activity": row, "practice": row.network.practice}
    return render(request, "plans/withdraw.html", context, status=422 if form.errors else 200)


@member("network:read")
@require_POST
def restore_activity(request: MemberRequest, reference: str) -> HttpResponse:
    row = known_activity(request, reference)
    actions.restore(row, by=request.actor)
    return HttpResponseRedirect(reverse("plans:activity", args=[row.reference]))
