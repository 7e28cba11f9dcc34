"""Papers and tables of a session, for whoever leads it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final, cast
from uuid import UUID

from django.conf import settings
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.decorators.http import require_safe

from spona import audit
from spona.access.guards import MemberRequest, hands_over, member, step_up
from spona.audit.witnesses import root_line
from spona.deadlines.time import today
from spona.directory.institution_names import short_name
from spona.documents.papers import Issue, Paper, paper_pdf
from spona.documents.render import Language
from spona.documents.tables import CSV_TYPE, XLSX_TYPE, Cell, csv_table, xlsx_table
from spona.identity.slow_pages import PAPER, TABLE, slow
from spona.reference.file_names import file_name
from spona.reference.letters import in_letters
from spona.training.leading_page import Line, leading_page
from spona.training.models import Certificate, Moment, Session
from spona.training.papers import sign_in_sheet, test_paper
from spona.training.questions import asked_in, check_whole
from spona.training.views.lookups import led_participant, led_session
from spona.training.views.mine import certificate_answer

_FILES: Final = {"csv": (csv_table, CSV_TYPE), "xlsx": (xlsx_table, XLSX_TYPE)}


@member("training:edit")
@slow("paper", PAPER)
@require_safe
def sheet(request: MemberRequest, session_id: UUID) -> HttpResponse:
    """The list to sign, with a few empty lines."""
    found = led_session(request, session_id)
    rows = list(found.participants.placed().select_related("institution"))
    return _pdf(request, found, sign_in_sheet(found, rows))


@member("training:edit")
@slow("paper", PAPER)
@require_safe
def test(request: MemberRequest, session_id: UUID, moment: str) -> HttpResponse:
    """To fill in by hand, without the right answers."""
    found = led_session(request, session_id)
    if moment not in Moment.values:
        raise Http404
    questions = asked_in(found.module, moment)
    if not questions:
        raise Http404
    check_whole(questions)
    return _pdf(request, found, test_paper(found, Moment(moment), questions))


@member("training:edit")
@slow("paper", PAPER)
@require_safe
def certificate(request: MemberRequest, participant_id: UUID) -> HttpResponse:
    """For somebody without an address: printed by whoever leads the session."""
    person = led_participant(request, participant_id)
    rows = Certificate.objects.select_related("network__town", "participant__institution")
    found = get_object_or_404(rows, participant=person, withdrawn_at=None)
    return certificate_answer(found, str(getattr(request, "language", "sr")))


@member("training:edit")
@step_up
@slow("table", TABLE)
@hands_over
@require_safe
def people(request: MemberRequest, session_id: UUID, kind: str) -> HttpResponse:
    """Who took part, as a table for other programs; logged before a byte leaves."""
    found = led_session(request, session_id)
    if kind not in _FILES:
        raise Http404
    make, content_type = _FILES[kind]
    page = leading_page(found, today())
    lines: Sequence[Line] = [*page["lines"], *page["waiting"]]
    audit.record_read(
        "training:exported",
        by=request.actor,
        subject=found.subject,
        detail={"form": kind, "rows": len(lines)},
    )
    head: list[Cell] = [
        _("Name and surname"), _("Institution"), _("Position"), _("Waiting list"),
        *(one.day for one in found.days.all()),
        _("Before, points"), _("After, points"), _("Out of"), _("Certificate"),
    ]  # fmt: skip
    name = file_name(pgettext("file name", "list"))
    return HttpResponse(
        make(head, [_row(one) for one in lines]),
        headers={
            "Content-Type": content_type,
            "Content-Disposition": f'attachment; filename="{name}.{kind}"',
            "Cache-Control": "no-store",
        },
    )


def _row(line: Line) -> list[Cell]:
    person = line.person
    shown = line.post or line.pre
    certificate = line.certificate
    return [
        person.shown_name,
        short_name(person.institution),
        person.position,
        _("yes") if person.waiting else "",
        *("" if here is None else _("yes") if here else _("no") for here in line.there),
        line.pre.points if line.pre else "",
        line.post.points if line.post else "",
        shown.out_of if shown else "",
        str(certificate) if certificate and certificate.withdrawn_at is None else "",
    ]


def _pdf(request: MemberRequest, session: Session, paper: Paper) -> HttpResponse:
    issue = Issue(
        cast("Language", getattr(request, "language", "sr")),
        timezone.localtime(),
        tuple(settings.FONT_PATHS),
        root_line(),
        session.network.practice,
    )
    name = file_name(pgettext("file name", "list"))
    return HttpResponse(
        paper_pdf(in_letters(paper, issue.language), issue),
        headers={
            "Content-Type": "application/pdf",
            "Content-Disposition": f'inline; filename="{name}.pdf"',
            "Cache-Control": "no-store",
        },
    )
