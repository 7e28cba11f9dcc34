"""What a partner on paper said, typed in by the sender; calls; and the packet once they connect."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Final

from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_POST

from spona.access.denied import Conflict
from spona.access.guards import MemberRequest, member
from spona.access.models import once, posted_token
from spona.cases.casefile.on_paper import possible
from spona.cases.casefile.views.reading import page as reading_page
from spona.cases.casefile.views.reading import path_of, visible
from spona.cases.casefile.views.single import Single
from spona.cases.offline_partners import forms
from spona.cases.offline_partners.pages import done, show
from spona.cases.offline_partners.whose import institution_and_network, whose_it_may_be
from spona.cases.referrals import actions
from spona.cases.referrals.actions.recall import may_recall
from spona.cases.referrals.addressee import addressee_of
from spona.cases.referrals.models import Referral
from spona.cases.referrals.moves import SECOND_HAND_ANSWERS
from spona.cases.referrals.permissions import check_recalls_paper, check_writes_on_paper
from spona.cases.referrals.question_pause import deadline_words, urgency_of

_HINT = _("Second-hand: you write down what they said or wrote. They cannot see it here.")
_CALL = Single(
    _("Write down a call"),
    _("It is added with your name and the time. Nobody can change it later."),
    _("Write it down"),
    "phone",
)
_RECALL = Single(
    _("Ask for the paper back"),
    _("Call, ask them to give the paper back or to destroy it, and write down the answer."),
    _("Write it down"),
    "phone",
)
type Said = dict[str, Any]
type Act = Callable[[MemberRequest, Referral, forms.HeardForm], Referral]


@dataclass(frozen=True, slots=True)
class Answer:
    """One of the things that they may have said."""

    single: Single
    form: type[forms.HeardForm]
    act: Act


def _answer(title: str | Promise, form: type[forms.HeardForm], act: Act) -> Answer:
    return Answer(Single(title, _HINT, _("Write it down"), "message-circle"), form, act)


def _said(form: forms.HeardForm, *names: str) -> Said:
    return {name: form.cleaned_data[name] for name in names}


def _not_theirs(request: MemberRequest, referral: Referral, form: forms.HeardForm) -> Referral:
    to, network = institution_and_network(form.cleaned_data["to"])
    return actions.hear_not_theirs(
        referral,
        form.note(),
        to=to,
        network=network,
        by=request.actor,
        keys=request.keys,
        **_said(form, "reason", "message"),
    )


def _sector(request: MemberRequest, referral: Referral) -> str:
    typed = addressee_of(referral, by=request.actor, keys=request.keys)
    return typed.sector if typed else referral.recipient_institution.sector


ANSWERS: Final[dict[str, Answer]] = {
    "received": _answer(
        SECOND_HAND_ANSWERS["received"],
        forms.HeardForm,
        lambda request, row, form: actions.hear_received(row, form.note(), by=request.actor),
    ),
    "taken-over": _answer(
        SECOND_HAND_ANSWERS["taken-over"],
        forms.HeardForm,
        lambda request, row, form: actions.hear_taken_over(row, form.note(), by=request.actor),
    ),
    "asks": _answer(
        SECOND_HAND_ANSWERS["asks"],
        forms.AskedForm,
        lambda request, row, form: actions.hear_asked(
            row, form.note(), by=request.actor, keys=request.keys, **_said(form, "message")
        ),
    ),
    "not-theirs": _answer(SECOND_HAND_ANSWERS["not-theirs"], forms.NotTheirsForm, _not_theirs),
    "no-place": _answer(
        SECOND_HAND_ANSWERS["no-place"],
        forms.NoPlaceForm,
        lambda request, row, form: actions.hear_no_place(
            row,
            form.note(),
            by=request.actor,
            sector=_sector(request, row),
            **_said(form, "reason", "message"),
        ),
    ),
    "done": _answer(
        SECOND_HAND_ANSWERS["done"],
        forms.DoneForm,
        lambda request, row, form: actions.hear_done(
            row, form.note(), by=request.actor, **_said(form, "outcome", "message")
        ),
    ),
}


@member()
@require_http_methods(["GET", "POST"])
def answer(request: MemberRequest, reference: str, code: str) -> HttpResponse:
    """One of the answers, each with a form of its own."""
    referral = visible(request, reference)
    if code not in ANSWERS:
        raise Http404
    chosen = ANSWERS[code]
    more: dict[str, Any] = {"since": referral.sent_at}
    if code == "not-theirs":
        more["recipients"] = whose_it_may_be(referral, request.actor)
    form = chosen.form(request.POST or None, **more)

    def page(**said: Any) -> HttpResponse:
        deadline = ""
        if code == "asks":
            urgency = urgency_of(referral, by=request.actor, keys=request.keys)
            deadline = deadline_words(referral, urgency)
        return show(request, referral, chosen.single, form, deadline=deadline, **said)

    if request.method == "GET":
        check_writes_on_paper(request.actor, referral)
        if code not in possible(referral, sector=_sector(request, referral)):
            return HttpResponseRedirect(path_of(referral))
        return page()

    def act() -> str:
        row = chosen.act(request, referral, form)
        return path_of(row)

    return done(request, form, act, page)


@member()
@require_http_methods(["GET", "POST"])
def log_call(request: MemberRequest, reference: str) -> HttpResponse:
    referral = visible(request, reference)
    check_writes_on_paper(request.actor, referral)
    form = forms.CallForm(request.POST or None)

    def page(**said: Any) -> HttpResponse:
        return show(request, referral, _CALL, form, prints=True, **said)

    if request.method == "GET":
        return page()

    def act() -> str:
        actions.log_call(referral, form.note(), by=request.actor)
        return path_of(referral) + "#calls"

    return done(request, form, act, page)


@member()
@require_http_methods(["GET", "POST"])
def recall(request: MemberRequest, reference: str) -> HttpResponse:
    """It was taken back, but a paper is there: what they said when they were asked for it."""
    referral = visible(request, reference)
    check_recalls_paper(request.actor, referral)
    if not may_recall(referral):
        return HttpResponseRedirect(path_of(referral))
    form = forms.RecallForm(request.POST or None)

    def page(**said: Any) -> HttpResponse:
        return show(request, referral, _RECALL, form, **said)

    if request.method == "GET":
        return page()

    def act() -> str:
        actions.note_recall(referral, form.note(), by=request.actor)
        return path_of(referral) + "#calls"

    return done(request, form, act, page)


@member()
@require_POST
def send_packet(request: MemberRequest, reference: str) -> HttpResponse:
    """They have connected: the same packet is sealed to them, with one click."""
    referral = visible(request, reference)

    def act() -> str:
        actions.send_packet(referral, by=request.actor, keys=request.keys)
        return path_of(referral)

    try:
        return HttpResponseRedirect(once(posted_token(request), act))
    except Conflict as faster:
        again = visible(request, reference)
        return reading_page(request, again, status=409, note=faster.sentence)
