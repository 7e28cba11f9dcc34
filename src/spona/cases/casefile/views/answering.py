"""Verbs of the page itself: load, form, one action, back to the page.

The page has at most one form with words in it; whatever else is written has a page of its own
(`single`).
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from django import forms
from django.http import HttpResponse, HttpResponseRedirect
from django.views.decorators.http import require_POST

from spona.access.denied import Conflict
from spona.access.guards import MemberRequest, member
from spona.access.models import once, posted_token
from spona.cases.casefile.forms import AcceptForm, AnswerForm, AssignForm
from spona.cases.casefile.views.reading import colleagues, page, path_of, visible
from spona.cases.referrals import actions
from spona.cases.referrals.models import Referral
from spona.directory.models import Member


@member("referral:open")
@require_POST
def open_packet(request: MemberRequest, reference: str) -> HttpResponse:
    referral = visible(request, reference)
    return _done(
        request,
        referral,
        lambda: actions.open_packet(referral, by=request.actor, keys=request.keys),
    )


@member("referral:answer")
@require_POST
def accept(request: MemberRequest, reference: str) -> HttpResponse:
    referral = visible(request, reference)
    form = AcceptForm(request.POST, auto_id="accept_%s")
    return _answered(
        request,
        referral,
        form,
        "accept_form",
        lambda: actions.accept(
            referral,
            by=request.actor,
            keys=request.keys,
            message=form.cleaned_data["message"],
        ),
    )


@member()
@require_POST
def answer_question(request: MemberRequest, reference: str) -> HttpResponse:
    """The sender's answer, once per page: a second click or a reload sends nothing twice."""
    referral = visible(request, reference)
    form = AnswerForm(request.POST, auto_id="answer_%s")

    def act() -> str:
        actions.answer_question(referral, message=form.cleaned_data["message"], by=request.actor)
        return path_of(referral)

    send = partial(once, posted_token(request), act)
    return _answered(request, referral, form, "answer_form", send)


@member("referral:answer")
@require_POST
def open_file(request: MemberRequest, reference: str) -> HttpResponse:
    """For the rare case that the server stopped between acceptance and the file."""
    referral = visible(request, reference)
    return _done(
        request,
        referral,
        lambda: actions.open_file(referral, by=request.actor, keys=request.keys),
    )


@member("referral:assign")
@require_POST
def assign(request: MemberRequest, reference: str) -> HttpResponse:
    referral = visible(request, reference)
    people = colleagues(referral, request.actor)
    form = AssignForm(request.POST, people=people)

    def act() -> None:
        to = Member.objects.select_related("person__account").get(pk=form.cleaned_data["member"])
        actions.assign(referral, to=to, by=request.actor, keys=request.keys)

    return _answered(request, referral, form, "assign_form", act)


@member()
@require_POST
def start_work(request: MemberRequest, reference: str) -> HttpResponse:
    referral = visible(request, reference)
    return _done(request, referral, lambda: actions.start_work(referral, by=request.actor))


def _answered(
    request: MemberRequest,
    referral: Referral,
    form: forms.Form,
    name: str,
    act: Callable[[], object],
) -> HttpResponse:
    """With a mistake, or when somebody was faster, the same page with all that was typed."""
    if not form.is_valid():
        return page(request, referral, status=422, bound={name: form})
    try:
        act()
    except Conflict as faster:
        again = visible(request, referral.reference)
        typed = str(form.cleaned_data.get("message", ""))
        bound = {name: form}
        return page(request, again, status=409, note=faster.sentence, typed=typed, bound=bound)
    return HttpResponseRedirect(path_of(referral))


def _done(request: MemberRequest, referral: Referral, act: Callable[[], object]) -> HttpResponse:
    try:
        act()
    except Conflict as faster:
        again = visible(request, referral.reference)
        return page(request, again, status=409, note=faster.sentence)
    return HttpResponseRedirect(path_of(referral))
