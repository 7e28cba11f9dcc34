"""A ZIP that leaves sealed under a passphrase, piece by piece; nothing of it lies on disk.

Inside, what is added stands as plain files; outside is one file in the age format. Only what was
read to the end is taken for whole: the list of a ZIP stands at its end, and so does the last frame
of the seal. Whoever has the passphrase may still piece together what came before the cut.
"""

from __future__ import annotations

import hashlib
import io
import zipfile
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import datetime

from spona.crypto.age import seal_by_passphrase


class _Pieces(io.RawIOBase):
    """What was written and not yet taken."""

    def __init__(self) -> None:
        super().__init__()
        self._held = bytearray()

    def writable(self) -> bool:
        return True

    def write(self, piece: object) -> int:
        content = bytes(memoryview(piece))  # type: ignore[arg-type]
        self._held += content
        return len(content)

    def take(self) -> bytes:
        taken = bytes(self._held)
        self._held.clear()
        return taken


@dataclass(frozen=True, slots=True)
class Member:
    """A file of the archive; `content` is read once. `packed` already: it is not packed again."""

    path: str
    content: Iterable[bytes] = field(repr=False)
    packed: bool = False


@dataclass(slots=True)
class Added:
    """What was put in, for a list of it: filled once the member was read to its end."""

    path: str
    size: int = 0
    sha256: str = ""


def sealed_zip(
    members: Iterator[tuple[Member, Added]], *, passphrase: str, made_at: datetime
) -> Iterator[bytes]:
    """Yield the sealed archive; an error of a member breaks it off, so that it does not open."""
    yield from seal_by_passphrase(passphrase, _zipped(members, made_at))


def _zipped(members: Iterator[tuple[Member, Added]], made_at: datetime) -> Iterator[bytes]:
    pieces = _Pieces()
    with zipfile.ZipFile(pieces, "w", allowZip64=True) as archive:
        for member, added in members:
            entry = zipfile.ZipInfo(member.path, made_at.timetuple()[:6])
            entry.compress_type = zipfile.ZIP_STORED if member.packed else zipfile.ZIP_DEFLATED
            digest = hashlib.sha256()
            with archive.open(entry, "w", force_zip64=True) as sink:
                for chunk in member.content:
                    sink.write(chunk)
                    digest.update(chunk)
                    added.size += len(chunk)
                    yield pieces.take()
            added.sha256 = digest.hexdigest()
            yield pieces.take()
    yield pieces.take()
