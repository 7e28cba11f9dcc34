"""Pictures, publications and recordings by the hash of their bytes: anybody's, once they appeared.

An address is no secret and opens nothing before its hour: an editor who may see it does.
"""

from __future__ import annotations

import re
from typing import Final

from django.db.models import Q
from django.http import Http404, HttpRequest, HttpResponse
from django.utils.cache import get_conditional_response
from django.utils.http import quote_etag
from django.views.decorators.http import require_safe

from spona import deadlines
from spona.access.actor import Actor
from spona.access.guards import public
from spona.attachments.models import AttachmentBytes
from spona.library.models import Article, PictureFile, Publication, Recording
from spona.library.permissions import edited, edits_somewhere

# A day: what is withdrawn must not be shown from somebody's memory for a year.
_KEPT: Final = "public, max-age=86400, immutable"
_RANGE: Final = re.compile(r"bytes=(\d{0,12})-(\d{0,12})")
_AUDIO: Final = {"audio/ogg": "ogg", "audio/mpeg": "mp3"}


@public
@require_safe
def picture_file(request: HttpRequest, sha256: str) -> HttpResponse:
    """One width of a picture that something public shows, as a JPEG."""
    rows = PictureFile.objects.filter(sha256=sha256, picture__withdrawn_at=None)
    found = rows.filter(_pictured()).first()
    if found is not None:
        return _answer(request, bytes(found.content), "image/jpeg", sha256)
    actor = _actor(request)
    if actor is not None:
        found = rows.filter(edited(actor, "picture__network", project="")).first()
    if found is None:
        raise Http404
    return _answer(request, bytes(found.content), "image/jpeg", sha256, kept=False)


@public
@require_safe
def publication_file(request: HttpRequest, sha256: str) -> HttpResponse:
    """The PDF, to be saved: never opened inside a page of ours, under a name that says nothing."""
    rows = Publication.objects.filter(paper__sha256=sha256)
    shown = rows.appeared(deadlines.now()).filter(~Q(networks__practice=True)).first()
    row, kept = shown, shown is not None
    if row is None and (actor := _actor(request)) is not None:
        row = rows.filter(edited(actor, "networks", project="project")).first()
    if row is None:
        raise Http404
    content = bytes(AttachmentBytes.objects.get(paper=row.paper_id).content)
    response = _answer(request, content, "application/pdf", sha256, kept=kept)
    response["Content-Disposition"] = f'attachment; filename="{sha256[:8]}.pdf"'
    return response


@public
@require_safe
def recording_file(request: HttpRequest, sha256: str, kind: str) -> HttpResponse:
    """Sound, in parts where a telephone asks for parts."""
    rows = Recording.objects.filter(sha256=sha256)
    shown = rows.appeared(deadlines.now()).exclude(network__practice=True).first()
    row, kept = shown, shown is not None
    if row is None and (actor := _actor(request)) is not None:
        row = rows.filter(edited(actor, "network", project="")).first()
    if row is None or _AUDIO[row.content_type] != kind:
        raise Http404
    content = bytes(row.bytes.content)
    part = _part(request.headers.get("Range", ""), len(content))
    if part is None:
        response = _answer(request, content, row.content_type, sha256, kept=kept)
    else:
        response = _answer(
            request, content[part[0] : part[1] + 1], row.content_type, sha256, kept=kept
        )
        if response.status_code == 200:
            response.status_code = 206
            response["Content-Range"] = f"bytes {part[0]}-{part[1]}/{len(content)}"
    response["Accept-Ranges"] = "bytes"
    return response


def _pictured() -> Q:
    """Pictures that something shows to the public now."""
    now = deadlines.now()
    versions = Article.objects.appeared(now).exclude(network__practice=True)
    cards = Publication.objects.appeared(now).exclude(networks__practice=True)
    shown = Q(picture__versions__in=versions.values("shown_version"))  # type: ignore[misc]
    return shown | Q(picture__in=cards.exclude(cover=None).values("cover"))


def _answer(
    request: HttpRequest, content: bytes, kind: str, sha256: str, *, kept: bool = True
) -> HttpResponse:
    response = HttpResponse(
        content,
        content_type=kind,
        headers={
            "ETag": quote_etag(sha256),
            "Cache-Control": _KEPT if kept else "private, no-store",
            # Whoever opens the address itself gets bytes that may do nothing.
            "Content-Security-Policy": "default-src 'none'; sandbox",
            "X-Content-Type-Options": "nosniff",
        },
    )
    etag = quote_etag(sha256) if kept else None
    return get_conditional_response(request, etag=etag, response=response) or response


def _part(asked: str, size: int) -> tuple[int, int] | None:
    """The first and the last byte of one part; None for the whole, also where the wish is odd."""
    found = _RANGE.fullmatch(asked.strip())
    if found is None or not size or not any(found.groups()):
        return None
    if not found[1]:
        first, last = max(0, size - int(found[2])), size - 1
    else:
        first = int(found[1])
        last = min(int(found[2] or size - 1), size - 1)
    return (first, last) if first <= last else None


def _actor(request: HttpRequest) -> Actor | None:
    actor: Actor | None = getattr(request, "actor", None)
    return actor if actor is not None and edits_somewhere(actor) else None
