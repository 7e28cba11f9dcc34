"""Public pages and the login carry the language in the path; staff pages take the account's.

The public pages speak more languages than the others, so a wish of the browser counts among all
of them only where nothing but public pages exists.
"""

from __future__ import annotations

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils import translation

_CODES = {code for code, _ in settings.LANGUAGES}
PUBLIC = {code for code, _ in settings.PUBLIC_LANGUAGES}
Handler = Callable[[HttpRequest], HttpResponse]


def language_of_path(get_response: Handler) -> Handler:
    def middleware(request: HttpRequest) -> HttpResponse:
        set_language(request)
        return get_response(request)

    return middleware


def language_of_account(get_response: Handler) -> Handler:
    def middleware(request: HttpRequest) -> HttpResponse:
        identity = getattr(request, "identity", None)
        if identity is not None and _first(request) not in PUBLIC:
            _set(request, identity.account.language)
        return get_response(request)

    return middleware


def set_language(request: HttpRequest) -> None:
    """That of the address, else the browser's wish."""
    first = _first(request)
    _set(request, first if first in PUBLIC else _preferred(request))


def _first(request: HttpRequest) -> str:
    """The first part of the address; empty also for the `*` of OPTIONS, which has no stroke."""
    return request.path_info.partition("/")[2].partition("/")[0]


def _preferred(request: HttpRequest) -> str:
    """The browser's wish among ours; Serbian without a script means Latin on most phones here."""
    ours = PUBLIC if getattr(request, "public_only", False) else _CODES
    for part in request.headers.get("Accept-Language", "").lower().split(","):
        code = part.split(";")[0].strip()
        if code in ("sr-cyrl", "sr-cyrl-rs"):
            return "sr"
        if code.startswith("sr"):
            return "sr-latn"
        if code.split("-")[0] in ours:
            return code.split("-")[0]
    return settings.LANGUAGE_CODE


def _set(request: HttpRequest, code: str) -> None:
    translation.activate(code)
    request.language = code  # type: ignore[attr-defined]
    request.LANGUAGE_CODE = code
