"""The lock on the data: whoever serves shares it, and a command that changes all has it alone.

The lock is the operating system's, on a file in the data folder, and with PostgreSQL the
database's too, so that it holds between machines. It ends with the process that holds it, however
that ends, so one that was left behind keeps nobody out.
"""

from __future__ import annotations

import fcntl
import os
import socket
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import Any, Final, Protocol

NAME: Final = "lock"
# Seconds that a command waits until what was begun has ended, a large upload for instance.
PATIENCE: Final = 60.0
_PAUSE: Final = 0.2
# Whoever looks whether a command is there holds its place for an instant.
_TRIES: Final = 2.0


@dataclass(frozen=True, slots=True)
class Holder:
    """Who has a part of the lock: its job, its process and machine, since when."""

    name: str
    process: str
    since: str

    def __str__(self) -> str:
        return f"{self.name}, {self.process}, since {self.since}"


class BusyError(Exception):
    """Somebody else works with the data."""

    def __init__(self, holders: list[Holder]) -> None:
        super().__init__("; ".join(map(str, holders)) or "another process")
        self.holders = holders


class Lock(Protocol):
    """One kind of lock. No method waits."""

    def share(self, name: str) -> bool:
        """Take part; False while a command has the data."""

    def wanted(self) -> bool:
        """True while a command has the data, or waits for those who take part."""

    def announce(self, name: str) -> bool:
        """As a command: ask all who take part to let go; False where another command does."""

    def take_alone(self) -> bool:
        """As a command that has announced itself: True once nobody takes part any more."""

    def holders(self) -> list[Holder]:
        """Who else has it, the command first."""

    def release(self) -> None:
        """Let go of whatever this process has of it."""


@cache
def file_lock(data: Path) -> FileLock:
    """One for each folder and process: closing the file a second time would lose the lock."""
    return FileLock(data / NAME)


