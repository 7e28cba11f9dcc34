"""Minutes as A4, for signing: made from what is opened with the page, and logged."""

from __future__ import annotations

from typing import cast
from zoneinfo import ZoneInfo

from django.conf import settings
from django.http import Http404, HttpResponse
from django.views.decorators.http import require_safe

from spona import audit, deadlines
from spona.access.guards import MemberRequest, member
from spona.audit.witnesses import root_line
from spona.cases.conference_pages.views.pages import led_conference
from spona.cases.conferences.actions import read_minutes
from spona.cases.conferences.actions.reading import Led
from spona.cases.conferences.models import Conference
from spona.directory.institution_names import full_name
from spona.documents import Decision, Language, MinutesDocument, Seat, minutes_pdf
from spona.identity.slow_pages import PAPER, slow
from spona.meetings.views.parts import institutions_at


@member("case:write")
@slow("paper", PAPER)
@require_safe
def print_minutes(request: MemberRequest, reference: str) -> HttpResponse:
    """For who leads the file; as an attachment under the neutral reference, never cached."""
    row = led_conference(request, reference)
    if row.meeting.announced_at is None:
        raise Http404
    led = read_minutes(row, by=request.actor, keys=request.keys)
    audit.record_read("conference:printed", by=request.actor, subject=row.subject)
    pdf = minutes_pdf(
        _paper(row, led),
        language=cast("Language", str(getattr(request, "language", "sr"))),
        checkpoint=root_line(),
        font_paths=settings.FONT_PATHS,
    )
    return HttpResponse(
        pdf,
        content_type="application/pdf",
        headers={
            "Content-Disposition": f'attachment; filename="{row.meeting.reference}.pdf"',
            "Cache-Control": "no-store",
            "Accept-Ranges": "none",
        },
    )


def _paper(row: Conference, led: Led) -> MinutesDocument:
    assert led.kept is not None
    meeting, zone = row.meeting, ZoneInfo(row.meeting.network.time_zone)
    there = {one.institution_id: one.get_presence_display() for one in meeting.attendance.all()}
    return MinutesDocument(
        reference=meeting.reference,
        called_by=full_name(meeting.institution),
        starts_at=meeting.starts_at.astimezone(zone),
        printed_at=deadlines.now().astimezone(zone),
        place=led.kept.place,
        about=led.kept.about,
        minutes=led.kept.minutes,
        seats=tuple(
            Seat(full_name(one), there.get(one.pk, "")) for one in institutions_at(meeting)
        ),
        decisions=tuple(
            Decision(
                one.number, full_name(one.institution), one.due_on, led.decisions.get(one.pk, "")
            )
            for one in meeting.decisions.select_related("institution__town")
        ),
        practice=meeting.network.practice,
    )
