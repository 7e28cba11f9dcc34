"""The public calendar, as its editors see it."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any, Final
from uuid import UUID

from django.core.paginator import Paginator
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import urlencode
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from spona import deadlines
from spona.access.form_errors import RefusalAsFormError, run_or_page
from spona.access.guards import MemberRequest, member
from spona.access.models import once
from spona.library import actions
from spona.library.forms import EventForm, ShowForm
from spona.library.models import Event
from spona.library.views.lookups import known_event, my_events, networks_of, status_of
from spona.library.views.visibility import hidden_away, let_appear, looked_at, standing

_SHOWN: Final = 25


@member("library:edit")
@require_safe
def events(request: MemberRequest) -> HttpResponse:
    """Those ahead; `?past=1` those that are over; `?network=` narrows."""
    now = deadlines.now()
    past, slug = request.GET.get("past") == "1", request.GET.get("network", "")
    rows = my_events(request)
    rows = rows.filter(ends_at__lte=now).order_by("-starts_at") if past else rows.filter(
        ends_at__gt=now
    )  # fmt: skip
    if slug:
        rows = rows.filter(network__slug=slug)
    page = Paginator(rows, _SHOWN).get_page(request.GET.get("page"))
    context = {
        "past": past,
        "slug": slug,
        "networks": networks_of(request),
        "page": page,
        "rows": [{"row": row, "state": row.shown(now)} for row in page],
        "query": urlencode({"past": "1" if past else "", "network": slug}),
    }
    return render(request, "library/events.html", context)


@member("library:edit")
@require_http_methods(["GET", "HEAD", "POST"])
def plan_event(request: MemberRequest) -> HttpResponse:
    form = EventForm(request.POST or None, actor=request.actor)
    if request.method == "POST" and form.is_valid():
        network, project = form.cleaned_data["appears"]

        def planned() -> str:
            found = actions.plan_event(
                form.announced(), network=network, project=project, by=request.actor
            )
            return _path(found)

        with RefusalAsFormError(form):
            return HttpResponseRedirect(once(form.cleaned_data["token"], planned))
    return render(request, "library/plan.html", {"form": form}, status=status_of(form))


@member("library:edit")
@require_safe
def event(request: MemberRequest, event_id: UUID) -> HttpResponse:
    return page_of(request, known_event(request, event_id))


@member("library:edit")
@require_http_methods(["GET", "HEAD", "POST"])
def change_event(request: MemberRequest, event_id: UUID) -> HttpResponse:
    row = known_event(request, event_id)
    form = EventForm(request.POST or None, actor=request.actor, event=row)
    if request.method == "POST" and form.is_valid() and looked_at(form, row):
        with RefusalAsFormError(form):
            actions.change_event(row, form.announced(), by=request.actor)
            return HttpResponseRedirect(_path(row))
    return render(request, "library/plan.html", {"form": form, "row": row}, status=status_of(form))


@member("library:edit")
@require_POST
def call_off(request: MemberRequest, event_id: UUID) -> HttpResponse:
    row = known_event(request, event_id)
    return _done(request, row, lambda: actions.call_off(row, by=request.actor))


@member("library:edit")
@require_POST
def call_on(request: MemberRequest, event_id: UUID) -> HttpResponse:
    """Undo of `call_off`."""
    row = known_event(request, event_id)
    return _done(request, row, lambda: actions.call_off(row, off=False, by=request.actor))


@member("library:edit")
@require_POST
def show_event(request: MemberRequest, event_id: UUID) -> HttpResponse:
    row = known_event(request, event_id)
    return let_appear(request, row, _path(row), page_of)


@member("library:edit")
@require_POST
def hide_event(request: MemberRequest, event_id: UUID) -> HttpResponse:
    row = known_event(request, event_id)
    return hidden_away(request, row, _path(row), page_of)


def page_of(request: MemberRequest, row: Event, *, status: int = 200, **bound: Any) -> HttpResponse:
    context = {"row": row, "form": ShowForm(), **standing(request, row)}
    return render(request, "library/event.html", context | bound, status=status)


def _done(request: MemberRequest, row: Event, act: Callable[[], object]) -> HttpResponse:
    return run_or_page(act, page=partial(page_of, request, row), to=_path(row), denied=403)


def _path(row: Event) -> str:
    return reverse("library:event", args=[row.pk])
