"""Copies of the endings outside the database: in the data folder, and sealed at the backup place.

Each lies on the disk (fsync) before the request that ended something answers, or as soon after it
as its folder can be reached. In the data folder the lines are clear: ids, kinds, ciphertext. At the
backup place each line is sealed with age for the keys that also open the backups. A *mark* beside
each copy says until when it is known to be complete.
"""

from __future__ import annotations

import base64
import datetime as dt
import fcntl
import json
import logging
import os
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final
from uuid import UUID

import pyrage
from django.conf import settings
from django.utils import timezone

from spona.audit import endings

if TYPE_CHECKING:
    from spona.audit.models import Ending

CLEAR, SEALED, MARK = "endings.jsonl", "endings.sealed", "endings.mark"
# Where the backups go and for which keys, in the data folder; `./spona backup FOLDER` writes it.
PLACE: Final = "backup_place.json"
# The newest mark that reached the place, so that `doctor` can count while it cannot be reached.
REACHED: Final = "endings.place"
_LOCK: Final = "endings.lock"
_TAIL: Final = 1 << 16
_log = logging.getLogger("spona.audit")


class BrokenEndingError(ValueError):
    """A line that the server did not write; the sentence names it."""


class ForeignCopyError(ValueError):
    """A copy that holds endings which this database does not know."""


@dataclass(frozen=True, slots=True)
class Mark:
    """At `at`, all endings up to number `seq`, which has this tag, were in the copy beside it."""

    at: dt.datetime
    seq: int
    tag: bytes


@dataclass(frozen=True, slots=True)
class Copy:
    """One file of endings; sealed where it has `recipients`."""

    folder: Path
    recipients: tuple[str, ...] = ()

    @property
    def path(self) -> Path:
        return self.folder / (SEALED if self.recipients else CLEAR)

    def bring_up_to_date(self) -> Mark:
        """Append what is missing, renew the mark. OSError; ForeignCopyError: of another server."""
        from spona.audit.models import Ending

        if self.recipients and not self.path.is_file():
            # A disk that is not mounted looks like an empty folder.
            raise FileNotFoundError(self.path)
        seq, _tag = self.last()
        if self.is_foreign():
            raise ForeignCopyError(f"{self.path} holds endings that this database does not know.")
        now = timezone.now()
        missing = list(Ending.objects.filter(seq__gt=seq).order_by("seq"))
        if missing or not self.path.is_file():
            self._append(missing)
        newest = missing[-1] if missing else Ending.objects.order_by("-seq").first()
        return self._mark(now, newest)

    def is_foreign(self) -> bool:
        """True where its newest line is none of this database: of another one, or deleted here."""
        from spona.audit.models import Ending

        seq, known = self.last()
        row = Ending.objects.filter(seq=seq).first() if seq else None
        return bool(seq) and (row is None or bytes(row.tag).hex()[:16] != known)

    def write_anew(self, rows: Iterable[Ending] | None = None) -> Mark:
        """Replace the file by these endings, else by those of the database."""
        from spona.audit.models import Ending

        now, partial = timezone.now(), self.path.with_name(self.path.name + ".partial")
        partial.unlink(missing_ok=True)
        newest = None
        if rows is None:
            rows = Ending.objects.order_by("seq").iterator(chunk_size=500)
        with _opened(partial, os.O_EXCL) as handle:
            for newest in rows:
                _write_all(handle, self._line(newest))
            os.fsync(handle)
        partial.rename(self.path)
        return self._mark(now, newest)

    def last(self) -> tuple[int, str]:
        """(number, first 16 digits of the tag) of the newest line; (0, "") of no file.

        What a crash cut in the middle of a line is taken off: the database still has it.
        """
        if not self.path.is_file():
            return 0, ""
        with self.path.open("r+b") as file:
            size = file.seek(0, os.SEEK_END)
            window = _TAIL
            while True:
                start = max(0, size - window)
                file.seek(start)
                text = file.read(size - start)
                end = text.rfind(b"\n") + 1
                begin = text.rfind(b"\n", 0, end - 1) + 1 if end else 0
                if begin or start == 0:
                    break
                window *= 4
            if start + end < size:
                file.truncate(start + end)
        line = text[begin:end].decode()
        if not line:
            return 0, ""
        number, tag, _rest = line.split(" ", 2)
        return int(number), tag

    def mark(self) -> Mark | None:
        """Its mark, where it is one of ours."""
        return _read_mark(self.folder / MARK)

    def _append(self, rows: Iterable[Ending]) -> None:
        self.folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        with _opened(self.path, os.O_APPEND) as handle:
            # In one piece: a reader sees whole lines.
            _write_all(handle, b"".join(self._line(row) for row in rows))
            os.fsync(handle)

    def _line(self, row: Ending) -> bytes:
        said = _said(row)
        if self.recipients:
            keys = [pyrage.x25519.Recipient.from_str(one) for one in self.recipients]
            said = base64.b64encode(pyrage.encrypt(said.encode(), keys)).decode()
        return f"{row.seq} {bytes(row.tag).hex()[:16]} {said}\n".encode()

    def _mark(self, at: dt.datetime, newest: Ending | None) -> Mark:
        seq, tag = (newest.seq, bytes(newest.tag)) if newest else (0, endings.BEGINNING)
        _write_mark(self.folder / MARK, at, seq, tag)
        if self == place_copy():
            _write_mark(Path(settings.SPONA_DATA) / REACHED, at, seq, tag)
        return Mark(at, seq, tag)


