"""Guards: each view states one, and the middleware refuses a view without.

A guard only marks the view and checks the actor; which row is the app's business.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from functools import wraps
from typing import Any
from urllib.parse import urlsplit

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt

from spona.access.actor import Actor
from spona.access.denied import Denied, StepUpNeeded

View = Callable[..., HttpResponse]

STEP_UP_LASTS = timedelta(minutes=10)


class MemberRequest(HttpRequest):
    """A request after `@member`: the actor is there, and so are the keys."""

    actor: Actor
    keys: Any


def _mark(view: View, guard: str) -> View:
    view.guard = guard  # type: ignore[attr-defined]
    return view


def public(view: View) -> View:
    """Anybody may read it; nothing personal behind it, no cookie needed."""
    return _mark(view, "public")


def public_form(view: View) -> View:
    """A form without cookies: there is no authority to forge, so only the origin is checked."""

    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if request.method == "POST" and not comes_from_here(request):
            raise PermissionDenied("origin")
        return view(request, *args, **kwargs)

    return _mark(csrf_exempt(guarded), "public_form")


def takes_files(view: View) -> View:
    """A view that seals a file while it comes, so it may be larger than any other form."""
    view.takes_files = True  # type: ignore[attr-defined]
    return view


def comes_from_here(request: HttpRequest) -> bool:
    """True when the browser says that the POST was sent by a page of this host and scheme.

    Browsers send Origin with every POST; `Sec-Fetch-Site` is the second witness.
    A request with neither comes from a tool, not from a page somebody was lured to.
    """
    origin = request.headers.get("Origin", "")
    if origin and origin != "null":
        # The scheme too: a page that somebody on the way put under http:// is not ours.
        here = (request.scheme, request.get_host())
        try:
            return urlsplit(origin)[:2] == here
        except ValueError:  # no address at all, such as "http://[::1"
            return False
    site = request.headers.get("Sec-Fetch-Site", "")
    if site:
        return site in ("same-origin", "none")
    return origin != "null"


def _not_included(permission: str) -> str:
    if permission == "library:edit":
        # An intake holder cannot give it: it is a role in a network.
        return _("Editors write this. The coordinator of your network gives the role of editor.")
    return _("Your role does not include this. Ask your intake officer.")


def member(permission: str = "") -> Callable[[View], View]:
    """A person who is signed in, unlocked, and whose roles carry `permission`."""

    def decorate(view: View) -> View:
        @wraps(view)
        def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
            actor: Actor | None = getattr(request, "actor", None)
            if actor is None and getattr(request, "identity", None) is not None:
                # Signed in, with several memberships and none chosen, or with none at all.
                return HttpResponseRedirect(reverse("directory:choose"))
            if actor is None:
                return to_sign_in(request)
            if permission and not actor.may(permission):
                raise Denied(_not_included(permission))
            return view(request, *args, **kwargs)

        return _mark(guarded, f"member {permission}".strip())

    return decorate


def step_up(view: View) -> View:
    """Asks for password and second factor again unless that was done in the last ten minutes."""

    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        actor: Actor | None = getattr(request, "actor", None)
        if actor is not None:
            check_stepped_up(actor)
        return view(request, *args, **kwargs)

    guarded.guard = getattr(view, "guard", "") + " step-up"  # type: ignore[attr-defined]
    return guarded


def hands_over(view: View) -> View:
    """Says that a GET is answered by a file: no page follows on the one that asks to step up."""
    view.hands_over = True  # type: ignore[attr-defined]
    return view


def check_stepped_up(actor: Actor) -> None:
    """Raises StepUpNeeded unless the second factor was shown within `STEP_UP_LASTS`."""
    if not is_stepped_up(actor):
        raise StepUpNeeded


def is_stepped_up(actor: Actor) -> bool:
    at = actor.stepped_up_at
    return at is not None and timezone.now() - at < STEP_UP_LASTS


def to_sign_in(request: HttpRequest) -> HttpResponse:
    """The way to the login page and back; JSON for a program."""
    if request.path.startswith("/api/"):
        return JsonResponse({"error": "sign in"}, status=401)
    language = getattr(request, "language", "sr")
    target = request.get_full_path() if request.method == "GET" else "/"
    url = reverse("identity:sign_in", args=[language]) + "?" + urlencode({"next": target})
    return HttpResponseRedirect(url)
