"""What a person keeps on paper or on the phone: card, recovery code, app. Each is shown once."""

from __future__ import annotations

from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST

from spona.access.denied import Denied
from spona.access.guards import MemberRequest, member, step_up
from spona.access.models import new_token
from spona.documents import OneTimeCodes, RecoveryCode
from spona.identity import actions, queries
from spona.identity.forms import NewAppForm, TypedBackForm, UnlockForm
from spona.identity.slow_pages import PAPER, slow
from spona.identity.views.account import identity_of
from spona.identity.views.once import (
    app_context,
    card_response,
    code_context,
    shown_once,
)


@member()
@step_up
@require_http_methods(["GET", "HEAD", "POST"])
def issue_card(request: MemberRequest) -> HttpResponse:
    """A reload makes no second card: the page says that it was shown, and offers a new one."""
    me, codes = identity_of(request), None
    if request.method == "POST":
        codes = shown_once(
            request.POST.get("token", ""),
            lambda: actions.issue_card(me.account, by=request.actor, keys=request.keys),
        )
    context = {
        "codes": codes,
        "again": request.method == "POST" and codes is None,
        "codes_left": queries.unused_codes(me.account),
        "token": new_token(),
    }
    return render(request, "identity/card.html", context)


@member()
@slow("paper", PAPER)
@require_POST
def print_card(request: MemberRequest) -> HttpResponse:
    """The codes that the page before showed, as a PDF. Only this account's unused codes."""
    me, codes = identity_of(request), request.POST.getlist("card_line")
    if not queries.are_unused_codes(me.account, codes):
        raise Http404
    return card_response(me.account, OneTimeCodes(tuple(codes)))


@member()
@step_up
@require_http_methods(["GET", "HEAD", "POST"])
def new_recovery_code(request: MemberRequest) -> HttpResponse:
    """A reload makes no second code: the first one may be on paper already."""
    me, form = identity_of(request), UnlockForm(request.POST or None)
    if not form.is_valid():
        return _code_page(request, form)
    try:
        code = shown_once(
            request.POST.get("token", ""),
            lambda: actions.new_recovery_code(me.account, **form.cleaned_data, by=request.actor),
        )
    except Denied as refusal:
        form.add_error("password", str(refusal.sentence))
        return _code_page(request, form)
    if code is None:
        return _code_page(request, UnlockForm(), again=True)
    context = code_context(me.account.login, code)
    return render(request, "identity/recovery_code.html", context)


def _code_page(request: MemberRequest, form: UnlockForm, *, again: bool = False) -> HttpResponse:
    """Asks for the password; after a reload, with the field for the code that was shown."""
    account = identity_of(request).account
    waits = again and account.usk_by_next_code_sealed is not None
    context = {
        "form": form,
        "token": new_token(),
        "again": again,
        "typed_back": TypedBackForm(initial={"login": account.login}) if waits else None,
    }
    return render(request, "identity/recovery_code.html", context)


@member()
@slow("paper", PAPER)
@require_POST
def print_code(request: MemberRequest) -> HttpResponse:
    """The recovery code that the page before showed, as a PDF. Only if it is this account's."""
    me, code = identity_of(request), request.POST.get("shown", "")
    if not queries.is_recovery_code(me.account, code):
        raise Http404
    return card_response(me.account, RecoveryCode(code))


@member()
@step_up
@require_http_methods(["GET", "HEAD", "POST"])
def new_app(request: MemberRequest) -> HttpResponse:
    """A reload shows the seed that was offered: the phone may have scanned it already."""
    if request.method != "POST":
        return render(request, "identity/app.html", {"token": new_token()})
    me = identity_of(request)
    shown_once(
        request.POST.get("token", ""),
        lambda: actions.new_authenticator(me.account, by=request.actor, keys=request.keys),
    )
    return _app_page(request, NewAppForm())


@member()
@step_up
@require_POST
def confirm_app(request: MemberRequest) -> HttpResponse:
    """The present app counts until the new one has shown that it works."""
    me, form = identity_of(request), NewAppForm(request.POST)
    if form.is_valid():
        try:
            actions.confirm_authenticator(me.account, **form.cleaned_data, by=request.actor)
        except Denied as refusal:
            form.add_error("code", str(refusal.sentence))
        else:
            return HttpResponseRedirect(reverse("identity:account"))
    return _app_page(request, form)


def _app_page(request: MemberRequest, form: NewAppForm) -> HttpResponse:
    account = identity_of(request).account
    secret = queries.offered_seed(account)
    context = app_context(account, secret) if secret else {}
    return render(request, "identity/app.html", {**context, "form": form, "token": new_token()})
