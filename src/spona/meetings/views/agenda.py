"""The agenda on a page of its own: adding, ordering, taking up again what is not finished."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any
from uuid import UUID

from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST

from spona.access.form_errors import run_or_page
from spona.access.guards import MemberRequest, member
from spona.access.models import once
from spona.meetings import actions
from spona.meetings.actions.agenda import Wanted
from spona.meetings.forms import PointForm, TakeUpForm
from spona.meetings.models import Meeting, Point
from spona.meetings.permissions import check_leads
from spona.meetings.queries import offers
from spona.meetings.views.offered import chosen, offered
from spona.meetings.views.pages import table_meeting
from spona.meetings.views.parts import institutions_at
from spona.meetings.views.table import shown_points


@member("network:edit")
@require_http_methods(["GET", "HEAD", "POST"])
def agenda(request: MemberRequest, reference: str) -> HttpResponse:
    """Also while the meeting goes on: somebody always has one more point."""
    meeting = _led(request, reference)
    if not meeting.is_open:
        return HttpResponseRedirect(reverse("meetings:read", args=[meeting.reference]))
    form = PointForm(
        request.POST if request.method == "POST" else None, institutions=institutions_at(meeting)
    )
    if request.method != "POST":
        return _page(request, meeting, form)
    if not form.is_valid():
        return _page(request, meeting, form, status=422)
    asked = form.cleaned_data

    def act() -> str:
        table = institutions_at(meeting)
        presents = next((one for one in table if str(one.pk) == asked["presents"]), None)
        actions.add_points(meeting, [Wanted(asked["words"], presents=presents)], by=request.actor)
        return _here(meeting)

    return _done(request, meeting, lambda: once(asked["token"], act), form=form)


@member("network:edit")
@require_POST
def take_up(request: MemberRequest, reference: str) -> HttpResponse:
    """Unfinished decisions and points without an owner, one tick each."""
    meeting = _led(request, reference)
    offer = offers(meeting.network, request.actor)
    form = TakeUpForm(request.POST, offered=offered(offer))
    if not form.is_valid():
        return _page(request, meeting, take_up=form, status=422)
    wanted = chosen(offer, form.cleaned_data["take_up"])
    return _done(request, meeting, lambda: actions.add_points(meeting, wanted, by=request.actor))


@member("network:edit")
@require_POST
def move_point(request: MemberRequest, reference: str, point_id: UUID) -> HttpResponse:
    """`up` in the form: towards the beginning."""
    meeting = _led(request, reference)
    point = _point(meeting, point_id)
    up = "up" in request.POST
    return _done(request, meeting, lambda: actions.move_point(point, up=up, by=request.actor))


@member("network:edit")
@require_POST
def remove_point(request: MemberRequest, reference: str, point_id: UUID) -> HttpResponse:
    meeting = _led(request, reference)
    point = _point(meeting, point_id)
    return _done(request, meeting, lambda: actions.remove_point(point, by=request.actor))


def _led(request: MemberRequest, reference: str) -> Meeting:
    meeting = table_meeting(request, reference)
    check_leads(request.actor, meeting)
    return meeting


def _point(meeting: Meeting, ident: UUID) -> Point:
    return get_object_or_404(meeting.points.select_related("meeting"), pk=ident)


def _here(meeting: Meeting) -> str:
    return reverse("meetings:agenda", args=[meeting.reference])


def _page(
    request: MemberRequest,
    meeting: Meeting,
    form: PointForm | None = None,
    *,
    take_up: TakeUpForm | None = None,
    status: int = 200,
    note: str = "",
) -> HttpResponse:
    offer = offers(meeting.network, request.actor)
    there = {(one.task_id, one.decision_id) for one in meeting.points.all()}
    offer.decisions[:] = [one for one in offer.decisions if (None, one.pk) not in there]
    offer.tasks[:] = [one for one in offer.tasks if (one.pk, None) not in there]
    rows = offered(offer)
    context: dict[str, Any] = {
        "meeting": meeting,
        "practice": meeting.network.practice,
        "points": shown_points(meeting),
        "form": form or PointForm(institutions=institutions_at(meeting)),
        "take_up_form": take_up or (TakeUpForm(offered=rows) if rows else None),
        "note": note,
    }
    return render(request, "meetings/agenda.html", context, status=status)


def _done(
    request: MemberRequest,
    meeting: Meeting,
    act: Callable[[], object],
    *,
    form: PointForm | None = None,
) -> HttpResponse:
    return run_or_page(act, page=partial(_page, request, meeting, form), to=_here(meeting))
