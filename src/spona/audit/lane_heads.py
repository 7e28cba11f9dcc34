"""The newest head of each lane in a file outside the database, and which lanes are closed.

A database that was put back, or a lane whose end was cut off, is whole in itself; the file beside
the key files knows better. It is compared at start, every hour, by `verify`, and before a process
first writes to a lane. A lane with a fault is closed: nothing is written to it, and so nothing is
opened in it, until the operator has looked.
"""

from __future__ import annotations

import fcntl
import hashlib
import hmac
import json
import logging
import os
import time
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Final, NamedTuple
from uuid import UUID

from django.conf import settings
from django.utils import timezone

from spona.audit.tags import head_line_tag, is_lane_tag

if TYPE_CHECKING:
    from spona.audit.models import Lane

# How long what was appended may lie in the memory of the machine, in seconds.
_SYNC: Final = 1.0
_log = logging.getLogger("spona.audit")


class Fault(NamedTuple):
    """What does not fit in a lane."""

    lane: UUID
    what: str

    def __str__(self) -> str:
        return f"lane {self.lane}: {self.what}"


class LaneClosed(Exception):
    """Nothing is written to this lane: the operator has to look first."""

    def __init__(self, lane: UUID) -> None:
        super().__init__(f"lane {lane} is closed")
        self.lane = lane


class Head(NamedTuple):
    """The number and the hash of an entry."""

    seq: int
    digest: bytes


