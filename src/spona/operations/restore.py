"""`./spona restore FILE`: a backup into an empty database, whole or not at all."""

from __future__ import annotations

import argparse
import os
from contextlib import AbstractContextManager
from pathlib import Path
from typing import BinaryIO

from django.conf import settings
from django.core.management import call_command

from spona import audit
from spona.access.actor import Actor
from spona.audit import triggers
from spona.operations import backup_age as age
from spona.operations.backup_tables import count, tables
from spona.operations.restore_archive import Restored, read_archive
from spona.operations.restore_tombstones import replay
from spona.operations.stamp import check_stamp
from spona.operations.verify import verify
from spona.vault import files, stones


def run(args: list[str]) -> int:
    """0 when everything is back and the log is whole; on any refusal nothing was changed."""
    asked = argparse.ArgumentParser(prog="./spona restore")
    asked.add_argument("file", type=Path)
    way = asked.add_mutually_exclusive_group(required=True)
    way.add_argument("--identity", type=Path, help="file with the line AGE-SECRET-KEY-1…")
    way.add_argument("--passphrase-file", type=Path)
    asked.add_argument(
        "--tombstones",
        type=Path,
        action="append",
        help="what was erased since; default: tombstones.jsonl in the data folder and beside FILE",
    )
    given = asked.parse_args(args)
    check_stamp(settings.SPONA_KIND)
    os.umask(0o077)
    call_command("migrate", interactive=False, verbosity=0)
    _check_empty()
    try:
        with given.file.open("rb") as source, _opening(source, given) as plain:
            done, erased = bring_back(plain, given.tombstones or _stones_beside(given.file))
    except (age.Unreadable, OSError) as error:
        print(f"{error}\nNothing was changed.")
        return 1
    print(
        f"{sum(done.counts.values()):,} rows, {done.files:,} sealed files, {erased} erased again."
    )
    print(f"The backup was made at {done.made_at}; counts and heads of the log are equal.\n")
    triggers.install()
    return verify()


def _stones_beside(file: Path) -> list[Path]:
    """Where this server wrote them, and where `backup` laid them beside its newest copy."""
    return [stones.path(), file.resolve().parent / stones.NAME]


def bring_back(plain: BinaryIO, tombstones: list[Path]) -> tuple[Restored, int]:
    """Rows, files, tombstones and the line in the log, in one transaction."""
    written: list[str] = []
    try:
        with audit.transaction() as log:
            done = read_archive(plain, written)
            erased = replay(tombstones)
            # Said in the chain itself: what came after this head was lost with the old server.
            log.record(
                "log:restored",
                by=Actor.system("operator"),
                subject=("log", None),
                detail={
                    "previous_head": done.system_head,
                    "made_at": done.made_at,
                    "checkpoint": done.checkpoint,
                    "erased_again": erased,
                },
            )
    except BaseException:
        files.remove(written)
        raise
    return done, erased


def _opening(source: BinaryIO, given: argparse.Namespace) -> AbstractContextManager[BinaryIO]:
    if given.passphrase_file:
        return age.opening_by_passphrase(source, age.passphrase_in(given.passphrase_file))
    return age.opening(source, age.identities_in(given.identity))


def _check_empty() -> None:
    used = [label for label, model in tables().items() if count(model)]
    if used:
        raise SystemExit(
            f"This database is not empty (it holds {used[0]}). Restore goes only into an empty "
            "one. `./spona init --empty --data FOLDER` makes it; set SPONA_DATA to that folder."
        )
    if next(files.stored_names(), None):
        raise SystemExit(f"The folder {files.folder()} holds files. Restore needs an empty one.")