_NONE: Final = "this is no ending that Spona wrote. Take another copy of this file."


def data_copy() -> Copy:
    return Copy(Path(settings.SPONA_DATA))


def place_copy() -> Copy | None:
    """The copy at the backup place; None before the first backup into a folder with keys."""
    try:
        said = json.loads((Path(settings.SPONA_DATA) / PLACE).read_text())
        return Copy(Path(said["folder"]), tuple(said["recipients"]))
    except (OSError, ValueError, KeyError, TypeError):
        return None


def flush() -> None:
    """Bring every copy up to date. Never raises: the act holds, `doctor` says what is missing."""
    for copy in filter(None, (data_copy(), place_copy())):
        try:
            with only_one():
                copy.bring_up_to_date()
        except (OSError, ValueError, pyrage.RecipientError) as error:
            _log.error("endings not copied: %s", type(error).__name__)


def remember_place(folder: Path, recipients: Sequence[str]) -> None:
    """From now on endings go to this folder too. Another server's copy that lies there is kept."""
    was, now = place_copy(), Copy(folder.resolve(), tuple(one.strip() for one in recipients))
    if was != now:
        said = {"folder": str(now.folder), "recipients": list(now.recipients)}
        _replace(Path(settings.SPONA_DATA) / PLACE, json.dumps(said) + "\n")
        with only_one():
            _keep_other(now)
            now.write_anew()
    flush()


def copy_beside(folder: Path, recipients: Sequence[str]) -> Path | None:
    """A sealed copy as of now beside one backup; None at the remembered place, which has one."""
    copy = Copy(folder.resolve(), tuple(one.strip() for one in recipients))
    place = place_copy()
    if place is not None and place.folder == copy.folder:
        return None
    with only_one():
        _keep_other(copy)
        copy.write_anew()
    return copy.path


def forget_superseded() -> None:
    """Write the copies anew where one still holds an older password's or factor's payload.

    From the copy's own lines, and only what a later line stands for goes: the database may have
    been written past Spona, and what it lacks is what a copy is for.
    """
    copy = data_copy()
    with only_one():
        if copy.is_foreign():
            return
        rows = list(read_clear(copy.path))
        superseded = endings.Superseded(rows)
        old = [
            row
            for row in rows
            if row.payload is not None and superseded.holds(row.seq, row.kind, row.subject)
        ]
        for row in old:
            row.payload = None
        for each in filter(None, (copy, place_copy()) if old else ()):
            if 0 < each.last()[0] <= rows[-1].seq and not each.is_foreign():
                each.write_anew(rows)


def faults() -> Iterator[str]:
    """A sentence where the copy in the data folder knows endings that the database lacks."""
    copy = data_copy()
    with only_one():
        if copy.is_foreign():
            yield f"the database lacks ending {copy.last()[0]} of {copy.path.name}"


def begin_anew() -> None:
    """After a restore: the copy in the data folder is that of the database as it stands now."""
    with only_one():
        _keep_other(data_copy())
        data_copy().write_anew()


def write_all_anew() -> None:
    """After other key files: each copy as the database has it. The sealed one of before is kept at
    its place, for backups of then.
    """
    with only_one():
        data_copy().write_anew()
        if (place := place_copy()) is not None:
            _keep_other(place)
            place.write_anew()


def _keep_other(copy: Copy) -> None:
    """A copy that is no beginning of ours stays beside the new one, under another name."""
    if copy.is_foreign():
        moment = f"{timezone.now():%Y%m%d-%H%M%S}"
        copy.path.rename(copy.path.with_name(f"{copy.path.name}.before-{moment}"))