@dataclass(slots=True)
class HeadsFile:
    """One file for one database; several processes append to it. `path` is of the heads, beside it
    lies the list of the closed lanes.
    """

    path: Path
    # What this process wrote or read, by lane; and of which the entry was compared already.
    known: dict[UUID, Head] = field(default_factory=dict)
    compared: set[UUID] = field(default_factory=set)
    # Whether the file was read; an empty one knows nothing, and is not to be read again later.
    was_read: bool = False
    # Behind which head the operator lets a lane go on, though its entry may be lost.
    _opened_behind: dict[UUID, Head] = field(default_factory=dict)
    _synced: float = 0.0
    _compared_with_others: bool = False
    _closed: tuple[tuple[int, int, int], Mapping[UUID, str]] | None = None

    @property
    def closed_path(self) -> Path:
        return self.path.with_suffix(".closed")

    def read(self) -> dict[UUID, Head]:
        """The newest head of each lane. A line that is not the server's proves nothing."""
        newest: dict[UUID, Head] = {}
        try:
            lines = self.path.read_text(errors="replace").splitlines()
        except FileNotFoundError:
            return newest
        for line in lines:
            lane, head = _parsed(line)
            if lane is not None and head.seq > newest.get(lane, _NONE).seq:
                newest[lane] = head
        return newest

    def append(self, heads: Iterable[tuple[UUID, Head]]) -> None:
        """After a commit: what it wrote outlives the database that says otherwise."""
        heads = list(heads)
        for lane, head in heads:
            # Another thread may have been faster with a later one. This process knows it also where
            # the file takes nothing more.
            if head.seq > self.known.get(lane, _NONE).seq:
                self.known[lane] = head
                self.compared.add(lane)
        # On a line of its own: the one before may have broken off on a full disk.
        text = "\n" + "".join(_line(lane, head) for lane, head in heads)
        with self._opened(os.O_APPEND, fcntl.LOCK_SH) as handle:
            _write_all(handle, text.encode())
            now = time.monotonic()
            if now - self._synced >= _SYNC:
                os.fdatasync(handle)
                self._synced = now

    def compact(self) -> None:
        """One line a lane; in place, for others have the file open."""
        self.close_as_elsewhere()
        with self._opened(0, fcntl.LOCK_EX) as handle:
            text = "".join(_line(lane, head) for lane, head in sorted(self.read().items()))
            os.pwrite(handle, text.encode(), 0)
            os.ftruncate(handle, len(text))
            os.fdatasync(handle)

    def check(self, lane: Lane) -> None:
        """Before something is appended to `lane`, whose row is locked: LaneClosed where it is not
        as it was left, and where somebody found a fault before.
        """
        self.close_as_elsewhere()
        if lane.pk in self.closed():
            raise LaneClosed(lane.pk)
        what = self.fault(lane)
        if what and self._goes_on(lane.pk):
            what = self.fault(lane)
        if what:
            self.close(Fault(lane.pk, what))
            raise LaneClosed(lane.pk)

    def close_as_elsewhere(self) -> None:
        """Where this address of the database has no file yet, another one may be of the same: what
        is closed in that stays closed. Asked once, before the file is there.

        A restored database begins its file anew (`set_aside`).
        """
        if self._compared_with_others:
            return
        self._compared_with_others = True
        if self.path.exists():
            return
        for path in sorted(self.path.parent.glob("heads-*.closed")):
            other = HeadsFile(path.with_suffix(".log"))
            if _is_same_database(other.closed(), other.read()):
                for lane, why in other.closed().items():
                    self.close(Fault(lane, why), since=other.closed_since(lane))

    def _goes_on(self, lane: UUID) -> bool:
        """Where another process has written since, as the operator does who lets the lane go on."""
        later = self.read().get(lane, _NONE)
        if later.seq <= self.known.get(lane, _NONE).seq:
            return False
        self.known[lane] = later
        return True

    def fault(self, lane: Lane) -> str:
        """What does not fit between a lane's row and its newest head outside; empty: nothing."""
        from spona.audit.models import Entry

        if not self.was_read:
            self.known.update(self.read())
            self.was_read = True
        seq, digest = lane.seq, bytes(lane.head)
        if not is_lane_tag(bytes(lane.tag), lane.pk, seq, digest):
            return "its head was not written by Spona"
        if seq and Head(seq, digest) not in (_last_entry(lane), self._opened_behind.get(lane.pk)):
            return f"its last entry {seq} is not there"
        known = self.known.get(lane.pk, _NONE)
        if seq < known.seq:
            return f"it ends with entry {seq}, and entry {known.seq} was written"
        if seq == known.seq:
            return "" if digest == known.digest or not seq else f"entry {seq} is another one"
        if known.seq and lane.pk not in self.compared:
            entry = Entry.objects.filter(lane=lane.pk, seq=known.seq).values_list("hash", flat=True)
            if bytes(entry.first() or b"") != known.digest:
                return f"entry {known.seq} is not the one that was written"
            self.compared.add(lane.pk)
        return ""

    def faults(self, known: Mapping[UUID, Head] | None = None) -> Iterator[Fault]:
        """Of all lanes that the file knows or the database has. `known`: what it said, where it
        was read before.
        """
        from spona.audit.models import Lane

        self.close_as_elsewhere()
        # Read before the rows, and not what requests of this process write meanwhile.
        now = self.read() if known is None else dict(known)
        outside = HeadsFile(self.path, now, was_read=True)
        rows = {lane.pk: lane for lane in Lane.objects.all()}
        for ident in sorted({*rows, *outside.known}):
            if ident not in rows:
                yield Fault(ident, "the head is missing")
            elif what := outside.fault(rows[ident]):
                yield Fault(ident, what)

    def closed(self) -> Mapping[UUID, str]:
        """Lane → why it is closed. Looked up each time: every process has to see it at once."""
        try:
            there = self.closed_path.stat()
        except FileNotFoundError:
            return {}
        mark = (there.st_ino, there.st_mtime_ns, there.st_size)
        if self._closed is None or self._closed[0] != mark:
            lines = self.closed_path.read_text(errors="replace").splitlines()
            self._closed = (mark, dict(filter(None, map(_closed_lane, lines))))
        return self._closed[1]

    def closed_since(self, lane: UUID) -> datetime | None:
        """When a fault was found in it; None where it is open."""
        if lane not in self.closed():
            return None
        for line in self.closed_path.read_text(errors="replace").splitlines():
            if (said := _closed_lane(line)) is not None and said[0] == lane:
                return datetime.fromisoformat(json.loads(line)["at"])
        return None

    def close(self, fault: Fault, *, since: datetime | None = None) -> None:
        """Nothing is written to the lane from now on, by any process."""
        if fault.lane in self.closed():
            return
        at = since or timezone.now()
        said = {"lane": str(fault.lane), "at": at.isoformat(), "why": fault.what}
        _log.error("lane_closed", extra={"spona": {"event": "lane_closed", "lane": said["lane"]}})
        # The whole list anew, then in the place of the old one: half a line would say nothing.
        with self._opened(0, fcntl.LOCK_EX):
            path, fresh = self.closed_path, self.path.with_suffix(".closed-new")
            before = path.read_text(errors="replace").splitlines() if path.exists() else []
            with fresh.open("w") as file:
                file.writelines(f"{line}\n" for line in (*before, json.dumps(said)))
                file.flush()
                os.fsync(file.fileno())
            fresh.replace(path)

    def open_again(self, lane: UUID, head: Head) -> None:
        """The operator has looked: the lane goes on after `head`. What the file said is kept."""
        heads = self.read() | {lane: head}
        closed = self.closed().items()
        rest = {one: (why, self.closed_since(one)) for one, why in closed if one != lane}
        self.set_aside()
        self.append(heads.items())
        self._opened_behind[lane] = head
        for one, (why, since) in rest.items():
            self.close(Fault(one, why), since=since)

    def set_aside(self) -> list[tuple[Path, Path]]:
        """Begin anew; return (where it lay, where it lies) of what there was."""
        moment = f"{timezone.now():%Y%m%d-%H%M%S-%f}"
        moved = []
        for path in (self.path, self.closed_path):
            if path.exists():
                kept = path.with_name(f"{path.name}.before-{moment}")
                path.rename(kept)
                moved.append((path, kept))
        self.known.clear()
        self.compared.clear()
        self._opened_behind.clear()
        self.was_read = False
        self._closed = None
        with self._opened(0, fcntl.LOCK_SH):
            # An empty file: what was closed is not closed again, as under an address without one.
            pass
        return moved

    def behind(self) -> dict[UUID, tuple[int, int]]:
        """Lane → (number of the newest entry that stands here, and in the database) where the file
        lags, as after a full disk; 0 where it knows nothing of the lane.
        """
        late = self._late()
        if late:
            # What was committed just now may be on its way here.
            time.sleep(_SYNC)
            late = self._late()
        return {lane: (here, head.seq) for lane, (here, head) in late.items()}

    def catch_up(self, *, begin: bool = False) -> int:
        """Write down what the file lags behind; return of how many lanes. Heads that Spona did not
        write stay out, and lanes of which it knows nothing, unless `begin`: somebody has looked.
        """
        heads = [(lane, head) for lane, (here, head) in self._late().items() if here or begin]
        if heads:
            self.append(heads)
        return len(heads)

    def _late(self) -> dict[UUID, tuple[int, Head]]:
        from spona.audit.models import Lane

        rows = list(Lane.objects.filter(seq__gt=0))
        # Read after the rows: what is written meanwhile is no lag.
        outside = self.read()
        return {
            lane.pk: (here, Head(lane.seq, bytes(lane.head)))
            for lane in rows
            if (here := outside.get(lane.pk, _NONE).seq) < lane.seq
            and is_lane_tag(bytes(lane.tag), lane.pk, lane.seq, bytes(lane.head))
        }

    @contextmanager
    def _opened(self, flags: int, lock: int) -> Iterator[int]:
        self.path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        handle = os.open(self.path, os.O_WRONLY | os.O_CREAT | flags, 0o600)
        try:
            fcntl.flock(handle, lock)
            yield handle
        finally:
            os.close(handle)


