"""A public page that was made some seconds ago, shown again before anything else is asked.

Which pages may be kept says `site/kept.py`. Only for a browser without a cookie: whoever may be
signed in goes the whole way. An entry holds under the newest entry of the system's log.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from typing import Final

from django.conf import settings
from django.core.cache import cache
from django.db import DatabaseError
from django.http import HttpRequest, HttpResponse

from spona.audit.queries import last_of_the_system
from spona.middleware.languages import PUBLIC
from spona.site.kept import SECONDS
from spona.site.phrases import NAMES

_TONGUES: Final = PUBLIC | frozenset(NAMES)
# A question that is longer is a machine's; its answer is made, and not kept.
_LONGEST: Final = 400
Handler = Callable[[HttpRequest], HttpResponse]


def kept_pages(get_response: Handler) -> Handler:
    def middleware(request: HttpRequest) -> HttpResponse:
        key = _key(request)
        if key is None:
            return get_response(request)
        try:
            newest = last_of_the_system()
        except DatabaseError:
            # The page that says so is made by others.
            return get_response(request)
        found = cache.get(key)
        if found is not None and found[0] == newest:
            return HttpResponse(found[1], headers=found[2])
        # The log was read before the page: what is written meanwhile makes it old at once.
        response = get_response(request)
        if getattr(response, "kept", False) and not response.cookies:
            cache.set(key, (newest, response.content, dict(response.headers)), SECONDS)
        return response

    return middleware


def _key(request: HttpRequest) -> str | None:
    """None where the page must be made: not a GET of a public address, or a cookie came along."""
    if request.method != "GET" or request.META.get("HTTP_COOKIE"):
        return None
    if request.path_info.partition("/")[2].partition("/")[0] not in _TONGUES:
        return None
    asked = request.META.get("QUERY_STRING", "")
    if len(asked) > _LONGEST or (settings.SPONA_DATA / "closed").exists():
        return None
    # What somebody looks for is written down nowhere, not even as a key in memory.
    whole = (request.scheme or "", request.META.get("HTTP_HOST", ""), request.path_info, asked)
    return "page:" + hashlib.sha256("\n".join(whole).encode()).hexdigest()
