"""My login may be known to somebody: new password, recovery code and keys in one step."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST

from spona.access.denied import Conflict, Denied
from spona.access.guards import MemberRequest, member, step_up
from spona.access.models import new_token
from spona.identity import actions, key_rotation
from spona.identity.forms import RenewKeysForm
from spona.identity.limiter import TooFast, wait_sentence
from spona.identity.models import Account
from spona.identity.sessions import send_half
from spona.identity.views.account import identity_of
from spona.identity.views.once import code_context, shown_once, was_shown


@member()
@step_up
@require_http_methods(["GET", "HEAD", "POST"])
def renew_keys(request: MemberRequest) -> HttpResponse:
    """A reload changes nothing twice, and shows the new recovery code no second time."""
    if request.method != "POST":
        return _page(request, form=RenewKeysForm())
    form, token = RenewKeysForm(request.POST), request.POST.get("token", "")
    if was_shown(token):
        return _page(request, form=RenewKeysForm(), again=True)
    if not form.is_valid():
        return _page(request, form=form)
    try:
        code = actions.renew_keys(request, **form.cleaned_data, by=request.actor)
    except (Denied, Conflict) as refusal:
        form.add_error(None, str(refusal.sentence))
        return _page(request, form=form)
    except TooFast as wait:
        form.add_error(None, wait_sentence(wait.seconds))
        response = _page(request, form=form)
        response.status_code, response["Retry-After"] = 429, str(wait.seconds)
        return response
    # Not around the action: a refused try must stay counted, so nothing may take it back.
    shown_once(token, str)
    context = code_context(identity_of(request).account.login, code)
    return send_half(request, _page(request, **context))


@member()
@require_POST
def go_on(request: MemberRequest) -> HttpResponse:
    """One chunk. No step-up: nobody is let in by it, and a long one must not end in the middle."""
    me = identity_of(request)
    left = actions.go_on(me.account, by=request.actor, keys=request.keys)
    here = reverse("identity:renew_keys", query={"on": 1})
    return HttpResponseRedirect(here if left else reverse("identity:account"))


def _page(request: HttpRequest, **more: Any) -> HttpResponse:
    account = Account.objects.get(pk=identity_of(request).account.pk)
    context = {
        "token": new_token(),
        "moving": account.previous_sealed is not None,
        "left": key_rotation.left(account),
        "by_itself": "on" in request.GET,
        **more,
    }
    response = render(request, "identity/renew_keys.html", context)
    response["Cache-Control"] = "no-store"
    return response
