"""The personal page behind a link: tests, three questions, the certificate, and withdrawing."""

from __future__ import annotations

from uuid import UUID

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import pgettext
from django.views.decorators.http import require_http_methods, require_safe

from spona.access.actor import VISITOR
from spona.access.denied import Conflict, Denied
from spona.access.form_errors import RefusalAsFormError
from spona.access.guards import public, public_form
from spona.attachments.downloads import download
from spona.deadlines.time import today
from spona.identity.slow_pages import FILE, STRANGER, slow
from spona.reference.file_names import file_name
from spona.training import actions
from spona.training.actions.testing import check_test_is_open
from spona.training.certificate_paper import certificate_bytes
from spona.training.forms import TalliesForm, TestForm
from spona.training.models import Certificate, FollowUp, Moment, Participant
from spona.training.own_page import own_page
from spona.training.questionnaires import FEEDBACK, FOLLOW_UP
from spona.training.questions import asked_in
from spona.training.views.lookups import held_by
from spona.training.views.page import page, typed


@public
@require_safe
def mine(request: HttpRequest, language: str, token: str) -> HttpResponse:
    """What is to do now, and how it went."""
    participant = held_by(request, token)
    return page(request, "mine", token=token, **own_page(participant, today()))


@public_form
@require_http_methods(["GET", "HEAD", "POST"])
def test(request: HttpRequest, language: str, token: str, moment: str) -> HttpResponse:
    """Each test once; after the second one its result with the right answers."""
    participant, when = held_by(request, token), Moment(moment)
    back = _back(language, token)
    try:
        check_test_is_open(participant.session, participant, when)
    except (Denied, Conflict) as shut:
        return _said(request, participant, token, shut)
    form = TestForm(typed(request), questions=asked_in(participant.session.module, when))
    if request.method == "POST" and form.is_valid():
        with RefusalAsFormError(form):
            actions.take_test(participant, when, form.answers(), by=VISITOR, token=token)
            return HttpResponseRedirect(back)
    context = {"participant": participant, "form": form, "moment": when, "token": token}
    return page(request, "test", status=422 if form.errors else 200, **context)


@public_form
@require_http_methods(["GET", "HEAD", "POST"])
def feedback(request: HttpRequest, language: str, token: str) -> HttpResponse:
    """Three questions; whose answers they were is written nowhere."""
    participant = held_by(request, token)
    shut = participant.gave_feedback or not participant.session.takes_post(today())
    form = TalliesForm(None if shut else typed(request), asked=FEEDBACK)
    if request.method == "POST" and form.is_valid():
        with RefusalAsFormError(form):
            actions.give_feedback(participant, form.cleaned_data, by=VISITOR, token=token)
            return HttpResponseRedirect(_back(language, token))
    context = {"participant": participant, "form": form, "token": token, "shut": shut}
    context |= {"later": False, "answered": participant.gave_feedback}
    return page(request, "questions", status=422 if form.errors else 200, **context)


@public_form
@require_http_methods(["GET", "HEAD", "POST"])
def follow_up(request: HttpRequest, language: str, token: str, months: str) -> HttpResponse:
    """Has it helped? Three questions, after 3 and after 6 months."""
    participant = held_by(request, token)
    row = get_object_or_404(
        FollowUp.objects.select_related("participant__session"),
        participant=participant,
        months=int(months),
    )
    shut = row.answered_at is not None or row.until < today()
    form = TalliesForm(None if shut else typed(request), asked=FOLLOW_UP)
    if request.method == "POST" and form.is_valid():
        with RefusalAsFormError(form):
            actions.answer_follow_up(row, form.cleaned_data, by=VISITOR, token=token)
            return HttpResponseRedirect(_back(language, token))
    context = {"participant": participant, "form": form, "token": token, "shut": shut}
    context |= {"later": True, "answered": row.answered_at is not None}
    return page(request, "questions", status=422 if form.errors else 200, **context)


@public_form
@require_http_methods(["GET", "HEAD", "POST"])
def leave(request: HttpRequest, language: str, token: str) -> HttpResponse:
    """Asked first, because the place goes to somebody else at once."""
    participant = held_by(request, token)
    if request.method == "POST":
        try:
            actions.withdraw(participant, by=VISITOR, token=token)
        except (Denied, Conflict) as shut:
            return _said(request, participant, token, shut)
        return HttpResponseRedirect(_back(language, token))
    return page(request, "leave", participant=participant, token=token)


@public
@slow("training certificate", STRANGER)
@require_safe
def certificate(request: HttpRequest, language: str, token: str) -> HttpResponse:
    """One's own certificate as a PDF, whose file name says nothing."""
    found = get_object_or_404(
        Certificate.objects.select_related("network__town"),
        participant=held_by(request, token),
        withdrawn_at=None,
    )
    return certificate_answer(found, language)


@public
@slow("training paper", FILE)
@require_safe
def material(request: HttpRequest, language: str, token: str, material_id: str) -> HttpResponse:
    """What was handed out, for those who have a place."""
    participant = held_by(request, token)
    if participant.withdrawn_at is not None or participant.waiting:
        raise Http404
    try:
        ident = UUID(material_id)
    except ValueError:
        raise Http404 from None
    rows = participant.session.module.materials.filter(ended_at=None).select_related("paper__bytes")
    response = download(
        get_object_or_404(rows, pk=ident).paper, file_name(pgettext("file name", "list"))
    )
    response["Cache-Control"] = "no-store"
    return response


def certificate_answer(found: Certificate, language: str) -> HttpResponse:
    content = certificate_bytes(
        found, language, printed_at=timezone.localtime(), font_paths=settings.FONT_PATHS
    )
    name = file_name(pgettext("file name", "list"))
    return HttpResponse(
        content,
        headers={
            "Content-Type": "application/pdf",
            "Content-Disposition": f'attachment; filename="{name}.pdf"',
            "Cache-Control": "no-store",
        },
    )


def _back(language: str, token: str) -> str:
    return reverse("training:mine", args=[language, token])


def _said(
    request: HttpRequest, participant: Participant, token: str, shut: Denied | Conflict
) -> HttpResponse:
    """The personal page with the sentence of the refusal."""
    status = 403 if isinstance(shut, Denied) else 409
    context = own_page(participant, today()) | {"said": str(shut.sentence)}
    return page(request, "mine", token=token, status=status, **context)
