"""One's own account: password, language and look, sessions, fingerprint."""

from __future__ import annotations

from typing import Any, cast

from django import forms
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe

from spona.access.denied import Denied
from spona.access.guards import MemberRequest, member
from spona.identity import actions, public_keys, queries
from spona.identity.forms import ChangePasswordForm, PreferencesForm
from spona.identity.limiter import TooFast
from spona.identity.models import Session
from spona.identity.sessions import Identity


@member()
@require_safe
def account(request: MemberRequest) -> HttpResponse:
    return page(request)


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
        sentence = ngettext(
            "Wait %(n)s second, then try again.",
            "Wait %(n)s seconds, then try again.",
            wait.seconds,
        )
        form.add_error(None, sentence % {"n": wait.seconds})
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
        "other_sessions": Session.objects.filter(account=me.account).count() - 1,
        "done": done,
    }
    return render(request, "identity/account.html", context)


def identity_of(request: HttpRequest) -> Identity:
    """The identity that the middleware put on a member's request."""
    return cast("Identity", request.identity)  # type: ignore[attr-defined]