class FileLock:
    """A line for each holder, the first for the command. A line counts while its byte is locked.

    These are the locks of `lockf`: they belong to the process and are not passed on to a child.
    """

    LINE: Final = 200
    LINES: Final = 500

    def __init__(self, path: Path) -> None:
        self._path, self._handle = path, -1
        # The line of this process among those who share, and whether it has the command's.
        self._mine, self._command = 0, False

    def share(self, name: str) -> bool:
        if self._mine:
            return True
        if self.wanted():
            return False
        for place in range(1, self.LINES):
            if self._lock(place, 1):
                self._mine = place
                self._write(place, name)
                return True
        return False

    def wanted(self) -> bool:
        return self._held_by_another(0)

    def announce(self, name: str) -> bool:
        if not self._lock(0, 1):
            return False
        self._command = True
        self._write(0, name)
        return True

    def take_alone(self) -> bool:
        return self._lock(1, self.LINES)

    def holders(self) -> list[Holder]:
        end = os.fstat(self._open()).st_size // self.LINE + 1
        return [
            self._read(place)
            for place in range(min(end, self.LINES))
            if self._held_by_another(place)
        ]

    def release(self) -> None:
        if self._handle >= 0:
            fcntl.lockf(self._handle, fcntl.LOCK_UN)
        self._mine, self._command = 0, False

    def _open(self) -> int:
        if self._handle < 0:
            self._handle = os.open(self._path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        return self._handle

    def _lock(self, place: int, places: int) -> bool:
        start, length = place * self.LINE, places * self.LINE
        try:
            fcntl.lockf(self._open(), fcntl.LOCK_EX | fcntl.LOCK_NB, length, start)
        except (BlockingIOError, PermissionError):
            return False
        return True

    def _held_by_another(self, place: int) -> bool:
        # To ask for one's own would give it away.
        if self._command if place == 0 else place == self._mine:
            return False
        start = place * self.LINE
        try:
            fcntl.lockf(self._open(), fcntl.LOCK_SH | fcntl.LOCK_NB, self.LINE, start)
        except (BlockingIOError, PermissionError):
            return True
        fcntl.lockf(self._handle, fcntl.LOCK_UN, self.LINE, start)
        return False

    def _write(self, place: int, name: str) -> None:
        now = datetime.now().astimezone()
        line = f"{name}\t{_this_process()}\t{now:%Y-%m-%d %H:%M:%S}".encode()[: self.LINE - 1]
        # A full disk takes no line; the lock holds all the same.
        with suppress(OSError):
            os.pwrite(self._handle, line.ljust(self.LINE - 1) + b"\n", place * self.LINE)

    def _read(self, place: int) -> Holder:
        line = os.pread(self._handle, self.LINE, place * self.LINE).decode(errors="replace")
        parts = [part.strip("\0 \n") for part in line.split("\t")]
        return Holder(*parts) if len(parts) == 3 else Holder("a process", "unknown", "unknown")


# Whoever has a part of the database's lock, until it lets go: a connection that nobody names any
# more would be closed, and the lock with it.
_TAKEN: Final[set[DatabaseLock]] = set()


class DatabaseLock:
    """PostgreSQL's advisory locks, on a connection of its own that lies in one open transaction.

    Of the transaction and not of the session, so that they hold behind a pool of connections too.
    A machine that is gone is forgotten by the server within half a minute.
    """

    # Two numbers that nobody else in this database takes: who works with the data, and a command.
    WORK: Final = 0x53504F4E41_01
    COMMAND: Final = 0x53504F4E41_02
    _SETTINGS: Final = (
        "SET LOCAL tcp_keepalives_idle = 10",
        "SET LOCAL tcp_keepalives_interval = 5",
        "SET LOCAL tcp_keepalives_count = 3",
        # A command may take long, and says nothing meanwhile.
        "SET LOCAL idle_in_transaction_session_timeout = 0",
    )

    def __init__(self) -> None:
        self._connection: Any = None
        self._shared = False

    def share(self, name: str) -> bool:
        if self._shared and not self._lost():
            return True
        self.release()
        self._begin(name)
        self._shared = not self.wanted() and self._ask(
            "SELECT pg_try_advisory_xact_lock_shared(%s)", self.WORK
        )
        if not self._shared:
            self.release()
        return self._shared

    def wanted(self) -> bool:
        if self._connection is None:
            self._begin("looks")
            try:
                return self._command_is_there()
            finally:
                self.release()
        return self._command_is_there()

    def announce(self, name: str) -> bool:
        if self._connection is None:
            self._begin(name)
        if self._ask("SELECT pg_try_advisory_xact_lock(%s)", self.COMMAND):
            return True
        self.release()
        return False

    def take_alone(self) -> bool:
        return bool(self._ask("SELECT pg_try_advisory_xact_lock(%s)", self.WORK))

    def holders(self) -> list[Holder]:
        mine = self._connection is not None
        if not mine:
            self._begin("looks")
        try:
            rows = self._connection.execute(
                "SELECT a.application_name, a.backend_start FROM pg_locks l"
                " JOIN pg_stat_activity a USING (pid) WHERE l.locktype = 'advisory' AND l.granted"
                " AND l.database = (SELECT oid FROM pg_database WHERE datname = current_database())"
                " AND (l.classid::bigint << 32 | l.objid::bigint) = ANY(%s)"
                " AND l.pid <> pg_backend_pid() ORDER BY l.objid DESC, a.backend_start",
                [[self.WORK, self.COMMAND]],
            ).fetchall()
        finally:
            if not mine:
                self.release()
        found = []
        for said, since in rows:
            name, _, process = said.partition(" / ")
            begun = f"{since.astimezone():%Y-%m-%d %H:%M:%S}"
            found.append(Holder(name, process or "unknown", begun))
        return list(dict.fromkeys(found))

    def release(self) -> None:
        if self._connection is not None:
            with suppress(Exception):
                self._connection.close()
        self._connection, self._shared = None, False
        _TAKEN.discard(self)

    def _begin(self, name: str) -> None:
        from django.db import connection

        asked: Any = connection.get_connection_params()
        more = {"application_name": f"{name} / {_this_process()}"[:63], "connect_timeout": 5,
                "tcp_user_timeout": 10_000}  # fmt: skip
        with connection.wrap_database_errors:
            self._connection = connection.Database.connect(**(asked | more))  # type: ignore[attr-defined]
            _TAKEN.add(self)
            for text in self._SETTINGS:
                self._connection.execute(text)

    def _ask(self, question: str, key: int) -> bool:
        from django.db import connection

        with connection.wrap_database_errors:
            return bool(self._connection.execute(question, [key]).fetchone()[0])

    def _command_is_there(self) -> bool:
        return self._ask(
            "SELECT EXISTS (SELECT FROM pg_locks WHERE locktype = 'advisory' AND granted"
            " AND database = (SELECT oid FROM pg_database WHERE datname = current_database())"
            " AND (classid::bigint << 32 | objid::bigint) = %s AND pid <> pg_backend_pid())",
            self.COMMAND,
        )

    def _lost(self) -> bool:
        try:
            self._connection.execute("SELECT 1")
        except Exception:  # noqa: BLE001 — however it was lost, it has to be taken anew
            return True
        return False


class DataLock:
    """The lock on one installation: its folder, and its database where that is PostgreSQL."""

    def __init__(self, data: Path, *, database: bool) -> None:
        self.data = data
        self._locks: list[Lock] = [file_lock(data)]
        if database:
            self._locks.append(DatabaseLock())

    def share(self, name: str) -> bool:
        if all(lock.share(name) for lock in self._locks):
            return True
        self.release()
        return False

    def wanted(self) -> bool:
        return any(lock.wanted() for lock in self._locks)

    def holders(self) -> list[Holder]:
        """Each once: on this machine a process has both locks."""
        found: dict[tuple[str, str], Holder] = {}
        for lock in self._locks:
            for holder in lock.holders():
                found.setdefault((holder.name, holder.process), holder)
        return list(found.values())

    def release(self) -> None:
        for lock in self._locks:
            lock.release()

    @contextmanager
    def alone(self, name: str, *, patience: float = PATIENCE) -> Iterator[None]:
        """For a command that changes all of the data. BusyError says who did not let go."""
        try:
            self._wait(lambda lock: lock.announce(name), _TRIES)
            self._wait(lambda lock: lock.take_alone(), patience)
            yield
        finally:
            self.release()

    def _wait(self, ask: Any, seconds: float) -> None:
        until = time.monotonic() + seconds
        waiting = list(self._locks)
        while True:
            waiting = [lock for lock in waiting if not ask(lock)]
            if not waiting:
                return
            if time.monotonic() >= until:
                raise BusyError(self.holders())
            time.sleep(_PAUSE)

    def still_alone(self) -> bool:
        """False where the database forgot us meanwhile, so that others may have begun to write."""
        try:
            return all(lock.take_alone() for lock in self._locks)
        except Exception:  # noqa: BLE001 — whatever it says, the lock is not sure any more
            return False


def data_lock() -> DataLock:
    """The lock of the settings' own data."""
    from django.conf import settings
    from django.db import connection

    return DataLock(Path(settings.SPONA_DATA), database=connection.vendor == "postgresql")


def _this_process() -> str:
    return f"process {os.getpid()} on {socket.gethostname()}"
