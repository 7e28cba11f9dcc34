"""One's own account: password, language and look, sessions, fingerprint."""

from __future__ import annotations

from typing import Any, cast
from uuid import UUID

from django import forms
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from spona.access.denied import Denied
from spona.access.guards import MemberRequest, member
from spona.identity import actions, form_recovery, key_rotation, public_keys, queries, security_keys
from spona.identity.forms import ChangePasswordForm, PreferencesForm
from spona.identity.limiter import TooFast, wait_sentence
from spona.identity.sessions import Identity


@member()
@require_safe
def account(request: MemberRequest) -> HttpResponse:
    return page(request)


@member()
@require_POST
def read_since(request: MemberRequest) -> HttpResponse:
    """Takes the line about the time before this sign-in off the pages."""
    actions.read_since(request, by=request.actor)
    return HttpResponseRedirect(form_recovery.safe_next(request))


@member()
@require_POST
def save_preferences(request: MemberRequest) -> HttpResponse:
    me = identity_of(request)
    form = PreferencesForm(request.POST, instance=me.account)
    if not form.is_valid():
        return page(request, preferences=form)
    actions.save_preferences(me.account, **form.cleaned_data, by=request.actor)
    return HttpResponseRedirect(reverse("identity:account"))


@member()
@require_POST
def change_password(request: MemberRequest) -> HttpResponse:
    me, form = identity_of(request), ChangePasswordForm(request.POST)
    if not form.is_valid():
        return page(request, password=form)
    try:
        actions.change_password(
            me.account,
            **form.cleaned_data,
            by=request.actor,
            keep=me.session,
            address=request.META.get("REMOTE_ADDR", ""),
        )
    except Denied as refusal:
        form.add_error(None, str(refusal.sentence))
        return page(request, password=form)
    except TooFast as wait:
        form.add_error(None, wait_sentence(wait.seconds))
        response = page(request, password=form)
        response.status_code, response["Retry-After"] = 429, str(wait.seconds)
        return response
    return page(request, done=_("The password is changed. All other sessions have ended."))


@member()
@require_POST
def end_sessions(request: MemberRequest) -> HttpResponse:
    me = identity_of(request)
    actions.end_sessions(me.account, by=request.actor, keep=me.session)
    return page(request, done=_("All other sessions have ended."))


@member()
@require_POST
def end_session(request: MemberRequest, session: UUID) -> HttpResponse:
    """One of the others; for this one there is "Sign out", which takes the cookies along."""
    me = identity_of(request)
    if session == me.session.pk:
        raise Http404
    actions.end_session(me.account, session, by=request.actor)
    return page(request, done=_("The session has ended."))


def page(
    request: HttpRequest,
    *,
    preferences: forms.Form | forms.ModelForm | None = None,
    password: forms.Form | None = None,
    done: str = "",
) -> HttpResponse:
    me = identity_of(request)
    latin, cyrillic = public_keys.fingerprint_words(me.account)
    context: dict[str, Any] = {
        "account": me.account,
        "preferences": preferences or PreferencesForm(instance=me.account),
        "password": password or ChangePasswordForm(),
        "fingerprint": zip(latin, cyrillic, strict=True),
        "codes_left": queries.unused_codes(me.account),
        "card_runs_out": queries.card_runs_out(me.account),
        "security_keys": security_keys.keys_of(me.account),
        "to_move": me.account.previous_sealed is not None and key_rotation.left(me.account),
        "sessions": queries.sessions_of(me.account),
        "this_session": me.session.pk,
        "done": done,
    }
    return render(request, "identity/account.html", context)


def identity_of(request: HttpRequest) -> Identity:
    """The identity that the middleware put on a member's request."""
    return cast("Identity", request.identity)  # type: ignore[attr-defined]
