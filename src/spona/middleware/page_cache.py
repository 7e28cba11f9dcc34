"""A public page that was made some seconds ago, shown again before anything else is asked.

Which pages may be kept says `access/page_cache.py`. Only for a browser without a session: whoever
may be signed in goes the whole way, and other cookies change nothing. An entry holds under the
newest entry of the system's log.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from typing import Final

from django.conf import settings
from django.core.cache import cache
from django.db import DatabaseError
from django.http import HttpRequest, HttpResponse

from spona.access.page_cache import SECONDS, fill
from spona.audit.queries import newest_line
from spona.identity.sessions import HALF_COOKIE, SessionStore
from spona.middleware.closed import CLOSED
from spona.middleware.languages import PUBLIC
from spona.public.phrases import NAMES

_TONGUES: Final = PUBLIC | frozenset(NAMES)
# A question that is longer is a machine's; its answer is made, and not kept.
_LONGEST: Final = 400
Handler = Callable[[HttpRequest], HttpResponse]


def cached_pages(get_response: Handler) -> Handler:
    def middleware(request: HttpRequest) -> HttpResponse:
        keys = _keys(request)
        if not keys:
            return _filled(get_response(request))
        try:
            newest, alone = newest_line(), _is_a_strangers(request)
        except DatabaseError:
            # The page that says so is made by others.
            alone = False
        if not alone:
            return _filled(get_response(request))
        for key, found in cache.get_many(keys).items():
            # A form is the same whatever else its address asks; any other page only for that.
            if found[0] == newest and (key == keys[0] or found[3]):
                return _shown(*found)
        # The log was read before the page: what is written meanwhile makes it old at once.
        response = get_response(request)
        if getattr(response, "cacheable", False) and not response.cookies:
            form = getattr(response, "cacheable_form", False)
            page = (newest, response.content, dict(response.headers), form)
            cache.set(keys[-1] if form else keys[0], page, SECONDS)
        return _filled(response)

    return middleware


def _shown(_newest: bytes, content: bytes, headers: dict[str, str], form: bool) -> HttpResponse:
    return HttpResponse(fill(content) if form else content, headers=headers)


def _filled(response: HttpResponse) -> HttpResponse:
    """With a token of its own, whether or not the page is kept."""
    if getattr(response, "cacheable_form", False):
        response.content = fill(response.content)
    return response


def _keys(request: HttpRequest) -> list[str]:
    """Under which a page may be kept: with what its address asks, and by its path alone. Empty
    where it must be made: not a GET of a public address, or a session came along.
    """
    if request.method != "GET":
        return []
    if request.path_info.partition("/")[2].partition("/")[0] not in _TONGUES:
        return []
    asked = request.META.get("QUERY_STRING", "")
    if len(asked) > _LONGEST or CLOSED in request.META:
        return []
    here = (request.scheme or "", request.META.get("HTTP_HOST", ""), request.path_info)
    return [_key(*here, asked), _key(*here, "")] if asked else [_key(*here, "")]


def _key(*parts: str) -> str:
    # What somebody looks for is written down nowhere, not even as a key in memory.
    return "page:" + hashlib.sha256("\n".join(parts).encode()).hexdigest()


def _is_a_strangers(request: HttpRequest) -> bool:
    """False where a session came along, open or locked. Whoever sends a cookie that is none of
    ours, or one that leads to no session any more, reads what everybody reads: it is taken off the
    request, so that nothing looks at it.
    """
    name = settings.SESSION_COOKIE_NAME
    shown = request.COOKIES.get(name, "")
    if shown and SessionStore(shown).exists(shown):
        return False
    for one in (name, HALF_COOKIE):
        request.COOKIES.pop(one, None)
    return True
