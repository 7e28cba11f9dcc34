"""Calling a drill, taking a role, giving it back."""

from __future__ import annotations

from uuid import UUID

from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST

from spona.access.denied import Conflict, Denied
from spona.access.form_errors import RefusalAsFormError
from spona.access.guards import MemberRequest, member
from spona.access.models import once
from spona.directory.actions import act_for
from spona.practice import actions
from spona.practice.forms import ALONE, TOGETHER, CallForm, RoleForm
from spona.practice.scenarios import scenarios
from spona.practice.views.drill import drill_page
from spona.practice.views.overview import own_networks
from spona.practice.views.pages import known_drill, to_drill


@member("network:read")
@require_http_methods(["GET", "HEAD", "POST"])
def call_drill(request: MemberRequest, scenario: str) -> HttpResponse:
    """One story: what one plays, and with whom. Alone it begins at once."""
    story, networks = scenarios().get(scenario), own_networks(request)
    if story is None or not networks:
        raise Http404
    form = CallForm(request.POST or None, scenario=story, networks=networks)
    status = 200
    if request.method == "POST" and form.is_valid():
        asked = form.cleaned_data

        def called() -> str:
            network = next(one for one in networks if one.slug == asked["network"])
            made = actions.call_drill(
                network, scenario=story.code, role=asked["role"],
                told=asked["company"] == TOGETHER, by=request.actor,
            )  # fmt: skip
            if asked["company"] == ALONE:
                actions.begin_drill(made, by=request.actor)
            return reverse("practice:drill", args=[made.pk])

        with RefusalAsFormError(form):
            path = once(asked["token"], called)
            _stay(request)
            return HttpResponseRedirect(path)
    if form.errors:
        status = 422
    context = {"form": form, "scenario": story, "networks": networks}
    return render(request, "practice/call.html", context, status=status)


@member("network:read")
@require_POST
def join_drill(request: MemberRequest, drill_id: UUID) -> HttpResponse:
    drill = known_drill(request, drill_id)
    taken = drill.parts.filter(left_at=None).values_list("role", flat=True)
    form = RoleForm(request.POST, scenario=scenarios()[drill.scenario], taken=list(taken))
    if not form.is_valid():
        return drill_page(request, drill, status=422, role_form=form)
    try:
        actions.join_drill(drill, role=form.cleaned_data["role"], by=request.actor)
    except (Denied, Conflict) as refusal:
        return drill_page(request, drill, status=409, note=str(refusal.sentence))
    _stay(request)
    return to_drill(drill)


@member("network:read")
@require_POST
def leave_drill(request: MemberRequest, drill_id: UUID) -> HttpResponse:
    drill = known_drill(request, drill_id)
    try:
        actions.leave_drill(drill, by=request.actor)
    except (Denied, Conflict) as refusal:
        return drill_page(request, drill, status=409, note=str(refusal.sentence))
    return to_drill(drill)


def _stay(request: MemberRequest) -> None:
    """Keep the acting membership: with a second one at hand nobody is asked in mid-work which."""
    identity, worn = request.identity, request.actor  # type: ignore[attr-defined]
    if worn.member_id is not None and identity.session.acting_member is None:
        act_for(identity, member_id=worn.member_id, by=worn)
