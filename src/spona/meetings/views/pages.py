"""A meeting: the bare row of a light one, the whole page of one of the table."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from spona.access.guards import MemberRequest, member
from spona.meetings.forms import OffForm, TaskForm
from spona.meetings.models import Form, Meeting
from spona.meetings.views.parts import institutions_at, leads_meeting, meeting_parts
from spona.meetings.views.table import table_page
from spona.notifications.queries import where


@member()
@require_safe
def read(request: MemberRequest, reference: str) -> HttpResponse:
    """The row itself. Of a conference nothing more; its own page is for those at the table."""
    return page(request, visible_meeting(request, reference))


def visible_meeting(request: MemberRequest, reference: str) -> Meeting:
    """The meeting behind a reference; 404 for what one may not know exists."""
    rows = Meeting.objects.visible_to(request.actor)
    rows = rows.select_related("institution", "network__town", "called_by", "series")
    found = rows.filter(reference=reference.upper()).first()
    if found is None:
        raise Http404
    return found


def table_meeting(request: MemberRequest, reference: str) -> Meeting:
    """The same, of the whole table only."""
    found = visible_meeting(request, reference)
    if not found.is_of_table:
        raise Http404
    return found


def page(
    request: MemberRequest, meeting: Meeting, *, status: int = 200, note: str = "", **bound: Any
) -> HttpResponse:
    if meeting.is_of_table:
        return table_page(request, meeting, status=status, note=note, **bound)
    conference = meeting.form == Form.CONFERENCE
    here = reverse("meetings:read", args=[meeting.reference])
    leads = leads_meeting(request.actor, meeting) and meeting.is_open and not conference
    writes = leads and meeting.has_begun
    tables = institutions_at(meeting)
    context: dict[str, Any] = {
        "meeting": meeting,
        "note": note,
        "conference": conference,
        # Asked, not guessed: whoever has no key to it is led back to this row.
        "own_page": conference and where(meeting.reference, request.actor) not in (here, None),
        "open_url": reverse("notifications:open", args=[meeting.reference]),
        "task_form": TaskForm(institutions=tables) if writes else None,
        "before": leads and not writes,
        "off_form": OffForm() if leads and meeting.held_at is None else None,
        **meeting_parts(request, meeting),
    }
    if conference:
        # Whoever writes in a conference does so on its own page.
        context["attendance_form"] = None
    return render(request, "meetings/meeting.html", context | bound, status=status)
