"""Answers, attendance, decisions and calling off. Each leads back to the page of the reader."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from uuid import UUID

from django.http import Http404, HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_POST

from spona.access.form_errors import run_or_page
from spona.access.guards import MemberRequest, member
from spona.access.models import once, posted_token
from spona.meetings import actions
from spona.meetings.forms import AnswerForm, OffForm, TaskForm
from spona.meetings.models import Answer, Form, Meeting, Reason
from spona.meetings.permissions import check_leads
from spona.meetings.telling import told_of
from spona.meetings.views.pages import page, visible_meeting
from spona.meetings.views.parts import (
    asks_for_everybody,
    attendance_form,
    institutions_at,
    leads_meeting,
)
from spona.vault.queries import connected


@member()
@require_POST
def answer(request: MemberRequest, reference: str) -> HttpResponse:
    """For one's own institution; who calls the meeting also for a partner on paper."""
    meeting = visible_meeting(request, reference)
    form = AnswerForm(request.POST)
    if not form.is_valid():
        return page(request, meeting, status=422, note=_first_mistake(form))
    rows = meeting.invitations.select_related("meeting")
    invitation = rows.filter(pk=form.cleaned_data["invitation"]).first()
    if invitation is None:
        raise Http404
    said = Answer(form.cleaned_data["answer"])
    return _done(request, meeting, lambda: actions.answer(invitation, said, by=request.actor))


@member()
@require_POST
def attendance(request: MemberRequest, reference: str) -> HttpResponse:
    """For a meeting of the network; of a conference whoever leads the file writes it down."""
    meeting = _led(request, reference)
    if asks_for_everybody(request):
        return page(request, meeting, attendance_form=attendance_form(meeting, everybody=True))
    form = attendance_form(meeting, request.POST)
    if not form.is_valid():
        return page(request, meeting, status=422, attendance_form=form)
    return _done(
        request,
        meeting,
        lambda: actions.record_attendance(meeting, form.presence, by=request.actor),
    )


@member()
@require_POST
def decide(request: MemberRequest, reference: str) -> HttpResponse:
    """For a meeting of the network; the words of a conference's decision are sealed elsewhere."""
    meeting = _led(request, reference)
    table = institutions_at(meeting)
    form = TaskForm(request.POST, institutions=table)
    if not form.is_valid():
        return page(request, meeting, status=422, task_form=form)
    wanted = UUID(form.cleaned_data["institution"])

    def act() -> str:
        institution = next(one for one in table if one.pk == wanted)
        own = institution.pk == meeting.institution_id
        actions.decide(
            meeting,
            institution=institution,
            due_on=form.cleaned_data["due_on"],
            told=told_of(meeting, institution=institution.pk),
            owner=meeting.called_by if own else None,
            on_paper=not own and not connected(institution),
            by=request.actor,
        )
        return reverse("meetings:read", args=[meeting.reference])

    return _done(request, meeting, lambda: once(posted_token(request), act))


@member()
@require_POST
def call_off(request: MemberRequest, reference: str) -> HttpResponse:
    """For a meeting of the network; a conference is called off where its packets close too."""
    meeting = _led(request, reference, (Form.NETWORK, Form.TABLE))
    form = OffForm(request.POST)
    if not form.is_valid():
        return page(request, meeting, status=422, off_form=form)
    reason = Reason(form.cleaned_data["reason"])
    told = told_of(meeting)
    return _done(
        request, meeting, lambda: actions.call_off(meeting, reason, told=told, by=request.actor)
    )


def _led(
    request: MemberRequest, reference: str, forms: tuple[Form, ...] = (Form.NETWORK,)
) -> Meeting:
    """A network's meeting that the reader's own institution calls; Denied for the invited."""
    meeting = visible_meeting(request, reference)
    check_leads(request.actor, meeting)
    if not leads_meeting(request.actor, meeting) or meeting.form not in forms:
        raise Http404
    return meeting


def _done(request: MemberRequest, meeting: Meeting, act: Callable[[], object]) -> HttpResponse:
    return run_or_page(
        act,
        page=partial(page, request, meeting),
        to=reverse("notifications:open", args=[meeting.reference]),
    )


def _first_mistake(form: AnswerForm) -> str:
    return next((str(one) for each in form.errors.values() for one in each), "")
