"""A letter to an inspection: written, printed, sent, asked about again, answered."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import translation
from django.utils.translation import pgettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from spona import audit
from spona.access.denied import Conflict, Denied
from spona.access.form_errors import RefusalAsFormError
from spona.access.guards import MemberRequest, member
from spona.access.models import once
from spona.deadlines.late import is_late
from spona.deadlines.time import today
from spona.identity.slow_pages import PAPER, slow
from spona.prevention import actions, papers
from spona.prevention.files import language_of, paper_answer
from spona.prevention.forms import AnswerForm, AskAgainForm, LetterForm, SentForm, places
from spona.prevention.models import Letter, Observation
from spona.prevention.permissions import check_can_act, check_can_write_letter, may_act, may_lead
from spona.prevention.queries import inspections
from spona.prevention.views.lookups import (
    known_letter,
    known_observation,
    own_institution,
    writes_for,
)
from spona.prevention.words import word, words_of
from spona.reference.file_names import file_name


@member("network:read")
@require_http_methods(["GET", "HEAD", "POST"])
def write_letter(request: MemberRequest, observation_id: UUID) -> HttpResponse:
    """Filled in from the observation; nothing goes out by it."""
    observation = known_observation(request, observation_id)
    check_can_act(request.actor, observation)
    return _written(request, observation, None)


@member("network:read")
@require_http_methods(["GET", "HEAD", "POST"])
def rewrite_letter(request: MemberRequest, letter_id: UUID) -> HttpResponse:
    """As long as it has not gone out."""
    found = known_letter(request, letter_id)
    check_can_write_letter(request.actor, found)
    return _written(request, found.observation, found)


def _written(
    request: MemberRequest, observation: Observation, before: Letter | None
) -> HttpResponse:
    form = _form(request, observation, before)
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        institution = before.institution if before else writes_for(request, form)

        def act() -> str:
            made = actions.write_letter(
                observation,
                institution=institution,
                recipient=said["recipient"],
                recipient_name=said["recipient_name"],
                body=said["body"],
                names_firm=said.get("names_firm", False),
                letter=before,
                by=request.actor,
            )
            return reverse("prevention:letter", args=[made.pk])

        with RefusalAsFormError(form):
            return HttpResponseRedirect(once(said["token"], act))
    context = {"form": form, "row": observation, "letter": before}
    status = 422 if request.method == "POST" else 200
    return render(request, "prevention/write_letter.html", context, status=status)


def _form(request: MemberRequest, observation: Observation, before: Letter | None) -> LetterForm:
    """With the text of the observation, in the language of the reader."""
    blank = before or Letter(observation=observation)
    initial: dict[str, Any] = {
        "recipient": blank.recipient_id,
        "recipient_name": blank.recipient_name,
        "body": before.body if before else papers.first_text(blank),
        "names_firm": before.names_firm if before else bool(observation.firm),
    }
    form = LetterForm(request.POST or None, initial=initial)
    own, leads = own_institution(request), may_lead(request.actor, observation.network)
    form.ask_institution(
        [] if before else places(observation.network, own, leads=leads), str(own.pk) if own else ""
    )
    form.fields["recipient"].queryset = inspections(observation.network)  # type: ignore[attr-defined]
    if not observation.firm:
        del form.fields["names_firm"]
    return form


@member("network:read")
@require_safe
def letter(request: MemberRequest, letter_id: UUID) -> HttpResponse:
    return _page(request, known_letter(request, letter_id))


@member("network:read")
@slow("paper", PAPER)
@require_safe
def letter_paper(request: MemberRequest, letter_id: UUID, kind: str) -> HttpResponse:
    """The letter as PDF or DOCX, with the name of the firm: for those who may act only."""
    found = known_letter(request, letter_id)
    check_can_act(request.actor, found.observation)
    language = language_of(request)
    with translation.override(language):
        paper = papers.letter_paper(found)
    name = file_name(pgettext("file name", "letter"), found.observation.number)
    answer = paper_answer(paper, name, kind, language=language)
    audit.record_read(
        "letter:printed", by=request.actor, subject=found.subject, lane=found.institution_id
    )
    return answer


@member("network:read")
@require_POST
def register(request: MemberRequest, letter_id: UUID) -> HttpResponse:
    """It has gone out on paper."""
    found = known_letter(request, letter_id)
    form = SentForm(request.POST)
    if not form.is_valid():
        return _page(request, found, status=422, sent_form=form)
    return _done(
        request,
        found,
        lambda: actions.register(found, by=request.actor, **form.cleaned_data),
    )


@member("network:read")
@require_POST
def ask_again(request: MemberRequest, letter_id: UUID) -> HttpResponse:
    found = known_letter(request, letter_id)
    form = AskAgainForm(request.POST, prefix="again")
    if not form.is_valid():
        return _page(request, found, status=422, again_form=form)
    return _done(
        request, found, lambda: actions.ask_again(found, by=request.actor, **form.cleaned_data)
    )


@member("network:read")
@require_POST
def answer(request: MemberRequest, letter_id: UUID) -> HttpResponse:
    found = known_letter(request, letter_id)
    form = AnswerForm(request.POST, prefix="answer")
    if not form.is_valid():
        return _page(request, found, status=422, answer_form=form)
    said = {name: form.cleaned_data[name] for name in ("answered_on", "outcome", "note")}
    return _done(request, found, lambda: actions.answer(found, by=request.actor, **said))


@member("network:read")
@require_POST
def drop(request: MemberRequest, letter_id: UUID) -> HttpResponse:
    found = known_letter(request, letter_id)
    return _done(request, found, lambda: actions.drop(found, by=request.actor))


def _page(
    request: MemberRequest, found: Letter, *, status: int = 200, note: str = "", **bound: Any
) -> HttpResponse:
    network = found.observation.network
    own = request.actor.institution_id == found.institution_id
    acts = may_act(request.actor, network)
    writes = (own and acts) or may_lead(request.actor, network)
    late = found.state == "sent" and is_late(found.answer_due_on, network)
    context: dict[str, Any] = {
        "letter": found,
        "row": found.observation,
        "note": note,
        "late": late,
        "may_act": acts,
        "writes": writes,
        "outcome": word(words_of("letter_outcome"), found.outcome),
        "sent_form": SentForm() if writes and found.state == "draft" else None,
        "again_form": AskAgainForm(prefix="again") if writes and found.state == "sent" else None,
        "answer_form": AnswerForm(prefix="answer", initial={"answered_on": today()})
        if writes and found.state == "sent"
        else None,
    }
    return render(request, "prevention/letter.html", context | bound, status=status)


def _done(request: MemberRequest, found: Letter, act: Callable[[], object]) -> HttpResponse:
    try:
        act()
    except Denied as refusal:
        return _page(request, found, status=403, note=str(refusal.sentence))
    except Conflict as faster:
        fresh = known_letter(request, found.pk)
        return _page(request, fresh, status=409, note=str(faster.sentence))
    return HttpResponseRedirect(reverse("prevention:letter", args=[found.pk]))
