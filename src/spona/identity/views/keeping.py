"""What a person keeps on paper or on the phone: card, recovery code, app. Each is shown once."""

from __future__ import annotations

from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST

from spona.access.denied import Denied
from spona.access.guards import MemberRequest, member, step_up
from spona.documents import OneTimeCodes, RecoveryCode
from spona.identity import actions, queries
from spona.identity.forms import NewAppForm, UnlockForm
from spona.identity.views.account import identity_of
from spona.identity.views.once import app_context, card_response, code_context


@member()
@step_up
@require_http_methods(["GET", "HEAD", "POST"])
def issue_card(request: MemberRequest) -> HttpResponse:
    """Pressing twice makes two cards, of which the one on the screen counts."""
    codes: list[str] = []
    if request.method == "POST":
        me = identity_of(request)
        codes = actions.issue_card(me.account, by=request.actor, keys=request.keys)
    return render(request, "identity/card.html", {"codes": codes})


@member()
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
    form = UnlockForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        me = identity_of(request)
        try:
            code = actions.new_recovery_code(me.account, **form.cleaned_data, by=request.actor)
        except Denied as refusal:
            form.add_error("password", str(refusal.sentence))
        else:
            context = code_context(me.account.login, code)
            return render(request, "identity/recovery_code.html", context)
    return render(request, "identity/recovery_code.html", {"form": form})


@member()
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
    if request.method != "POST":
        return render(request, "identity/app.html", {})
    me = identity_of(request)
    secret = actions.new_authenticator(me.account, by=request.actor, keys=request.keys)
    context = {**app_context(me.account, secret), "form": NewAppForm()}
    return render(request, "identity/app.html", context)


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
    secret = queries.offered_seed(me.account)
    context = app_context(me.account, secret) if secret else {}
    return render(request, "identity/app.html", {**context, "form": form})
