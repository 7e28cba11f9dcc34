"""A sealed file on its way to a reader: chunk by chunk, under a name that says nothing."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final, cast

from django.http import HttpResponse, StreamingHttpResponse

from spona.vault.files import StoredFile

_ENDING: Final = re.compile(r"\.[A-Za-z0-9]{1,5}\Z")


def download(stored: StoredFile, content: Iterator[bytes], *, reference: str) -> HttpResponse:
    """An attachment named by the neutral reference; no ranges, no copy in the browser."""
    ending = _ENDING.search(stored.name)
    name = f"{reference}-{str(stored.id)[:4]}{ending.group().lower() if ending else ''}"
    answer = StreamingHttpResponse(
        content,
        headers={
            "Content-Type": "application/octet-stream",
            "Content-Disposition": f'attachment; filename="{name}"',
            "Content-Length": str(stored.size),
            "Cache-Control": "no-store",
            "Accept-Ranges": "none",
        },
    )
    # A response too, which Django's types do not say.
    return cast("HttpResponse", answer)
