"""The days of a session as a file for a calendar. Nothing in it says what it is about."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from spona import deadlines
from spona.access.guards import MemberRequest, member
from spona.documents import CALENDAR_TYPE, CalendarEvent, calendar_file
from spona.identity.slow_pages import FILE, slow
from spona.training.models import Session, SessionDay
from spona.training.views.lookups import known_session


@member("network:read")
@slow("file", FILE)
@require_safe
def calendar(request: MemberRequest, session_id: UUID) -> HttpResponse:
    """Also of one that was called off: a calendar takes it away by its number."""
    found = known_session(request, session_id)
    made = calendar_file([_event(found, one) for one in found.days.all()], name=_("Trainings"))
    return HttpResponse(
        made,
        content_type=CALENDAR_TYPE,
        headers={
            "Content-Disposition": 'attachment; filename="o.ics"',
            "Cache-Control": "no-store",
        },
    )


def _event(session: Session, one: SessionDay) -> CalendarEvent:
    now = deadlines.now()
    return CalendarEvent(
        uid=one.pk,
        # A day that was moved keeps its id: what was fetched later counts.
        sequence=int(now.timestamp()) // 60,
        summary="Spona",
        place=session.place,
        starts_at=one.starts_at,
        ends_at=one.ends_at,
        changed_at=now,
        zone=session.network.time_zone,
        organizer=session.network.short_name,
        organizer_id=session.network_id,
        cancelled=session.cancelled_at is not None,
    )
