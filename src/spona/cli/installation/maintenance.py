"""A command that changes all of the data: alone with it, in one transaction, and honest afterwards.

While it lasts, servers and workers on every machine have let go of the data (`serving`); visitors
read that we are at work. If the command dies, the database takes back what it had begun, the lock
is free, and a note in the data folder lets the next start say what happened.
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path
from typing import Final

from django.conf import settings
from django.db import DatabaseError, connection, transaction

from spona.cli.installation.data_lock import PATIENCE, BusyError, DataLock, data_lock
from spona.cli.installation.data_owner import as_typed
from spona.cli.serve.gate import changed_since, newest

WAIT: Final = "seconds to wait until others have ended what they have begun"
_NOTE: Final = "maintenance.json"


@dataclass(frozen=True, slots=True)
class Note:
    """What a command has begun; `number` is the newest line of the system's log before it."""

    command: str
    process: int
    began: str
    number: int
    backup: str


@dataclass(slots=True)
class Maintenance:
    """One command at its work."""

    lock: DataLock
    command: str
    number: int
    # What the command before this one did not bring to its end.
    left: Note | None
    # Whether what was done holds; then the note stays for the next start.
    unknown: bool = False

    @contextmanager
    def one_transaction(self) -> Iterator[None]:
        """All or nothing, on both databases: what fails or is killed inside leaves no trace.

        SQLite changes tables only while it does not check foreign keys, so they are checked at
        the end. Nobody else can have begun to write meanwhile.
        """
        sqlite = connection.vendor == "sqlite"
        if sqlite:
            connection.disable_constraint_checking()
        try:
            with transaction.atomic():
                if not sqlite:
                    with connection.cursor() as cursor:
                        # Whoever else reads in this database must not hold us up for ever.
                        cursor.execute("SET LOCAL lock_timeout = '30s'")
                yield
                connection.check_constraints()
                if not self.lock.still_alone():
                    raise InterruptedError("the lock on the data was lost")
        finally:
            if sqlite:
                # Also after a full disk, which leaves nothing to roll back.
                with suppress(DatabaseError):
                    connection.enable_constraint_checking()

    def begun(self, *, backup: Path | None = None) -> None:
        """Leaves the note for whoever comes after a `kill -9`."""
        now = f"{datetime.now().astimezone():%Y-%m-%d %H:%M:%S}"
        note = Note(self.command, os.getpid(), now, self.number, str(backup or ""))
        path = _path()
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        with os.fdopen(handle, "w") as file:
            json.dump(asdict(note), file)
            file.flush()
            os.fsync(file.fileno())

    def what_stands(self, error: BaseException | str) -> str:
        """What to say after an error, which may come late: so the database itself is asked."""
        said = error if isinstance(error, str) else reason(error)
        try:
            connection.close()
            stands = _changed(self.number)
        except DatabaseError:
            self.unknown = True
            return (
                f"{self.command} broke off: {said}\nThe database does not answer, so nobody knows "
                "yet whether it holds. When it does, type `./spona serve`: it says what stands."
            )
        if stands:
            return f"All of it is in place and checked, but then something failed: {said}"
        return (
            f"{self.command} did not go through: {said}\n"
            "Nothing was changed: the database took back what had begun."
        )


@contextmanager
def maintenance(command: str, *, patience: float = PATIENCE) -> Iterator[Maintenance]:
    """The data for this command alone. SystemExit says who works with them and what to type."""
    lock = data_lock()
    try:
        with lock.alone(command, patience=patience):
            left = note()
            if left is not None:
                print(interrupted(), flush=True)
            work = Maintenance(lock, command, last_line(), left)
            try:
                yield work
            except SystemExit:
                _forget_if_known(work)
                raise
            _forget_if_known(work)
    except BusyError as busy:
        raise SystemExit(refusal(command, busy)) from None
    except DatabaseError as error:
        raise SystemExit(f"{reason(error)}\n{command} changed nothing.") from None


@contextmanager
def sharing(command: str) -> Iterator[None]:
    """For a command that works beside a server; SystemExit while another one has the data."""
    if not Path(settings.SPONA_DATA).is_dir():
        yield
        return
    lock = data_lock()
    if not lock.share(command):
        found = "\n".join(f"  {holder}" for holder in lock.holders())
        raise SystemExit(f"A command has the data for itself:\n{found}\nType this again after it.")
    try:
        yield
    finally:
        lock.release()


def refusal(command: str, busy: BusyError) -> str:
    """Who works with the data, and what to type."""
    lines = [f"  {holder}" for holder in busy.holders] or ["  another process"]
    return "\n".join([
        f"{command} needs the data for itself, and others work with them:", *lines,
        "Nothing was changed. Wait until they have ended, or stop them: `sudo systemctl stop "
        "spona`, Ctrl+C where it was started, or `kill` with the number of the process. Then type "
        "this again.",
    ])  # fmt: skip


def reason(error: BaseException) -> str:
    """What went wrong, in one line: a database adds lines that quote rows."""
    said = str(error).strip().splitlines()
    return f"{type(error).__name__}: {said[0]}" if said else type(error).__name__


def note() -> Note | None:
    """What a command has begun and not ended."""
    try:
        return Note(**json.loads(_path().read_text()))
    except (OSError, ValueError, TypeError):
        return None


def interrupted() -> str:
    """What happened to a command that was killed, and how to go on; empty where none was.

    To be asked only by whoever knows that no command runs: with the lock in hand.
    """
    if (left := note()) is None:
        return ""
    begun = (
        f"`{left.command}` (process {left.process}), begun {left.began}, was ended in the middle."
    )
    if _changed(left.number):
        return f"{begun} It had gone through: all that it changes is in place and checked."
    with as_typed():
        there = bool(left.backup) and Path(left.backup).exists()
    backup = f" Its backup is {left.backup}." if there else ""
    return (
        f"{begun} Nothing of it stands: the database took back what had begun, and everything is "
        f"as it was before.{backup} To go on, type it again."
    )


def _changed(number: int) -> bool:
    """As `changed_since`; False where there are no tables yet."""
    return "audit_entry" in connection.introspection.table_names() and changed_since(number)


def forget() -> None:
    _path().unlink(missing_ok=True)


def _forget_if_known(work: Maintenance) -> None:
    if not work.unknown:
        forget()


def last_line() -> int:
    """The number of the newest line in the system's log; 0 also before there are tables."""
    return newest() if "audit_entry" in connection.introspection.table_names() else 0


def _path() -> Path:
    return Path(settings.SPONA_DATA) / _NOTE
