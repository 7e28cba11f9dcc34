"""The list of meetings, and the bare row of one: reference, institutions, times, numbers."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from spona.access.guards import MemberRequest, member
from spona.gatherings.forms import OffForm, TaskForm
from spona.gatherings.models import Form, Meeting
from spona.gatherings.views.parts import institutions_at, leads_meeting, meeting_parts
from spona.notifications.queries import where

PAST = 30


@member()
@require_safe
def meetings(request: MemberRequest) -> HttpResponse:
    """What lies ahead, the nearest first; then the last thirty that are over."""
    rows = Meeting.objects.visible_to(request.actor).select_related("institution", "network__town")
    ahead = list(rows.ahead().order_by("starts_at"))
    open_now = {one.pk for one in ahead}
    past = rows.exclude(pk__in=open_now).order_by("-starts_at")[:PAST]
    own = request.actor.institution_id
    answers = {one.pk: one.invitations.filter(institution=own).first() for one in ahead}
    return render(
        request,
        "gatherings/meetings.html",
        {
            "ahead": [(one, answers[one.pk]) for one in ahead],
            "past": list(past),
            "own": own,
        },
    )


@member()
@require_safe
def read(request: MemberRequest, reference: str) -> HttpResponse:
    """The row itself. Of a conference nothing more; its own page is for those at the table."""
    return page(request, visible_meeting(request, reference))


def visible_meeting(request: MemberRequest, reference: str) -> Meeting:
    """The meeting behind a reference; 404 for what one may not know exists."""
    rows = Meeting.objects.visible_to(request.actor)
    rows = rows.select_related("institution", "network__town", "called_by")
    found = rows.filter(reference=reference.upper()).first()
    if found is None:
        raise Http404
    return found


def page(
    request: MemberRequest, meeting: Meeting, *, status: int = 200, note: str = "", **bound: Any
) -> HttpResponse:
    conference = meeting.form == Form.CONFERENCE
    here = reverse("gatherings:read", args=[meeting.reference])
    writes = leads_meeting(request.actor, meeting) and meeting.is_open and not conference
    tables = institutions_at(meeting)
    context: dict[str, Any] = {
        "meeting": meeting,
        "note": note,
        "conference": conference,
        # Asked, not guessed: whoever has no key to it is led back to this row.
        "own_page": conference and where(meeting.reference, request.actor) not in (here, None),
        "open_url": reverse("notifications:open", args=[meeting.reference]),
        "task_form": TaskForm(institutions=tables) if writes else None,
        "off_form": OffForm() if writes and meeting.held_at is None else None,
        **meeting_parts(request, meeting),
    }
    if conference:
        # Whoever writes in a conference does so on its own page.
        context["attendance_form"] = None
    return render(request, "gatherings/meeting.html", context | bound, status=status)
