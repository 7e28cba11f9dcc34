"""Files of a form that are attached: kept in memory, ten megabytes at most each."""

from __future__ import annotations

import io
from collections.abc import Callable
from functools import wraps
from typing import Any, Final

from django.core.files.uploadedfile import InMemoryUploadedFile
from django.core.files.uploadhandler import FileUploadHandler, StopUpload
from django.http import HttpRequest, HttpResponse
from django.views.decorators.csrf import csrf_exempt, csrf_protect

from spona.access.guards import takes_files

LARGEST: Final = 10 * 1024 * 1024

type View = Callable[..., HttpResponse]


def takes_attachments(view: View) -> View:
    """Outermost decorator of a view whose form has an `AttachmentField`.

    The check against forged forms reads POST, and with it the upload: so the handler is put in
    place first, and the check is made right after that.
    """

    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        request.upload_handlers = [AttachmentHandler(request)]
        return csrf_protect(view)(request, *args, **kwargs)

    return csrf_exempt(takes_files(guarded))


def was_too_large(request: HttpRequest) -> bool:
    """Whether a file of this request was left out because it was larger than `LARGEST`."""
    return any(getattr(one, "too_large", False) for one in request.upload_handlers)


class AttachmentHandler(FileUploadHandler):
    """Keeps a file in memory; one that is too large is left out, so that the rest of the form is
    still there.
    """

    too_large = False

    def new_file(self, *args: Any, **kwargs: Any) -> None:
        super().new_file(*args, **kwargs)
        self._kept = io.BytesIO()

    def receive_data_chunk(self, raw_data: bytes, start: int) -> None:
        if start + len(raw_data) > LARGEST:
            self.too_large = True
            raise StopUpload(connection_reset=False)
        self._kept.write(raw_data)

    def file_complete(self, file_size: int) -> InMemoryUploadedFile:
        self._kept.seek(0)
        return InMemoryUploadedFile(
            self._kept, self.field_name, self.file_name or "", self.content_type or "",
            file_size, self.charset, self.content_type_extra,
        )  # fmt: skip
