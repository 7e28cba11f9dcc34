"""Files of ciphertext in one folder: sealed while they arrive, opened while they leave.

A file's key, name, type and size are a `StoredFile` inside a sealed section; on disk lie a
random name and a padded length. Nothing here holds more than two chunks in memory.
"""

from __future__ import annotations

import hashlib
import os
import secrets
from collections import deque
from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any, BinaryIO, Self
from uuid import UUID, uuid4

from django.conf import settings

from spona.crypto import aead, stream
from spona.crypto.errors import Unopenable
from spona.crypto.padding import padded_size


@dataclass(frozen=True, slots=True)
class StoredFile:
    """What a section's document knows of a file (`document["files"]` is a list of these).

    `sha256` is of what was sealed: the untouched original, or a photo without what the camera
    wrote into it (`SealedUpload.drop_metadata`).
    """

    id: UUID
    stored_name: str
    key: bytes = field(repr=False)
    name: str = field(repr=False)
    content_type: str = field(repr=False)
    size: int
    sha256: str = field(repr=False)

    @property
    def chunks(self) -> int:
        return stream.chunk_count(padded_size(self.size))

    @property
    def stored_size(self) -> int:
        overhead = stream.START + self.chunks * (stream.FRAME - stream.CHUNK)
        return padded_size(self.size) + overhead

    def as_document(self) -> dict[str, Any]:
        """As JSON takes it; only ever for a sealed section."""
        return asdict(self) | {"id": str(self.id), "key": self.key.hex()}

    @classmethod
    def of(cls, document: dict[str, Any]) -> Self:
        """The inverse of `as_document`."""
        ident, key = UUID(document["id"]), bytes.fromhex(document["key"])
        return cls(**(document | {"id": ident, "key": key}))


class Upload:
    """Seals what is written to it, chunk by chunk, straight to disk.

    `write` as often as needed, then `finish`; `abandon` removes what was begun.
    """

    def __init__(self) -> None:
        self._key = aead.new_key()
        self._waiting: deque[bytes] = deque()
        self._ended = False
        self._size = 0
        self._hash = hashlib.sha256()
        self._frames = stream.seal_stream(self._key, stream.pad_stream(self._arriving()))
        self.stored_name = secrets.token_hex(16)
        self._file = _create(self.stored_name)
        self._written = 0
        self._file.write(next(self._frames))

    def write(self, chunk: bytes) -> None:
        self._size += len(chunk)
        self._hash.update(chunk)
        self._waiting.append(chunk)
        # The stream holds one block back, so so many frames are ready and no more.
        while self._written < self._size // stream.CHUNK - 1:
            self._file.write(next(self._frames))
            self._written += 1

    def finish(self, *, name: str, content_type: str) -> StoredFile:
        """Seal the rest and put it on disk for good; return what a section keeps of it."""
        self._ended = True
        for frame in self._frames:
            self._file.write(frame)
        self._file.flush()
        os.fsync(self._file.fileno())
        self._file.close()
        _sync_folder(path_of(self.stored_name).parent)
        return StoredFile(
            id=uuid4(),
            stored_name=self.stored_name,
            key=self._key,
            name=name,
            content_type=content_type,
            size=self._size,
            sha256=self._hash.hexdigest(),
        )

    def abandon(self) -> None:
        self._file.close()
        remove([self.stored_name])

    def _arriving(self) -> Iterator[bytes]:
        while self._waiting or not self._ended:
            yield self._waiting.popleft()


def seal_upload(chunks: Iterable[bytes], *, name: str, content_type: str) -> StoredFile:
    """Seal chunks of any sizes to disk; return what the caller puts into a sealed section."""
    upload = Upload()
    try:
        for chunk in chunks:
            upload.write(chunk)
        return upload.finish(name=name, content_type=content_type)
    except BaseException:
        upload.abandon()
        raise


def opened(stored: StoredFile) -> Iterator[bytes]:
    """Yield the content in chunks of 64 KiB, each authenticated before it leaves.

    Unopenable for a file that is cut, longer, reordered, foreign or gone; a wrong length is
    found before the first byte is given.
    """
    try:
        source = path_of(stored.stored_name).open("rb")
    except OSError:
        raise Unopenable from None
    with source:
        if os.fstat(source.fileno()).st_size != stored.stored_size:
            raise Unopenable
        frames = stream.open_stream(stored.key, source, expected_chunks=stored.chunks)
        yield from stream.trim_stream(frames, size=stored.size)


def check_whole(stored: StoredFile) -> None:
    """Unopenable unless every chunk, the end and the hash of the original are as they came.

    Reads it once for that, so that not even a true beginning of a spoilt file is served.
    """
    digest = hashlib.sha256()
    for chunk in opened(stored):
        digest.update(chunk)
    if digest.hexdigest() != stored.sha256:
        raise Unopenable


def opened_whole(stored: StoredFile) -> Iterator[bytes]:
    """The same, after all of it was looked at: Unopenable now and not on the way."""
    check_whole(stored)
    return opened(stored)


def remove(stored_names: Iterable[str]) -> None:
    """Remove files; one that is gone already is no error."""
    for name in stored_names:
        path_of(name).unlink(missing_ok=True)


def stored_names() -> Iterator[tuple[str, float]]:
    """Every file in the folder with the time it was last written, in seconds."""
    for path in folder().glob("??/*"):
        yield path.name, path.stat().st_mtime


def folder() -> Path:
    return Path(settings.SPONA_FILES)


def path_of(stored_name: str) -> Path:
    """Where a file lies. The name comes from a sealed section or a row: only hex passes."""
    if len(stored_name) != 32 or set(stored_name) - set("0123456789abcdef"):
        raise Unopenable
    return folder() / stored_name[:2] / stored_name


def _create(stored_name: str) -> BinaryIO:
    path = path_of(stored_name)
    if not path.parent.exists():
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        _sync_folder(path.parent.parent)
    handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    return os.fdopen(handle, "wb")


def _sync_folder(path: Path) -> None:
    handle = os.open(path, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
