"""Headers of every page, and the two refusals that need no view: too large, and closed for work."""

from __future__ import annotations

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.urls import Resolver404, resolve
from django.utils.translation import gettext_lazy as _

from spona.middleware.bodies import NOT_TAKEN
from spona.middleware.closed import CLOSED
from spona.middleware.refusals import own_page, wait_page
from spona.vault.uploads import LARGEST

_OPEN = ("public",)


def headers(
    get_response: Callable[[HttpRequest], HttpResponse],
) -> Callable[[HttpRequest], HttpResponse]:
    def middleware(request: HttpRequest) -> HttpResponse:
        response = _refused(request) or get_response(request)
        response["Cross-Origin-Resource-Policy"] = "same-origin"
        response.headers.setdefault(
            "Permissions-Policy", "camera=(), microphone=(), geolocation=()"
        )
        if "Cache-Control" not in response:
            cacheable = response.status_code == 200 and _cacheable(request)
            response["Cache-Control"] = "public, max-age=300" if cacheable else "no-store"
        return response

    return middleware


def _refused(request: HttpRequest) -> HttpResponse | None:
    length = request.META.get("CONTENT_LENGTH") or "0"
    # Longer than any length is no number either: `int` refuses thousands of digits.
    size = int(length) if length.isascii() and length.isdigit() and len(length) < 20 else 0
    if size > settings.DATA_UPLOAD_MAX_MEMORY_SIZE and size > _largest(request):
        return own_page(request, 413)
    if request.META.get(NOT_TAKEN):
        return wait_page(
            request,
            60,
            _("Too much is being sent here at once. Go back: what you typed is still there. "
              "Send it again in a minute."),
        )  # fmt: skip
    if CLOSED in request.META:
        return _not_now(request)
    return None


def _not_now(request: HttpRequest) -> HttpResponse:
    """Nothing here asks the database, which a command has for itself."""
    if request.path == "/healthz":
        return JsonResponse({"alive": True})
    if request.path == "/readyz":
        response: HttpResponse = JsonResponse({"ready": False, "closed": True}, status=503)
    else:
        response = own_page(request, 503)
    response["Retry-After"] = "120"
    return response


def _largest(request: HttpRequest) -> int:
    """Bytes that this address takes: more where a view seals a file while it comes."""
    try:
        view = resolve(request.path_info).func
    except Resolver404:
        return 0
    # The form around the file needs app of its own.
    return LARGEST + 1_000_000 if getattr(view, "takes_files", False) else 0


def _cacheable(request: HttpRequest) -> bool:
    match = request.resolver_match
    if match is None or getattr(match.func, "guard", "") not in _OPEN:
        return False
    # A page that greets somebody by name is public no more.
    return request.method == "GET" and getattr(request, "identity", None) is None
