"""The demo answers this machine only: its passwords stand on a page for everybody."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from django.http import HttpRequest, HttpResponse

Handler = Callable[[HttpRequest], HttpResponse]

# What proxies add on the way; any of them says that somebody asks from elsewhere.
_NAMES: Final = frozenset(
    {
        "FORWARDED",
        "VIA",
        "X_REAL_IP",
        "X_CLIENT_IP",
        "CLIENT_IP",
        "TRUE_CLIENT_IP",
        "CF_CONNECTING_IP",
    }
)
_BEGINNING: Final = "X_FORWARDED_"


def refuse_forwarded(get_response: Handler) -> Handler:
    """403 to a request that came through a proxy. Stands first, and in the demo alone."""

    def middleware(request: HttpRequest) -> HttpResponse:
        if any(_is_forwarding(name) for name in request.META):
            return HttpResponse(
                "This is the demo of Spona. Everybody knows its passwords, so it answers only on "
                "the machine it runs on, not through a proxy. For real data: ./spona init\n",
                status=403,
                content_type="text/plain; charset=utf-8",
                headers={"Cache-Control": "no-store"},
            )
        return get_response(request)

    return middleware


def _is_forwarding(name: str) -> bool:
    header = name.removeprefix("HTTP_")
    return header != name and (header in _NAMES or header.startswith(_BEGINNING))
