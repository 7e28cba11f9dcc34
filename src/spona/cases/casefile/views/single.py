"""What is written on a referral has a page of its own: one form, so nothing beside it is lost."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

from django import forms
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods

from spona.access.denied import Conflict
from spona.access.guards import MemberRequest, member
from spona.access.models import new_token, once, posted_token
from spona.cases.casefile.forms import FeedbackForm, FinishForm, NumberForm
from spona.cases.casefile.reading import read as open_for
from spona.cases.casefile.reading import verbs_of
from spona.cases.casefile.views.reading import path_of, visible
from spona.cases.referrals import actions
from spona.cases.referrals.models import Referral
from spona.cases.referrals.moves import ASKS
from spona.cases.referrals.question_pause import deadline_words, urgency_of
from spona.vault.refusals import TextConflict


@dataclass(frozen=True, slots=True)
class Single:
    """The words of such a page: the question it asks, what follows, and its one button."""

    title: str | Promise
    hint: str | Promise
    button: str | Promise
    icon: str


_ASK = Single(
    _("Ask the sender"),
    _("It becomes a task of who wrote it."),
    _("Send the question"),
    "send",
)
_FINISH = Single(
    _("Close it"),
    _("The sender is told: closed, with your sentence."),
    _("Close and tell the sender"),
    "check",
)
_NUMBER = Single(
    _("Records office"),
    _("Only your institution sees it."),
    _("Write down the number"),
    "device-floppy",
)


@member()
@require_http_methods(["GET", "POST"])
def give_feedback(request: MemberRequest, reference: str) -> HttpResponse:
    """Once per page: a second click or a reload sends nothing twice."""
    referral = visible(request, reference)
    form = FeedbackForm(request.POST or None, auto_id="feedback_%s")
    if request.method == "GET":
        if not verbs_of(referral, request.actor) & ASKS:
            return HttpResponseRedirect(path_of(referral))
        return _page(request, referral, _ASK, form)

    def act() -> str:
        actions.give_feedback(
            referral,
            message=form.cleaned_data["message"],
            by=request.actor,
            keys=request.keys,
        )
        return path_of(referral)

    send = partial(once, posted_token(request), act)
    return _sent(request, referral, _ASK, form, send)


@member()
@require_http_methods(["GET", "POST"])
def finish(request: MemberRequest, reference: str) -> HttpResponse:
    referral = visible(request, reference)
    form = FinishForm(request.POST or None, auto_id="finish_%s")
    if request.method == "GET":
        if "finish" not in verbs_of(referral, request.actor):
            return HttpResponseRedirect(path_of(referral))
        return _page(request, referral, _FINISH, form)
    return _sent(
        request,
        referral,
        _FINISH,
        form,
        lambda: actions.finish(
            referral,
            outcome=form.cleaned_data["outcome"],
            message=form.cleaned_data["message"],
            by=request.actor,
        ),
    )


@member()
@require_http_methods(["GET", "POST"])
def write_registry_number(request: MemberRequest, reference: str) -> HttpResponse:
    """The number is opened with the page, so the reading is logged like any other."""
    referral = visible(request, reference)
    if request.method == "GET":
        reading = open_for(referral, by=request.actor, keys=request.keys)
        initial = {"number": reading.number, "revision": reading.number_revision}
        form = NumberForm(initial=initial, auto_id="number_%s")
        return _page(request, referral, _NUMBER, form)
    form = NumberForm(request.POST, auto_id="number_%s")
    try:
        return _sent(
            request,
            referral,
            _NUMBER,
            form,
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
        form = NumberForm(again, auto_id="number_%s")
        theirs = str((other.theirs or {}).get("number", ""))
        return _page(request, referral, _NUMBER, form, 409, note=other.sentence, theirs=theirs)


def _sent(
    request: MemberRequest,
    referral: Referral,
    single: Single,
    form: forms.Form,
    act: Callable[[], object],
) -> HttpResponse:
    """With a mistake, or when somebody was faster, the same page with all that was typed."""
    if not form.is_valid():
        return _page(request, referral, single, form, 422)
    try:
        act()
    except TextConflict:
        raise
    except Conflict as faster:
        return _page(request, referral, single, form, 409, note=faster.sentence)
    return HttpResponseRedirect(path_of(referral))


def _page(
    request: MemberRequest,
    referral: Referral,
    single: Single,
    form: forms.Form,
    status: int = 200,
    *,
    note: str | Promise = "",
    theirs: str = "",
) -> HttpResponse:
    """`note` is what somebody else has done meanwhile; `theirs` their text of what was saved."""
    deadline = ""
    if single is _ASK:
        urgency = urgency_of(referral, by=request.actor, keys=request.keys)
        deadline = deadline_words(referral, urgency)
    return render(
        request,
        "cases/single.html",
        {
            "referral": referral,
            "single": single,
            "form": form,
            "note": note,
            "theirs": theirs,
            "deadline": deadline,
            "token": new_token(),
            "act_url": request.path,
            "back_url": path_of(referral),
        },
        status=status,
    )
