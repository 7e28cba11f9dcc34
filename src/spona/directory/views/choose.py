"""Several found: which one is worn now."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from spona.access.denied import Denied
from spona.access.guards import to_sign_in
from spona.directory import actions
from spona.directory.actor import memberships


def signed_in(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Signed in and unlocked, with or without a membership: the one page that needs no actor."""

    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if getattr(request, "identity", None) is None:
            return to_sign_in(request)
        return view(request, *args, **kwargs)

    guarded.guard = "signed-in"  # type: ignore[attr-defined]
    return guarded


@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def choose(request: HttpRequest) -> HttpResponse:
    """The memberships of today; a POST takes one. Nobody with none is sent round in
    circles.
    """
    identity = request.identity  # type: ignore[attr-defined]
    worn = getattr(request, "actor", None)
    if request.method == "POST":
        actions.act_for(identity, member_id=_asked(request), by=worn)
        return HttpResponseRedirect("/")
    found = list(memberships(identity.account, timezone.localdate()))
    return render(request, "directory/choose.html", {"memberships": found, "worn": worn})


def _asked(request: HttpRequest) -> UUID:
    try:
        return UUID(request.POST.get("member", ""))
    except ValueError:
        from django.utils.translation import gettext as _

        raise Denied(_("Choose one of your institutions.")) from None
