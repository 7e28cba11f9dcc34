"""Meetings for a calendar: one, a whole series, or all that lie ahead of the reader."""

from __future__ import annotations

from collections.abc import Iterable
from uuid import UUID

from django.http import Http404, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from spona.access.guards import MemberRequest, member
from spona.documents import CALENDAR_TYPE, CalendarEvent, calendar_file
from spona.identity.slow_pages import FILE, slow
from spona.meetings.models import Form, Meeting, Series
from spona.meetings.views.pages import visible_meeting


@member()
@slow("file", FILE)
@require_safe
def calendar(request: MemberRequest, reference: str) -> HttpResponse:
    """Also of one that was called off: a calendar takes it away by its number."""
    meeting = visible_meeting(request, reference)
    if meeting.announced_at is None:
        raise Http404
    return _file([meeting], meeting.reference)


@member()
@slow("file", FILE)
@require_safe
def my_calendar(request: MemberRequest) -> HttpResponse:
    """Everything ahead that the reader sees, conferences without their place."""
    rows = Meeting.objects.visible_to(request.actor).ahead().exclude(announced_at=None)
    rows = rows.select_related("institution", "network__town")
    own = [one for one in rows.order_by("starts_at") if _is_mine(request, one)]
    return _file(own, "m")


@member("network:read")
@slow("file", FILE)
@require_safe
def series_calendar(request: MemberRequest, series_id: UUID) -> HttpResponse:
    rows = Series.objects.filter(network__in=request.actor.networks, pk=series_id)
    series = rows.first()
    if series is None:
        raise Http404
    meetings = Meeting.objects.visible_to(request.actor).filter(series=series)
    return _file(meetings.select_related("network__town").order_by("starts_at"), "m")


def _is_mine(request: MemberRequest, meeting: Meeting) -> bool:
    """Not what a coordinator only sees as a row: of that one its own people have the entry."""
    own = request.actor.institution_id
    if meeting.form == Form.TABLE or meeting.institution_id == own:
        return True
    return meeting.invitations.filter(institution_id=str(own)).exists()


def _file(meetings: Iterable[Meeting], name: str) -> HttpResponse:
    made = calendar_file([_event(one) for one in meetings], name=_("Meetings"))
    return HttpResponse(
        made,
        content_type=CALENDAR_TYPE,
        headers={
            "Content-Disposition": f'attachment; filename="{name}.ics"',
            "Cache-Control": "no-store",
        },
    )


def _event(one: Meeting) -> CalendarEvent:
    """A reference, an app and hours. What it is about stands behind the sign-in."""
    cancelled = one.cancelled_at is not None
    return CalendarEvent(
        uid=one.pk,
        sequence=one.sequence + cancelled,
        summary=_("Meeting %(reference)s") % {"reference": one.reference},
        place=one.place,
        starts_at=one.starts_at,
        ends_at=one.last_moment,
        changed_at=one.cancelled_at or one.announced_at or one.called_at,
        zone=one.network.time_zone,
        organizer=one.network.short_name,
        organizer_id=one.network_id,
        cancelled=cancelled,
    )
