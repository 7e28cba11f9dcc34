"""The second name of the server, on which only the public pages exist."""

from __future__ import annotations

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse

_URLCONF = "spona.tip_urls"
Handler = Callable[[HttpRequest], HttpResponse]


def tip_host(get_response: Handler) -> Handler:
    """On `SPONA_TIP_HOST` other addresses hold: there is no staff page to find, guess or link to.

    Without that name, or where it is the server's own, nothing changes.
    """

    def middleware(request: HttpRequest) -> HttpResponse:
        if is_tip_host(request.META.get("HTTP_HOST", "")):
            request.urlconf = _URLCONF
            request.public_only = True  # type: ignore[attr-defined]
        return get_response(request)

    return middleware


def is_tip_host(header: str) -> bool:
    """`header` as the browser sent it: with a port, in any case, with the dot of the root."""
    own = settings.SPONA_TIP_HOST
    # The same name twice would lock everybody out of the staff pages; `doctor` is red then.
    if not own or own == settings.SPONA_HOST.lower():
        return False
    return header.partition(":")[0].lower().rstrip(".") == own
