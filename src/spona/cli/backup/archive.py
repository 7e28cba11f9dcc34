"""What lies inside a backup: a tar of small members, written as a stream from one snapshot.

`format.json` first (what it is), `rows/<table>/<number>` (lines of JSON, about 1 MB each),
`files/<name>` (ciphertext as on disk), `manifest.json` last (counts and heads of the log),
so an archive without a manifest is not whole.
"""

from __future__ import annotations

import hashlib
import hmac
import io
import json
import tarfile
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import Any, BinaryIO, Final

from django.conf import settings
from django.db import connection, transaction
from django.db.migrations.loader import MigrationLoader

from spona import __version__
from spona.audit.models import Lane
from spona.audit.witnesses import root_line
from spona.cli.backup.tables import Model, columns, rows, standing, tables
from spona.crypto.errors import Unopenable
from spona.vault import files

FORMAT: Final = 1
_CHUNK: Final = 1 << 20
# Those without which a restored database would open nothing.
_NEEDED: Final = ("pepper", "mac", "hold", "checkpoint", "factors")


def write_archive(sink: BinaryIO) -> dict[str, int]:
    """Streams the whole archive; returns rows per table."""
    with snapshot(), tarfile.open(fileobj=sink, mode="w|", format=tarfile.PAX_FORMAT) as tar:
        found = tables(standing())
        _add(tar, "format.json", _json(description(found)))
        counts = {label: _add_rows(tar, label, model) for label, model in found.items()}
        kept = _add_files(tar)
        manifest = {
            "counts": counts,
            "files": kept,
            "lanes": lane_heads(),
            "checkpoint": root_line(),
        }
        _add(tar, "manifest.json", _json(manifest))
    return counts


@contextmanager
def snapshot() -> Iterator[None]:
    """Within it every query sees the database of one instant; writers are not held up."""
    if connection.vendor == "sqlite":
        # `atomic` would take the write lock (IMMEDIATE); a deferred one only pins the WAL.
        with connection.cursor() as cursor:
            # Each page of the file that is read once would stay in this process's memory.
            cursor.execute("PRAGMA mmap_size")
            (lent,) = cursor.fetchone() or (0,)
            cursor.execute("PRAGMA mmap_size=0")
            cursor.execute("BEGIN DEFERRED")
            cursor.execute("SELECT count(*) FROM sqlite_master")
            try:
                yield
            finally:
                cursor.execute("ROLLBACK")
                cursor.execute(f"PRAGMA mmap_size={int(lent)}")
        return
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
        yield


def description(found: dict[str, Model]) -> dict[str, Any]:
    """What this database is: a backup goes only into one of the same shape and keys."""
    return {
        "format": FORMAT,
        "version": __version__,
        "kind": settings.SPONA_KIND,
        "made_at": datetime.now(UTC).isoformat(timespec="seconds"),
        "migrations": sorted(map(list, MigrationLoader(connection).applied_migrations)),
        "keys": {name: _mark(name) for name in _NEEDED},
        "tables": {
            label: [field.attname for field in columns(model)] for label, model in found.items()
        },
    }


def _mark(name: str) -> str:
    """Tells whether two servers have the same key file, and nothing about the key."""
    key = settings.SECRETS[name]
    return hmac.new(key, b"spona backup key mark 1", hashlib.sha256).hexdigest()[:16]


def lane_heads() -> dict[str, list[Any]]:
    """Lane → its number and its head, as they stand in this transaction."""
    return {str(lane.pk): [lane.seq, bytes(lane.head).hex()] for lane in Lane.objects.all()}


def _add_rows(tar: tarfile.TarFile, label: str, model: Model) -> int:
    count, part, lines = 0, 0, bytearray()
    for row in rows(model):
        count += 1
        lines += _json(row) + b"\n"
        if len(lines) >= _CHUNK:
            part += 1
            _add(tar, f"rows/{label}/{part:06}", bytes(lines))
            lines.clear()
    if lines:
        _add(tar, f"rows/{label}/{part + 1:06}", bytes(lines))
    return count


def _add_files(tar: tarfile.TarFile) -> int:
    """A file that is erased while we copy is simply not there; later ones are swept away."""
    kept = 0
    for name, _written in sorted(files.stored_names()):
        try:
            source = files.path_of(name).open("rb")
        except (FileNotFoundError, Unopenable):
            continue
        with source:
            size = source.seek(0, io.SEEK_END)
            source.seek(0)
            member = tarfile.TarInfo(f"files/{name}")
            member.size = size
            tar.addfile(member, source)
        tar.members = []  # type: ignore[attr-defined]
        kept += 1
    return kept


def _add(tar: tarfile.TarFile, name: str, content: bytes) -> None:
    member = tarfile.TarInfo(name)
    member.size = len(content)
    tar.addfile(member, io.BytesIO(content))
    # It would remember each of them, and a stream is never looked up in.
    tar.members = []  # type: ignore[attr-defined]


def _json(value: Any) -> bytes:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode()
