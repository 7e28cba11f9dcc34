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

from spona.audit import endings_copies
from spona.cli.backup import age
from spona.cli.backup.archive import write_archive
from spona.cli.installation import sealed_keys
from spona.cli.installation.data_owner import as_typed, give_to_folder_owner
from spona.cli.installation.secret_files import write_private
from spona.cli.installation.stamp import check_stamp
from spona.cli.verify import warn_of_broken_lanes
from spona.public.server_state import note_backup

# The promise about erased things: after so many days no copy of ours holds them.
KEEP_DAYS: Final = 35

RECIPIENT: Final = "public key age1…; may be repeated; default: those that `init` remembers"


def run(args: list[str]) -> int:
    """Writes beside the target and renames at the end, so a half copy never looks like one."""
    asked = argparse.ArgumentParser(prog="./spona backup")
    asked.add_argument("target", type=Path, help="a file, or a folder that keeps 35 days of them")
    way = asked.add_mutually_exclusive_group()
    way.add_argument("--recipient", action="append", help=RECIPIENT)
    way.add_argument("--passphrase-file", type=Path)
    given = asked.parse_args(args)
    recipients = [] if given.passphrase_file else given.recipient or remembered()
    check_stamp(settings.SPONA_KIND)
    with as_typed():
        target = _target(given.target.expanduser().absolute())
    # The copy is made all the same: it holds fast what stands there now.
    warn_of_broken_lanes()
    counts = write_backup(target, recipients=recipients, passphrase_file=given.passphrase_file)
    with as_typed():
        regular = given.target.is_dir()
    _copy_endings(regular, target.parent, recipients)
    note_backup(recipients)
    with as_typed():
        print(f"{target}  {target.stat().st_size:,} bytes")
        print(f"{sum(counts.values()):,} rows of {len(counts)} tables, and the sealed files.")
        print("The key files are not in it: they lie in the safe.")
        print(_take_sealed_keys_along(target.parent))
        if regular:
            for old in _outlived(given.target):
                old.unlink()
                print(f"{old.name} was older than {KEEP_DAYS} days and is gone.")
    return 0


def remembered() -> list[str]:
    """The public keys that `init` wrote down; SystemExit where it was told none."""
    if settings.SPONA_BACKUP_RECIPIENTS:
        return list(settings.SPONA_BACKUP_RECIPIENTS)
    raise SystemExit(
        "For whom is the backup sealed? Name public keys: --recipient age1… --recipient age1…. "
        "`./spona init` with the same remembers them."
    )


def _take_sealed_keys_along(folder: Path) -> str:
    """Without a paper it opens nothing, so it may lie there; what is there is of older papers."""
    try:
        text = sealed_keys.place().read_text()
    except FileNotFoundError:
        return "They are on no paper yet: ./spona keys paper."
    except OSError as error:
        return f"{sealed_keys.place()} could not be read ({type(error).__name__})."
    write_private(folder / sealed_keys.FILE, text)
    return f"{sealed_keys.FILE} lies beside it; the papers open it."


def _copy_endings(regular: bool, beside: Path, recipients: list[str]) -> None:
    """What ended must stay so, also where the disk with the data burned and an older backup comes
    back. A folder is the place of the backups: from now on each ending is written there too, sealed
    like them. Beside a single file lies a copy as of now.
    """
    endings_copies.flush()
    endings_copies.forget_superseded()
    if not recipients:
        print("With a passphrase no endings are kept beside it: use --recipient for that.")
    elif regular:
        _remember_place(beside, recipients)
    else:
        with as_typed():
            copy = endings_copies.copy_beside(beside, recipients)
            if copy is not None:
                give_to_folder_owner(copy, beside)


def _remember_place(folder: Path, recipients: list[str]) -> None:
    """The server itself writes there from now on, so it must be able to."""
    try:
        endings_copies.remember_place(folder, recipients)
    except PermissionError:
        print(
            f"Spona itself cannot write into {folder}, so what ends is not kept there, and a "
            "restore would not know of it. Make the folder its user's, then back up again."
        )


def write_backup(
    target: Path, *, recipients: list[str], passphrase_file: Path | None = None
) -> dict[str, int]:
    """Rows per table. OSError where the target cannot be written; then nothing is left behind."""
    partial = target.with_name(target.name + ".partial")
    with as_typed():
        check_is_new(target)
        handle = os.open(partial, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        give_to_folder_owner(handle, target.parent)
    try:
        with os.fdopen(handle, "wb") as sink:
            with _sealing(sink, recipients, passphrase_file) as plain:
                counts = write_archive(plain)
            sink.flush()
            os.fsync(sink.fileno())
        with as_typed():
            partial.rename(target)
    except BaseException:
        with as_typed():
            partial.unlink(missing_ok=True)
        raise
    return counts


def check_is_new(target: Path) -> None:
    """SystemExit where something lies there already."""
    if target.exists():
        raise SystemExit(f"{target} exists. Choose another name; a backup is never overwritten.")


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
