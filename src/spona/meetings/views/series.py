"""A whole series on one page: what was, what comes, the next one by one press."""

from __future__ import annotations

from functools import partial
from uuid import UUID

from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from spona import deadlines
from spona.access.form_errors import run_or_page
from spona.access.guards import MemberRequest, member
from spona.meetings import actions
from spona.meetings.models import Meeting, Series
from spona.meetings.permissions import leads_network


@member("network:read")
@require_safe
def series(request: MemberRequest, series_id: UUID) -> HttpResponse:
    return _page(request, _series(request, series_id))


@member("network:edit")
@require_POST
def call_next(request: MemberRequest, series_id: UUID) -> HttpResponse:
    """Pressed twice it is one: while the next one lies ahead, that one is shown."""
    row = _series(request, series_id)

    def act() -> str:
        meeting = actions.call_next(row, by=request.actor)
        return reverse("meetings:read", args=[meeting.reference])

    return run_or_page(act, page=partial(_page, request, row))


@member("network:edit")
@require_POST
def end_series(request: MemberRequest, series_id: UUID) -> HttpResponse:
    row = _series(request, series_id)
    actions.end_series(row, by=request.actor)
    return HttpResponseRedirect(reverse("meetings:series", args=[row.pk]))


def _series(request: MemberRequest, ident: UUID) -> Series:
    rows = Series.objects.filter(network__in=request.actor.networks)
    found = rows.select_related("network__town").filter(pk=ident).first()
    if found is None:
        raise Http404
    return found


def _page(
    request: MemberRequest, row: Series, *, status: int = 200, note: str = ""
) -> HttpResponse:
    meetings = Meeting.objects.visible_to(request.actor).filter(series=row)
    rows = list(meetings.select_related("institution").order_by("-starts_at"))
    ahead = [one for one in rows if one.cancelled_at is None and one.starts_at > deadlines.now()]
    context = {
        "series": row,
        "practice": row.network.practice,
        "meetings": rows,
        "ahead": ahead,
        "leads": leads_network(request.actor, row.network_id),
        "note": note,
    }
    return render(request, "meetings/series.html", context, status=status)
