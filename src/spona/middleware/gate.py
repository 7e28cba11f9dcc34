"""The last door before a view: no view without a guard, and no writing on a GET."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.core.exceptions import ImproperlyConfigured
from django.http import HttpRequest, HttpResponse

from spona.audit.readonly import read_only
from spona.deadlines.exclusions import asked_once
from spona.identity.late_post import give_back

# As Django: what these ask for needs no token of a form.
_SAFE = ("GET", "HEAD", "OPTIONS", "TRACE")


def gate(
    get_response: Callable[[HttpRequest], HttpResponse],
) -> Callable[[HttpRequest], HttpResponse]:
    def middleware(request: HttpRequest) -> HttpResponse:
        if request.method in _SAFE:
            with read_only(getattr(request, "read_cache", None)), asked_once():
                return get_response(request)
        return get_response(request)

    middleware.process_view = check_guard  # type: ignore[attr-defined]
    return middleware


def check_guard(
    request: HttpRequest, view: Callable[..., HttpResponse], args: Any, kwargs: Any
) -> HttpResponse | None:
    """A view that forgot to say whom it lets in lets nobody in.

    What somebody wrote while the session ran out or locked is given back, not lost.
    """
    guard = getattr(view, "guard", "")
    if not guard:
        raise ImproperlyConfigured(f"{view.__module__}.{view.__name__} states no guard")
    if request.method == "POST" and guard.startswith("member") and _nobody(request):
        return give_back(request)
    return None


def _nobody(request: HttpRequest) -> bool:
    return getattr(request, "identity", None) is None
