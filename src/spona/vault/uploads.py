"""Django's upload handler that seals each chunk as it comes: nothing lies anywhere in clear.

`FILE_UPLOAD_HANDLERS = ["spona.vault.uploads.SealingHandler"]`. The form's file is then a
`SealedUpload`; its `stored` goes into a section's document and into `create_box(stored=…)`.
"""

from __future__ import annotations

from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.core.files.uploadhandler import FileUploadHandler, StopUpload

from spona.vault.files import StoredFile, Upload

LARGEST = 100 * 1024 * 1024


class SealedUpload(UploadedFile):
    """A file that is on disk already, sealed. It cannot be read back: only its section opens it."""

    def __init__(self, stored: StoredFile, field_name: str | None) -> None:
        super().__init__(name=stored.name, content_type=stored.content_type, size=stored.size)
        self.field_name = field_name
        self.stored = stored


class SealingHandler(FileUploadHandler):
    """Takes every file; one larger than `LARGEST` ends the upload, and leaves nothing.

    The rest is read and thrown away, so that the browser gets a page with a sentence; what
    stood before the file in the form is still there.
    """

    chunk_size = 64 * 1024
    too_large = False

    def new_file(self, *args: Any, **kwargs: Any) -> None:
        super().new_file(*args, **kwargs)
        self._upload = Upload()
        self._begun = [*getattr(self, "_begun", []), self._upload]
        self._arrived = 0

    def receive_data_chunk(self, raw_data: bytes, start: int) -> None:
        self._arrived += len(raw_data)
        if self._arrived > LARGEST:
            self.upload_interrupted()
            self.too_large = True
            raise StopUpload(connection_reset=False)
        self._upload.write(raw_data)

    def file_complete(self, file_size: int) -> SealedUpload:
        stored = self._upload.finish(
            name=self.file_name or "", content_type=self.content_type or ""
        )
        return SealedUpload(stored, self.field_name)

    def upload_interrupted(self) -> None:
        """The browser went away: what had come is removed."""
        for upload in getattr(self, "_begun", []):
            upload.abandon()