def read_clear(path: Path) -> Iterator[Ending]:
    """Every ending of a copy as it lies in a data folder. BrokenEndingError names a wrong line."""
    for number, said in enumerate(_lines(path), start=1):
        yield _row(said, f"{path.name}, line {number}")


def read_sealed(path: Path, identities: Sequence[pyrage.x25519.Identity]) -> Iterator[Ending]:
    """Every ending of a copy at a backup place. BrokenEndingError names a wrong line."""
    for number, sealed in enumerate(_lines(path), start=1):
        where = f"{path.name}, line {number}"
        try:
            said = pyrage.decrypt(
                base64.b64decode(sealed, validate=True), list(identities)
            ).decode()
        except (pyrage.DecryptError, ValueError):
            raise BrokenEndingError(
                f"{where}: this key does not open it, or it was changed."
            ) from None
        yield _row(said, where)


def _lines(path: Path) -> Iterator[str]:
    """What follows the number and the tag on each whole line; none where there is no file."""
    if not path.is_file():
        return
    with path.open() as file:
        for number, line in enumerate(file, start=1):
            if not line.endswith("\n"):
                return
            parts = line.split(" ", 2)
            if len(parts) != 3:
                raise BrokenEndingError(f"{path.name}, line {number}: {_NONE}")
            yield parts[2].strip()


def behind() -> tuple[int, dt.datetime | None]:
    """(how many endings the backup place lacks, since when); (0, None) where it lacks none."""
    from spona.audit.models import Ending

    reached = _read_mark(Path(settings.SPONA_DATA) / REACHED)
    missing = Ending.objects.filter(seq__gt=reached.seq if reached else 0)
    first = missing.order_by("seq").first()
    return missing.count(), first.at if first else None


@contextmanager
def only_one() -> Iterator[None]:
    """Of all processes of this server one at a time writes copies."""
    folder = Path(settings.SPONA_DATA)
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    with _opened(folder / _LOCK, 0) as handle:
        fcntl.flock(handle, fcntl.LOCK_EX)
        yield


def _said(row: Ending) -> str:
    said: dict[str, Any] = {
        "seq": row.seq, "at": endings.instant(row.at), "kind": row.kind,
        "subject": str(row.subject),
        "payload": row.payload, "digest": bytes(row.digest).hex(),
        "previous": bytes(row.previous).hex(), "tag": bytes(row.tag).hex(),
    }  # fmt: skip
    return json.dumps(said, ensure_ascii=False, separators=(",", ":"))


def _row(said: str, where: str) -> Ending:
    from spona.audit.models import Ending

    try:
        found = json.loads(said)
        row = Ending(
            seq=int(found["seq"]), at=dt.datetime.fromisoformat(found["at"]),
            kind=str(found["kind"]), subject=UUID(found["subject"]), payload=found["payload"],
            digest=bytes.fromhex(found["digest"]), previous=bytes.fromhex(found["previous"]),
            tag=bytes.fromhex(found["tag"]),
        )  # fmt: skip
        ours = endings.has_valid_mac(row)
    except (ValueError, KeyError, TypeError, AttributeError):
        ours = False
    if not ours:
        raise BrokenEndingError(f"{where}: {_NONE}")
    return row


def _write_mark(path: Path, at: dt.datetime, seq: int, tag: bytes) -> None:
    said = {"at": endings.instant(at), "seq": seq, "tag": tag.hex()}
    _replace(path, json.dumps(said | {"mac": endings.mark_of(at, seq, tag)}) + "\n")


def _read_mark(path: Path) -> Mark | None:
    try:
        said = json.loads(path.read_text())
        at, seq, tag = (
            dt.datetime.fromisoformat(said["at"]),
            said["seq"],
            bytes.fromhex(said["tag"]),
        )
        ours = endings.mark_of(at, seq, tag) == said["mac"]
    except (OSError, ValueError, KeyError, TypeError):
        return None
    return Mark(at, seq, tag) if ours else None


def _replace(path: Path, text: str) -> None:
    partial = path.with_name(path.name + ".partial")
    with _opened(partial, os.O_TRUNC) as handle:
        _write_all(handle, text.encode())
    partial.rename(path)


@contextmanager
def _opened(path: Path, flags: int) -> Iterator[int]:
    handle = os.open(path, os.O_WRONLY | os.O_CREAT | flags, 0o600)
    try:
        yield handle
    finally:
        os.close(handle)


def _write_all(handle: int, text: bytes) -> None:
    while text:
        text = text[os.write(handle, text) :]
