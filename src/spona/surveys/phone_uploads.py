"""What a phone or a page with a script sends in one request: the filled form and files beside it,
all sealed as it comes.

A body that ends before its length is no upload: half a picture must not be taken for a whole one.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from django.core.files.uploadhandler import FileUploadHandler
from django.http import HttpRequest
from django.http.multipartparser import MultiPartParser, MultiPartParserError
from django.utils.datastructures import MultiValueDict

from spona.access.denied import Denied
from spona.surveys.submission_xml import LARGEST
from spona.vault import files
from spona.vault.files import StoredFile
from spona.vault.uploads import SealedUpload, was_too_large

XML_PART: Final = "xml_submission_file"
INCOMPLETE_PART: Final = "*isIncomplete*"


@dataclass(frozen=True, slots=True)
class SentFile:
    """`name` as the form names it; `sha256` of what came. `as_it_came`: of a picture, the place and
    day in it could not be taken out.
    """

    name: str = field(repr=False)
    sha256: str = field(repr=False)
    stored: StoredFile
    as_it_came: bool = False


@dataclass(frozen=True, slots=True)
class Sent:
    """`incomplete`: more files of the same answer follow in another request."""

    xml: bytes = field(repr=False)
    files: tuple[SentFile, ...]
    incomplete: bool


class TooLargeError(ValueError):
    """A file, or the filled form itself, is larger than one can be."""


class WholeBody(FileUploadHandler):
    """Reads the body by the other handlers of the request, and refuses one that was cut off."""

    def __init__(self, request: HttpRequest, others: Sequence[FileUploadHandler]) -> None:
        super().__init__(request)
        self._others = others

    def handle_raw_input(
        self,
        input_data: Any,
        META: dict[str, Any],  # noqa: N803 — as Django names it
        content_length: int,
        boundary: Any,
        encoding: str | None = None,
    ) -> tuple[Any, MultiValueDict[str, Any]]:
        counted = _Counted(input_data)
        parser = MultiPartParser(META, counted, list(self._others), encoding)  # type: ignore[arg-type]
        found = parser.parse()
        if counted.read_so_far < content_length:
            raise MultiPartParserError("The body ended before its length.")
        return found

    def receive_data_chunk(self, raw_data: bytes, start: int) -> bytes | None:
        return raw_data

    def file_complete(self, file_size: int) -> None:
        return None


class _Counted:
    def __init__(self, source: Any) -> None:
        self._source = source
        self.read_so_far = 0

    def read(self, size: int = -1) -> bytes:
        piece: bytes = self._source.read(size)
        self.read_so_far += len(piece)
        return piece


def sent_in(request: HttpRequest) -> Sent | None:
    """Within `sealing`. None where there is no filled form in it; TooLargeError."""
    request.upload_handlers = [
        WholeBody(request, request.upload_handlers),
        *request.upload_handlers,
    ]
    uploads = request.FILES  # read first: only then it is known how large they were
    if was_too_large(request):
        raise TooLargeError
    form = uploads.get(XML_PART)
    if not isinstance(form, SealedUpload):
        return None
    if form.stored.size > LARGEST:
        raise TooLargeError
    return Sent(
        xml=b"".join(files.opened(form.stored)),
        files=tuple(
            _file(one)
            for name in uploads
            if name != XML_PART
            for one in uploads.getlist(name)
            if isinstance(one, SealedUpload)
        ),
        incomplete=INCOMPLETE_PART in request.POST,
    )


def _file(upload: SealedUpload) -> SentFile:
    came = upload.stored.sha256
    try:
        upload.drop_metadata()
    except Denied:
        # On the phone it would wait for ever: kept, sealed, and said beside the picture.
        return SentFile(str(upload.name), came, upload.stored, as_it_came=True)
    return SentFile(str(upload.name), came, upload.stored)
