"""How the API answers: JSON with a mark of what it says, and errors that tell what to do.

Whoever asks is a program of somebody else, so nothing here redirects, sets a cookie or is a page.
Errors are in English: a developer reads them, once.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import json
from collections.abc import Callable, Iterable
from functools import wraps
from http import HTTPStatus
from typing import Any, Final, cast

from django.http import HttpRequest, HttpResponse, JsonResponse, StreamingHttpResponse
from django.utils.cache import get_conditional_response, patch_vary_headers
from django.utils.http import http_date

from spona.access.guards import public
from spona.ui.languages import WRITTEN, html_lang

type View = Callable[..., HttpResponse]

PREFIX: Final = "/api/hsds/v3/"
JSON: Final = "application/json"
NDJSON: Final = "application/x-ndjson"
ZIP: Final = "application/zip"
# A service that becomes confidential must not stay in somebody's cache for an afternoon.
_CACHE: Final = "public, max-age=300"
_SAID: Final = {
    400: "This could not be read. Compare it with the document at /api/hsds/v3/openapi.json.",
    404: "Nothing is published under this address. The root, /api/hsds/v3/, names the document "
    "that lists all of them.",
    405: "This API is read only. Ask with GET.",
    412: "What you have is not what stands here now. Ask without If-Match.",
    413: "This API takes no body. Ask with GET.",
    429: "Too many at once. Wait as many seconds as the header Retry-After says, then ask again.",
    500: "Something broke on our side. Ask again in a minute.",
    503: "The server is being worked on or is busy. Ask again when the header Retry-After says.",
}  # fmt: skip


def error(status: int, sentence: str = "", **more: str) -> HttpResponse:
    """`{"status", "error", …}`; without a sentence the one of the status. Never kept."""
    said = sentence or _SAID.get(status) or HTTPStatus(status).phrase
    answer = JsonResponse({"status": status, "error": said, **more}, status=status)
    answer["Cache-Control"] = "no-store"
    return readable_by_all(answer)


def is_of_api(request: HttpRequest) -> bool:
    """Whether it was asked for below the prefix of the API, where nothing is a page."""
    return request.path_info.startswith(PREFIX)


def open_view(view: View) -> View:
    """Around each view of the API: HEAD is a GET without a body, and every refusal is JSON."""

    @wraps(view)
    def answer(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if request.method not in ("GET", "HEAD"):
            refused = error(405)
            refused["Allow"] = "GET, HEAD"
            return refused
        if request.method == "HEAD":
            # The library knows GET only; the server leaves the body away.
            request.method = "GET"
        return readable_by_all(view(request, *args, **kwargs))

    return public(answer)


def readable_by_all(answer: HttpResponse) -> HttpResponse:
    """Pages of others may read it: it is public, no cookie counts here, and nothing can be
    written. No other header of CORS is needed for that: a plain GET is not asked about first.
    """
    answer["Access-Control-Allow-Origin"] = "*"
    answer["Access-Control-Expose-Headers"] = "ETag, Content-Language"
    return answer


def told(
    request: HttpRequest, body: object, *, language: str, modified: dt.datetime | None = None
) -> HttpResponse:
    """`body` as JSON, or 304 where the asker has exactly this.

    The mark follows from every byte of the answer. `Last-Modified` is only told and never asked
    for: whatever leaves a list makes the newest of the rest older, not newer.
    """
    content = json.dumps(body, ensure_ascii=False, separators=(",", ":")).encode()
    etag = f'"{hashlib.sha256(content).hexdigest()[:32]}"'
    answer = HttpResponse(content, content_type=JSON)
    return _marked(request, answer, etag, language, modified)


def streamed(
    request: HttpRequest,
    parts: Callable[[], Iterable[bytes]],
    *,
    content_type: str,
    state: str,
    language: str,
    modified: dt.datetime | None = None,
) -> HttpResponse:
    """Piece by piece; `state` names everything that `parts` follows from, so that 304 costs
    nothing. `parts` is called only where something is sent.
    """
    etag = f'"{hashlib.sha256(f"{content_type} {language} {state}".encode()).hexdigest()[:32]}"'
    unchanged = get_conditional_response(request, etag)
    answer = unchanged or cast(
        "HttpResponse", StreamingHttpResponse(parts(), content_type=content_type)
    )
    return _headed(answer, etag, language, modified)


def _marked(
    request: HttpRequest,
    answer: HttpResponse,
    etag: str,
    language: str,
    modified: dt.datetime | None,
) -> HttpResponse:
    found = get_conditional_response(request, etag, response=answer)
    assert isinstance(found, HttpResponse)
    return _headed(found, etag, language, modified)


def _headed(
    answer: HttpResponse, etag: str, language: str, modified: dt.datetime | None
) -> HttpResponse:
    if answer.status_code >= 400:
        return error(answer.status_code)
    answer["ETag"] = etag
    answer["Cache-Control"] = _CACHE
    answer["Content-Language"] = html_lang(language)
    patch_vary_headers(answer, ["Accept-Language"])
    if modified is not None:
        answer["Last-Modified"] = http_date(modified.timestamp())
    return answer


def language_of(request: HttpRequest, wanted: str | None) -> str:
    """What the parameter says, else the header; Serbian in Latin for whoever says nothing."""
    if wanted:
        return wanted
    for part in request.headers.get("Accept-Language", "").lower().split(","):
        code = part.split(";")[0].strip()
        if code in ("sr-cyrl", "sr-cyrl-rs"):
            return "sr"
        if (own := code.split("-")[0]) in WRITTEN:
            return "sr-latn" if own == "sr" else own
    return "sr-latn"
