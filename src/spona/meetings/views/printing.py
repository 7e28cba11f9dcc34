"""Minutes as A4 for signing, and as a document to go on writing in."""

from __future__ import annotations

from typing import cast
from zoneinfo import ZoneInfo

from django.conf import settings
from django.http import Http404, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from spona import audit, deadlines
from spona.access.guards import MemberRequest, member
from spona.audit.witnesses import root_line
from spona.directory.models import Institution
from spona.documents import (
    Addendum,
    AgendaPoint,
    Decision,
    Language,
    MinutesDocument,
    Seat,
    minutes_pdf,
)
from spona.documents.papers import Issue, Paper, Part, Table, paper_docx
from spona.documents.papers.docx_file import DOCX_TYPE
from spona.identity.slow_pages import PAPER, slow
from spona.meetings.models import Attendance, Meeting, Presence
from spona.meetings.views.pages import table_meeting
from spona.meetings.views.parts import institutions_at
from spona.meetings.views.table import quorum_sentence, shown_points
from spona.meetings.words import KINDS, kind_beside
from spona.reference.letters import in_letters
from spona.reference.models import Code


@member("network:read")
@slow("paper", PAPER)
@require_safe
def print_minutes(request: MemberRequest, reference: str) -> HttpResponse:
    """For everybody at the table; as an attachment under the neutral reference, never cached."""
    meeting = _held(request, reference)
    made = minutes_pdf(
        in_letters(_document(meeting), _language(request)),
        language=_language(request),
        checkpoint=root_line(),
        font_paths=settings.FONT_PATHS,
    )
    return _file(meeting, made, "application/pdf", "pdf")


@member("network:read")
@slow("paper", PAPER)
@require_safe
def write_on(request: MemberRequest, reference: str) -> HttpResponse:
    """The same words as DOCX."""
    meeting = _held(request, reference)
    zone = ZoneInfo(meeting.network.time_zone)
    issue = Issue(
        language=_language(request),
        printed_at=deadlines.now().astimezone(zone),
        font_paths=tuple(settings.FONT_PATHS),
        checkpoint=root_line(),
        practice=meeting.network.practice,
    )
    return _file(
        meeting,
        paper_docx(in_letters(_paper(_document(meeting)), issue.language), issue),
        DOCX_TYPE,
        "docx",
    )


def _held(request: MemberRequest, reference: str) -> Meeting:
    """Minutes of a meeting that has not begun are no minutes."""
    meeting = table_meeting(request, reference)
    if meeting.cancelled_at is not None or not meeting.has_begun:
        raise Http404
    audit.record_read("minutes:printed", by=request.actor, subject=meeting.subject)
    return meeting


def _document(meeting: Meeting) -> MinutesDocument:
    zone = ZoneInfo(meeting.network.time_zone)
    rows = meeting.attendance.select_related("member__person")
    there = {one.institution_id: one for one in rows}
    kind = kind_beside(meeting, Code.objects.labels(KINDS))
    called = f"{meeting.title} ({kind})" if kind else meeting.title
    return MinutesDocument(
        reference=meeting.reference,
        called=called,
        called_by=str(meeting.institution.words),
        starts_at=meeting.starts_at.astimezone(zone),
        ends_at=meeting.last_moment.astimezone(zone),
        printed_at=deadlines.now().astimezone(zone),
        place=meeting.place,
        about="",
        minutes="",
        draft=meeting.ended_at is None,
        quorum=quorum_sentence(meeting),
        points=_points(meeting),
        seats=tuple(_seat(one, there.get(one.pk)) for one in institutions_at(meeting)),
        decisions=tuple(
            Decision(one.number, str(one.institution.words), one.due_on, one.words)
            for one in meeting.decisions.select_related("institution__town")
        ),
        addenda=tuple(
            Addendum(one.written_at.astimezone(zone), one.text) for one in meeting.addenda.all()
        ),
        practice=meeting.network.practice,
    )


def _points(meeting: Meeting) -> tuple[AgendaPoint, ...]:
    return tuple(
        AgendaPoint(
            number=one.point.number,
            title=one.words,
            presents=str(one.point.presents.words) if one.point.presents else "",
            text=one.point.text,
            lines=tuple((str(line.institution.words), line.text) for line in one.lines),
        )
        for one in shown_points(meeting)
    )


def _seat(institution: Institution, row: Attendance | None) -> Seat:
    if row is None:
        return Seat(str(institution.words))
    came = row.who or (row.member.person.shown_name if row.member else "")
    absent = row.presence == Presence.ABSENT
    return Seat(str(institution.words), str(row.get_presence_display()), "–" if absent else came)


def _paper(paper: MinutesDocument) -> Paper:
    """The minutes as parts: what a word processor shows is what the page for signing says."""
    facts = (
        (_("Meeting"), paper.called),
        (_("Called by"), paper.called_by),
        (_("When"), f"{paper.starts_at:%d. %m. %Y. %H:%M}"),
        (_("Where"), paper.place),
    )
    seats = Table(
        (_("Institution"), _("Presence"), _("Name")),
        tuple((one.institution, one.presence, one.who) for one in paper.seats),
        (5, 3, 4),
    )
    decisions = Table(
        ("", _("What was decided"), _("Who does it"), _("By when")),
        tuple(
            (f"{one.number}.", one.text, one.owner, f"{one.due_on:%d. %m. %Y.}")
            for one in paper.decisions
        ),
        (1, 6, 4, 3),
    )
    return Paper(
        title=_("Minutes %(reference)s") % {"reference": paper.reference},
        issuer=paper.called_by,
        draft=False,
        parts=(
            Part(facts=facts),
            Part(heading=_("At the table"), table=seats, text=(paper.quorum,)),
            *(_point_part(one) for one in paper.points),
            Part(heading=_("Decisions"), table=decisions)
            if paper.decisions
            else Part(heading=_("Decisions"), text=(_("Nothing was decided."),)),
            *(
                Part(
                    heading=_("Added after the minutes were closed"),
                    text=(f"{one.written_at:%d. %m. %Y. %H:%M}", one.text),
                )
                for one in paper.addenda
            ),
        ),
        signs=(_("For the institution that called it"),),
    )


def _point_part(one: AgendaPoint) -> Part:
    said = [f"{name}: {text}" for name, text in one.lines]
    if one.text:
        said += one.text.splitlines()
    return Part(
        heading=f"{one.number}. {one.title}", text=tuple(said) or (_("Nothing was written down."),)
    )


def _language(request: MemberRequest) -> Language:
    return cast("Language", str(getattr(request, "language", "sr")))


def _file(meeting: Meeting, made: bytes, content_type: str, ending: str) -> HttpResponse:
    return HttpResponse(
        made,
        content_type=content_type,
        headers={
            "Content-Disposition": f'attachment; filename="{meeting.reference}.{ending}"',
            "Cache-Control": "no-store",
            "Accept-Ranges": "none",
        },
    )
