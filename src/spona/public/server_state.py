"""What makes a server unsafe to rely on: full disk, dead worker, refused mail, old backup.

`/readyz` and `./spona doctor` ask the same functions, so that both say the same.
"""

from __future__ import annotations

import datetime as dt
import json
import os
import shutil
import time
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Final

from cryptography import x509
from django.conf import settings
from django.utils import timezone

_GIB: Final = 1 << 30
# Below this `doctor` is red, and `/readyz` degraded.
LEAST_FREE: Final = _GIB // 4
# A round takes seconds; a long task may hold the worker up for minutes.
WORKER_SILENT: Final = dt.timedelta(minutes=5)
# One night may fail and be seen in the morning; two may not.
BACKUP_OLD: Final = dt.timedelta(hours=50)
# Programs that renew certificates do it a month before the end: they have failed for weeks then.
CERTIFICATE_ENDS: Final = dt.timedelta(days=14)

_PROBE: Final = b"\0" * 65_536
_BACKUP: Final = "last_backup.json"


def can_write(folder: Path | None = None) -> bool:
    """Writes 64 KiB into the data folder, down to the disk, and takes them away again.

    Where the database is elsewhere, the worker's rounds are the probe: each writes a row there.
    """
    where = folder or Path(settings.SPONA_DATA)
    probe = where / f".probe-{os.getpid()}-{time.monotonic_ns()}"
    try:
        handle = os.open(probe, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        try:
            # A disk that is nearly full takes a part of it and says so only by the number.
            written = os.write(handle, _PROBE)
            os.fsync(handle)
        finally:
            os.close(handle)
            probe.unlink(missing_ok=True)
    except OSError:
        return False
    return written == len(_PROBE)


def free_bytes() -> int:
    """Bytes that are free where the data lies; 0 where there is no such folder."""
    try:
        return shutil.disk_usage(settings.SPONA_DATA).free
    except OSError:
        return 0


@dataclass(frozen=True, slots=True)
class LastBackup:
    """`recipients`: the public keys that it was sealed for; none where a passphrase opens it."""

    at: str
    recipients: list[str]

    @property
    def age(self) -> dt.timedelta:
        return timezone.now() - dt.datetime.fromisoformat(self.at)


def note_backup(recipients: list[str]) -> None:
    """Writes down in the data folder that a backup is whole, when, and for whom it is sealed."""
    row = LastBackup(timezone.now().isoformat(), [one.strip() for one in recipients])
    path = Path(settings.SPONA_DATA) / _BACKUP
    partial = path.with_suffix(".partial")
    handle = os.open(partial, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(handle, "w") as file:
        json.dump(asdict(row), file)
    partial.rename(path)


def last_backup() -> LastBackup | None:
    """The last one that became whole; None where there was none, or nothing can be read."""
    try:
        row = LastBackup(**json.loads((Path(settings.SPONA_DATA) / _BACKUP).read_text()))
        dt.datetime.fromisoformat(row.at).astimezone()
    except (OSError, ValueError, TypeError):
        return None
    return row


def backup_is_old() -> bool:
    """No backup for two nights; a server that was set up today owes none yet."""
    last = last_backup()
    if last is not None:
        return last.age > BACKUP_OLD
    try:
        made = (Path(settings.SPONA_DATA) / "kind").stat().st_mtime
    except OSError:
        return False
    return time.time() - made > BACKUP_OLD.total_seconds()


def end_of_certificate(pem: bytes) -> dt.datetime:
    """When the first certificate of a chain ends; ValueError where there is none."""
    return x509.load_pem_x509_certificates(pem)[0].not_valid_after_utc


def certificate_file_ends() -> dt.datetime | None:
    """When the certificate in the file of `SPONA_CERTIFICATE` ends; None without a file."""
    named = settings.SPONA_CERTIFICATE
    if not named.startswith("/"):
        return None
    try:
        return end_of_certificate(Path(named).read_bytes())
    except (OSError, ValueError):
        return None
