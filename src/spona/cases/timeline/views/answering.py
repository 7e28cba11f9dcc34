"""The recipient's verbs: load, form, one action, back to the page."""

from __future__ import annotations

from collections.abc import Callable

from django import forms
from django.http import HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.views.decorators.http import require_POST

from spona.access.denied import Conflict
from spona.access.guards import MemberRequest, member
from spona.access.models import new_token, once
from spona.cases.referrals import actions
from spona.cases.referrals.models import Referral
from spona.cases.timeline.forms import AcceptForm, AssignForm, FeedbackForm, FinishForm, NumberForm
from spona.cases.timeline.views.reading import colleagues, page, visible
from spona.directory.models import Member
from spona.vault.refusals import TextConflict


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


@member()
@require_POST
def finish(request: MemberRequest, reference: str) -> HttpResponse:
    referral = visible(request, reference)
    form = FinishForm(request.POST, auto_id="finish_%s")
    return _answered(
        request,
        referral,
        form,
        "finish_form",
        lambda: actions.finish(
            referral,
            outcome=form.cleaned_data["outcome"],
            message=form.cleaned_data["message"],
            by=request.actor,
        ),
    )


@member()
@require_POST
def give_feedback(request: MemberRequest, reference: str) -> HttpResponse:
    """Once per page: a second click or a reload sends nothing twice."""
    referral = visible(request, reference)
    form = FeedbackForm(request.POST, auto_id="feedback_%s")

    def act() -> str:
        actions.give_feedback(referral, message=form.cleaned_data["message"], by=request.actor)
        return _path(referral)

    token = request.POST.get("token", "")
    return _answered(
        request,
        referral,
        form,
        "feedback_form",
        lambda: once(token if len(token) == 43 else new_token(), act),
    )


@member()
@require_POST
def write_registry_number(request: MemberRequest, reference: str) -> HttpResponse:
    referral = visible(request, reference)
    form = NumberForm(request.POST, auto_id="number_%s")
    try:
        return _answered(
            request,
            referral,
            form,
            "number_form",
            lambda: actions.write_registry_number(
                referral,
                number=form.cleaned_data["number"],
                revision=form.cleaned_data["revision"] or 0,
                by=request.actor,
                keys=request.keys,
            ),
        )
    except TextConflict as other:
        again = request.POST.copy()
        again["revision"] = str(other.revision)
        return page(
            request,
            referral,
            status=409,
            note=other.sentence,
            theirs=str((other.theirs or {}).get("number", "")),
            bound={"number_form": NumberForm(again, auto_id="number_%s")},
        )


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
    except TextConflict:
        raise
    except Conflict as faster:
        again = visible(request, referral.reference)
        return page(request, again, status=409, note=faster.sentence, bound={name: form})
    return HttpResponseRedirect(_path(referral))


def _done(request: MemberRequest, referral: Referral, act: Callable[[], object]) -> HttpResponse:
    try:
        act()
    except Conflict as faster:
        again = visible(request, referral.reference)
        return page(request, again, status=409, note=faster.sentence)
    return HttpResponseRedirect(_path(referral))


def _path(referral: Referral) -> str:
    return reverse("cases:read", args=[referral.reference])