_NONE: Final = Head(0, b"")
_HERE: Final = "localhost"
_LOOPBACK: Final = (_HERE, "127.0.0.1", "::1", "[::1]")
_USUAL_PORT: Final = "5432"
_files: dict[Path, HeadsFile] = {}


def heads_file() -> HeadsFile | None:
    """Of the database that this process works with; None where the keys die with the process.

    The name comes from the address of the database, which whoever writes into it does not choose:
    a copy beside it, as a rehearsal makes one, has a file of its own. This machine is the same
    however it is spelled, and so is the usual port.
    """
    folder = settings.SPONA_HEADS
    if folder is None:
        return None
    database = settings.DATABASES["default"]
    engine, host, port, name = (
        str(database.get(part, "")) for part in ("ENGINE", "HOST", "PORT", "NAME")
    )
    host = _HERE if host.lower() in _LOOPBACK else host
    port = "" if port == _USUAL_PORT else port
    address = f"{engine}|{host}|{port}|{name}"
    path = folder / f"heads-{hashlib.sha256(address.encode()).hexdigest()[:12]}.log"
    return _files.setdefault(path, HeadsFile(path))


def _is_same_database(closed: Iterable[UUID], heads: Mapping[UUID, Head]) -> bool:
    """Whether an institution's lane is here, or the system's with that entry: its id is the same
    in every database.
    """
    from spona.audit.models import Entry, Lane

    institutions = {lane for lane in (*closed, *heads) if lane.int}
    return Lane.objects.filter(pk__in=institutions).exists() or any(
        Entry.objects.filter(lane=lane, seq=head.seq, hash=head.digest).exists()
        for lane, head in heads.items()
    )


def _last_entry(lane: Lane) -> Head:
    """The entry that the row of a lane calls its last one, as `recording` read it with the row, or
    now: whoever waited for the lock has it from before.
    """
    from spona.audit.models import Entry

    digest = vars(lane).get("last_entry")
    if digest is None or bytes(digest) != bytes(lane.head):
        entry = Entry.objects.filter(lane=lane.pk, seq=lane.seq).values_list("hash", flat=True)
        digest = entry.first() or b""
    return Head(lane.seq, bytes(digest))


def _write_all(handle: int, text: bytes) -> None:
    while text:
        text = text[os.write(handle, text) :]


def _closed_lane(line: str) -> tuple[UUID, str] | None:
    """A line of the list of the closed; None of what cannot be read."""
    try:
        said = json.loads(line)
        return UUID(said["lane"]), str(said["why"])
    except (ValueError, TypeError, KeyError, AttributeError):
        return None


def _line(lane: UUID, head: Head) -> str:
    tag = head_line_tag(lane, head.seq, head.digest)
    return f"{lane}|{head.seq}|{head.digest.hex()}|{tag.hex()}\n"


def _parsed(line: str) -> tuple[UUID | None, Head]:
    try:
        name, number, digest, tag = line.split("|")
        lane, head = UUID(name), Head(int(number), bytes.fromhex(digest))
        ours = hmac.compare_digest(bytes.fromhex(tag), head_line_tag(lane, head.seq, head.digest))
    except ValueError:
        return None, _NONE
    return (lane, head) if ours else (None, _NONE)
