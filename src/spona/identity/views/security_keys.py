"""Register a security key or a phone, and take one off the list again."""

from __future__ import annotations

import json
from uuid import UUID

from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from spona.access.denied import Denied
from spona.access.guards import MemberRequest, member, step_up
from spona.identity import actions, security_keys
from spona.identity.forms import NewKeyForm
from spona.identity.views.account import identity_of


@member()
@step_up
@require_http_methods(["GET", "HEAD", "POST"])
def add(request: MemberRequest) -> HttpResponse:
    """The page brings along what the key is asked; its answer comes back with the name."""
    me = identity_of(request)
    form = NewKeyForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            actions.add_security_key(
                me.account, **form.cleaned_data, session=me.session, by=request.actor,
                keys=request.keys,
            )  # fmt: skip
        except Denied as refusal:
            form.add_error(None, str(refusal.sentence))
        else:
            return HttpResponseRedirect(reverse("identity:account"))
    context = {
        "form": form,
        "asking": json.dumps(security_keys.registering(me.account, me.session.pk)),
        "full": len(security_keys.keys_of(me.account)) >= security_keys.AT_MOST,
    }
    return render(request, "identity/add_key.html", context)


@member()
@step_up
@require_http_methods(["GET", "HEAD", "POST"])
def remove(request: MemberRequest, key: UUID) -> HttpResponse:
    """Says first what it does; the last factor stays."""
    me, refusal = identity_of(request), ""
    found = next((one for one in security_keys.keys_of(me.account) if one.row.pk == key), None)
    if found is None:
        raise Http404
    if request.method == "POST":
        try:
            actions.remove_security_key(me.account, key, by=request.actor)
        except Denied as refused:
            refusal = str(refused.sentence)
        else:
            return HttpResponseRedirect(reverse("identity:account"))
    context = {"key": found, "refusal": refusal}
    return render(request, "identity/remove_key.html", context)
