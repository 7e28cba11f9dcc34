"""Django's upload handler that seals each chunk as it comes: nothing lies anywhere in clear.

`FILE_UPLOAD_HANDLERS = ["spona.vault.uploads.SealingHandler"]`. The form's file is then a
`SealedUpload`; its `stored` goes into a section's document and into `create_box(stored=…)`.
"""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from typing import Any

from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.core.files.uploadhandler import FileUploadHandler, StopUpload
from django.http import HttpRequest
from django.utils.translation import gettext as _

from spona.access.denied import Denied
from spona.vault import files, photos
from spona.vault.file_names import without_day
from spona.vault.files import StoredFile, Upload

LARGEST = 100 * 1024 * 1024
# Words need room more than pictures do: a full disk would stop everybody.
ROOM_LEFT = 1024 * 1024 * 1024
# So much of a file tells what it is.
_START = 32


@contextmanager
def sealing(request: HttpRequest) -> Iterator[set[str]]:
    """Seal what comes with this request. Of all of it only those stored names stay on the disk
    that are put into the set, whatever ends the request and in whatever field a file came.

    Begin it before the first look at POST, which reads the upload.
    """
    handler, kept = SealingHandler(request), set[str]()
    request.upload_handlers = [handler]
    try:
        yield kept
    finally:
        files.remove(set(handler.names) - kept)


def was_too_large(request: HttpRequest) -> bool:
    """Whether a file of this request ended because it was larger than `LARGEST`."""
    return any(getattr(one, "too_large", False) for one in request.upload_handlers)


class SealedUpload(UploadedFile):
    """A file that is on disk already, sealed. It cannot be read back: only its section opens it."""

    def __init__(
        self, stored: StoredFile, field_name: str | None, start: bytes, begun: list[Upload]
    ) -> None:
        super().__init__(name=stored.name, content_type=stored.content_type, size=stored.size)
        self.field_name = field_name
        self.stored = stored
        self._start = start
        self._begun = begun

    def drop_metadata(self) -> None:
        """Of a photo, seal only what one sees; any other file stays as it came. A file name by
        which a camera or phone tells the day of a photo or recording is replaced.

        What had come is on the disk sealed, is opened in memory, and is removed when the request
        ends. Denied where the place cannot be taken out.
        """
        came = replace(self.stored, name=without_day(self.stored.name, self._start))
        self.stored = came
        if not photos.is_photo(self._start):
            return
        content = photos.without_metadata(
            came.size, lambda: b"".join(files.opened(came)), self._start
        )
        again = Upload()
        self._begun.append(again)
        again.write(content)
        self.stored = again.finish(name=came.name, content_type=came.content_type)
        self.size = self.stored.size


def drop_metadata(file: UploadedFile) -> None:
    """For the `clean` of a form: the photo without what the camera wrote into it, or an error
    beside its field.
    """
    if not isinstance(file, SealedUpload):
        raise TypeError("a file that was not sealed while it came")
    try:
        file.drop_metadata()
    except Denied as denied:
        raise ValidationError(str(denied.sentence)) from denied


class SealingHandler(FileUploadHandler):
    """Takes every file; one larger than `LARGEST` ends the upload, and leaves nothing.

    The rest is read and thrown away, so that the browser gets a page with a sentence; what
    stood before the file in the form is still there.
    """

    chunk_size = 64 * 1024
    too_large = False

    @property
    def names(self) -> list[str]:
        """Of every file that was begun, on disk."""
        return [one.stored_name for one in getattr(self, "_begun", [])]

    def new_file(self, *args: Any, **kwargs: Any) -> None:
        super().new_file(*args, **kwargs)
        _check_room()
        self._upload = Upload()
        self._begun = getattr(self, "_begun", [])
        self._begun.append(self._upload)
        self._arrived = 0
        self._start = b""

    def receive_data_chunk(self, raw_data: bytes, start: int) -> None:
        self._arrived += len(raw_data)
        if self._arrived > LARGEST:
            self.upload_interrupted()
            self.too_large = True
            raise StopUpload(connection_reset=False)
        # The first chunk may be a single byte.
        self._start += raw_data[: _START - len(self._start)]
        self._upload.write(raw_data)

    def file_complete(self, file_size: int) -> SealedUpload:
        stored = self._upload.finish(
            name=self.file_name or "", content_type=self.content_type or ""
        )
        return SealedUpload(stored, self.field_name, self._start, self._begun)

    def upload_interrupted(self) -> None:
        """The browser went away: what had come is removed."""
        for upload in getattr(self, "_begun", []):
            upload.abandon()


def _check_room() -> None:
    """Denied where the disk would be nearly full."""
    folder = files.folder()
    while not folder.exists():
        folder = folder.parent
    if shutil.disk_usage(folder).free < ROOM_LEFT:
        raise Denied(
            _("There is no room for a file at the moment. Describe in words what it shows.")
        )
