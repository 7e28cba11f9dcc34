"""What moves an observation on. Each leads back to its page; a refusal is a sentence there."""

from __future__ import annotations

from collections.abc import Callable
from uuid import UUID

from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.views.decorators.http import require_POST

from spona.access.denied import Conflict, Denied
from spona.access.guards import MemberRequest, member
from spona.access.models import once
from spona.directory.models import Institution
from spona.prevention import actions
from spona.prevention.forms import CloseForm, FollowForm
from spona.prevention.models import Observation
from spona.prevention.views.lookups import known_observation, writes_for
from spona.prevention.views.page import again_form, page


@member("network:read")
@require_POST
def look(request: MemberRequest, observation_id: UUID) -> HttpResponse:
    """The reader's own institution looks at it."""
    row = known_observation(request, observation_id)
    own = get_object_or_404(Institution, pk=str(request.actor.institution_id))
    return _done(request, row, lambda: actions.look(row, institution=own, by=request.actor))


@member("network:read")
@require_POST
def see_again(request: MemberRequest, observation_id: UUID) -> HttpResponse:
    row = known_observation(request, observation_id)
    form = again_form(request, row, request.POST)
    if not form.is_valid():
        return page(request, row, status=422, again_form=form)
    institution = writes_for(request, form)

    def act() -> str:
        actions.see_again(
            row,
            institution=institution,
            seen_on=form.cleaned_data["seen_on"],
            note=form.cleaned_data["note"],
            by=request.actor,
        )
        return _path(row)

    return _done(request, row, lambda: once(form.cleaned_data["token"], act))


@member("network:read")
@require_POST
def follow(request: MemberRequest, observation_id: UUID) -> HttpResponse:
    row = known_observation(request, observation_id)
    form = FollowForm(request.POST)
    if not form.is_valid():
        return page(request, row, status=422, follow_form=form)
    said = form.cleaned_data
    return _done(request, row, lambda: actions.mark_followed_up(row, by=request.actor, **said))


@member("network:read")
@require_POST
def close(request: MemberRequest, observation_id: UUID) -> HttpResponse:
    row = known_observation(request, observation_id)
    form = CloseForm(request.POST, prefix="close")
    if not form.is_valid():
        return page(request, row, status=422, close_form=form)
    outcome, note = form.cleaned_data["outcome"], form.cleaned_data["note"]
    return _done(
        request, row, lambda: actions.close(row, outcome=outcome, note=note, by=request.actor)
    )


@member("network:read")
@require_POST
def reopen(request: MemberRequest, observation_id: UUID) -> HttpResponse:
    row = known_observation(request, observation_id)
    return _done(request, row, lambda: actions.reopen(row, by=request.actor))


@member("network:read")
@require_POST
def withdraw(request: MemberRequest, observation_id: UUID) -> HttpResponse:
    """Every word of it goes."""
    row = known_observation(request, observation_id)
    return _done(request, row, lambda: actions.withdraw(row, by=request.actor))


def _done(request: MemberRequest, row: Observation, act: Callable[[], object]) -> HttpResponse:
    try:
        act()
    except Denied as refusal:
        return page(request, row, status=403, note=str(refusal.sentence))
    except Conflict as faster:
        fresh = known_observation(request, row.pk)
        return page(request, fresh, status=409, note=str(faster.sentence))
    return HttpResponseRedirect(_path(row))


def _path(row: Observation) -> str:
    return reverse("prevention:observation", args=[row.pk])
