"""A paper as an answer: always a file of its own, never a page of ours."""

from __future__ import annotations

from pathlib import PurePath

from django.http import HttpResponse

from spona.shelf.models import Paper


def download(paper: Paper, name: str) -> HttpResponse:
    """The bytes under a neutral `name` without ending, with the ending of the given file.

    Who may have it, the calling view has checked.
    """
    response = HttpResponse(bytes(paper.bytes.content), content_type=paper.content_type)
    end = PurePath(paper.name).suffix.lower()
    ending = end if end.isascii() and end[1:].isalnum() and len(end) <= 5 else ""
    response["Content-Disposition"] = f'attachment; filename="{name}{ending}"'
    return response
