"""Who comes and who was there, as who leads the file writes it down."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from django.http import Http404, HttpResponse
from django.views.decorators.http import require_POST

from spona.access.form_errors import run_or_page
from spona.access.guards import MemberRequest, member
from spona.cases.conference_pages.views.pages import led_conference, path_to
from spona.cases.conference_pages.views.reading import for_leader
from spona.cases.conferences.models import Conference
from spona.meetings import actions
from spona.meetings.forms import AnswerForm
from spona.meetings.models import Answer
from spona.meetings.views.parts import asks_for_everybody, attendance_form


@member("case:write")
@require_POST
def note_answer_of(request: MemberRequest, reference: str) -> HttpResponse:
    """What a partner on paper said by phone: second-hand, and marked so."""
    row = led_conference(request, reference)
    form = AnswerForm(request.POST)
    if not form.is_valid():
        return for_leader(request, row, status=422, note=_first_mistake(form))
    rows = row.meeting.invitations.select_related("meeting")
    invitation = rows.filter(pk=form.cleaned_data["invitation"]).first()
    if invitation is None:
        raise Http404
    said = Answer(form.cleaned_data["answer"])
    return _done(request, row, lambda: actions.answer(invitation, said, by=request.actor))


@member("case:write")
@require_POST
def attendance(request: MemberRequest, reference: str) -> HttpResponse:
    row = led_conference(request, reference)
    if asks_for_everybody(request):
        full = attendance_form(row.meeting, everybody=True)
        return for_leader(request, row, attendance_form=full)
    form = attendance_form(row.meeting, request.POST)
    if not form.is_valid():
        return for_leader(request, row, status=422, attendance_form=form)
    return _done(
        request,
        row,
        lambda: actions.record_attendance(row.meeting, form.presence, by=request.actor),
    )


def _done(request: MemberRequest, row: Conference, act: Callable[[], object]) -> HttpResponse:
    return run_or_page(act, page=partial(for_leader, request, row), to=path_to(row))


def _first_mistake(form: AnswerForm) -> str:
    return next((str(one) for each in form.errors.values() for one in each), "")
