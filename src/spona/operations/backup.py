"""`./spona backup TARGET`: everything but the key files, in one file sealed for one key."""

from __future__ import annotations

import argparse
import os
import time
from contextlib import AbstractContextManager
from datetime import UTC, datetime
from pathlib import Path
from typing import BinaryIO, Final

from django.conf import settings

from spona.operations import backup_age as age
from spona.operations.backup_archive import write_archive
from spona.operations.stamp import check_stamp
from spona.vault import queries, stones

# The promise about erased things: after so many days no copy of ours holds them.
KEEP_DAYS: Final = 35


def run(args: list[str]) -> int:
    """Writes beside the target and renames at the end, so a half copy never looks like one."""
    asked = argparse.ArgumentParser(prog="./spona backup")
    asked.add_argument("target", type=Path, help="a file, or a folder that keeps 35 days of them")
    way = asked.add_mutually_exclusive_group(required=True)
    way.add_argument("--recipient", action="append", help="public key age1…; may be repeated")
    way.add_argument("--passphrase-file", type=Path)
    given = asked.parse_args(args)
    check_stamp(settings.SPONA_KIND)
    target = _target(given.target.expanduser().absolute())
    counts = write_backup(
        target, recipients=given.recipient or [], passphrase_file=given.passphrase_file
    )
    _copy_stones(target.parent)
    print(f"{target}  {target.stat().st_size:,} bytes")
    print(f"{sum(counts.values()):,} rows of {len(counts)} tables, and the sealed files.")
    print("The key files are not in it: they lie in the safe.")
    if given.target.is_dir():
        for old in _outlived(given.target):
            old.unlink()
            print(f"{old.name} was older than {KEEP_DAYS} days and is gone.")
    return 0


def _copy_stones(beside: Path) -> None:
    """What was erased must stay so, also where the disk with the data burned and an older backup
    comes back: the ids lie beside the backups, in clear, and say nothing about what they were.
    """
    stones.add(queries.taken_away())
    stones.add(stones.read(stones.path()), to=beside / stones.NAME)


def write_backup(
    target: Path, *, recipients: list[str], passphrase_file: Path | None = None
) -> dict[str, int]:
    """Rows per table. OSError where the target cannot be written; then nothing is left behind."""
    if target.exists():
        raise SystemExit(f"{target} exists. Choose another name; a backup is never overwritten.")
    partial = target.with_name(target.name + ".partial")
    handle = os.open(partial, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    try:
        with os.fdopen(handle, "wb") as sink:
            with _sealing(sink, recipients, passphrase_file) as plain:
                counts = write_archive(plain)
            sink.flush()
            os.fsync(sink.fileno())
        partial.rename(target)
    except BaseException:
        partial.unlink(missing_ok=True)
        raise
    return counts


def _sealing(
    sink: BinaryIO, recipients: list[str], passphrase_file: Path | None
) -> AbstractContextManager[BinaryIO]:
    if passphrase_file:
        return age.sealing_by_passphrase(sink, age.passphrase_in(passphrase_file))
    return age.sealing(sink, [age.recipient_of(text) for text in recipients])


def _target(given: Path) -> Path:
    data = Path(settings.SPONA_DATA).resolve()
    if data == given.resolve() or data in given.resolve().parents:
        raise SystemExit("A backup beside the data is lost with it. Choose another disk.")
    if given.is_dir():
        return given / f"spona-{datetime.now(UTC):%Y%m%d-%H%M%S}.age"
    if not given.parent.is_dir():
        raise SystemExit(f"The folder {given.parent} does not exist.")
    return given


def _outlived(folder: Path) -> list[Path]:
    before = time.time() - KEEP_DAYS * 86400
    return [path for path in folder.glob("spona-*.age") if path.stat().st_mtime < before]
