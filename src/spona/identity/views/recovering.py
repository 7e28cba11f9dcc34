"""The page for whoever lost the password, or the phone and the card."""

from __future__ import annotations

from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import override
from django.views.decorators.http import require_http_methods, require_POST

from spona.access.denied import Denied
from spona.access.guards import public_form
from spona.access.models import new_token
from spona.identity import actions, logins
from spona.identity.forms import (
    AskKeyToRecoverForm,
    ForgottenPasswordForm,
    LostFactorForm,
    TypedBackForm,
)
from spona.identity.languages import languages_of
from spona.identity.limiter import TooFast
from spona.identity.models import Account
from spona.identity.views.entering import asked, too_fast
from spona.identity.views.once import app_context, code_context, shown_once, was_shown

_FORMS: dict[str, type[forms.Form]] = {"password": ForgottenPasswordForm, "factor": LostFactorForm}


@public_form
@require_http_methods(["GET", "HEAD", "POST"])
def recover(request: HttpRequest, language: str) -> HttpResponse:
    """Any two of password, second factor and recovery code replace the third."""
    lost = (request.POST or request.GET).get("lost", "password")
    lost = lost if lost in _FORMS else "password"
    with override(language):
        if request.method != "POST":
            return _page(request, lost, form=_FORMS[lost]())
        form = _FORMS[lost](request.POST)
        token = request.POST.get("token", "")
        if was_shown(token):
            return _done_already(request, lost)
        if not form.is_valid():
            return _page(request, lost, form=form)
        try:
            response = _recovered(request, lost, form.cleaned_data)
        except Denied as refusal:
            form.add_error(None, str(refusal.sentence))
            return _page(request, lost, form=form)
        except TooFast as wait:
            return too_fast(request, form, wait, _page, lost)
        # Not around the action: a refused try must stay counted, so nothing may take it back.
        shown_once(token, str)
        return response


@public_form
@require_POST
def ask_key(request: HttpRequest, language: str) -> HttpResponse:
    """What a security key is asked beside a recovery code; of one shape for all that is typed."""
    address = request.META.get("REMOTE_ADDR", "")
    with override(language):
        form = AskKeyToRecoverForm(request.POST)
        return asked(form, lambda: actions.ask_to_recover(**form.cleaned_data, address=address))


def _recovered(request: HttpRequest, lost: str, typed: dict[str, str]) -> HttpResponse:
    address = request.META.get("REMOTE_ADDR", "")
    if lost == "password":
        code = actions.recover(**typed, address=address, cookies=request.COOKIES)
        context = code_context(typed["login"], code)
    else:
        secret = actions.replace_authenticator(**typed, address=address)
        account = Account.objects.get(login=logins.fold(typed["login"]))
        context = app_context(account, secret)
    return _no_store(render(request, "identity/recovered.html", context))


def _done_already(request: HttpRequest, lost: str) -> HttpResponse:
    """A reload: nothing is done twice, and the field for what was shown is there once more."""
    form = TypedBackForm(initial={"login": request.POST.get("login", "")})
    return _typed_back(request, form=form, again=lost)


@public_form
@require_POST
def confirm_code(request: HttpRequest, language: str) -> HttpResponse:
    """The recovery code typed back from the paper; from now on it counts."""
    form = TypedBackForm(request.POST)
    with override(language):
        if not form.is_valid():
            return _typed_back(request, form=form)
        try:
            actions.confirm_recovery_code(
                **form.cleaned_data, address=request.META.get("REMOTE_ADDR", "")
            )
        except Denied as refusal:
            form.add_error("typed", str(refusal.sentence))
            return _typed_back(request, form=form)
        except TooFast as wait:
            return too_fast(request, form, wait, _typed_back)
        return _typed_back(request, form=form, confirmed=True)


def _page(
    request: HttpRequest, lost: str, *, form: forms.Form, status: int = 200, **more: Any
) -> HttpResponse:
    here = getattr(request, "language", "sr")
    context = {
        "form": form,
        "lost": lost,
        "token": new_token(),
        "ask_key": reverse("identity:ask_recover_key", args=[here]) if lost == "password" else "",
        "languages": languages_of(request, here) if request.method != "POST" else [],
        **more,
    }
    return _no_store(render(request, "identity/recover.html", context, status=status))


def _typed_back(
    request: HttpRequest, *, form: forms.Form, status: int = 200, **more: Any
) -> HttpResponse:
    context = {"typed_back": form, **more}
    return _no_store(render(request, "identity/recovered.html", context, status=status))


def _no_store(response: HttpResponse) -> HttpResponse:
    response["Cache-Control"] = "no-store"
    return response
