"""A paper as an answer: always a file of its own, never a page of ours."""

from __future__ import annotations

from django.http import HttpResponse

from spona.attachments.models import Attachment
from spona.attachments.types import ENDINGS


def download(paper: Attachment, name: str) -> HttpResponse:
    """The bytes under a neutral `name` without ending, with the ending of its type: never one that
    the uploader has chosen. Who may have it, the calling view has checked.
    """
    response = HttpResponse(bytes(paper.bytes.content), content_type=paper.content_type)
    ending = ENDINGS.get(paper.content_type, "")
    response["Content-Disposition"] = f'attachment; filename="{name}{ending}"'
    return response
