"""`./spona restore FILE`: a backup into an empty database, whole or not at all."""

from __future__ import annotations

import argparse
import datetime as dt
import os
from collections.abc import Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path
from typing import BinaryIO

from django.conf import settings
from django.core.management import call_command
from django.db import connection
from django.utils import timezone

from spona import audit
from spona.access.actor import Actor
from spona.audit import endings_copies, triggers
from spona.audit.lane_heads import heads_file
from spona.cli.backup import age
from spona.cli.backup.tables import count, tables
from spona.cli.installation.data_lock import PATIENCE
from spona.cli.installation.data_owner import as_typed
from spona.cli.installation.maintenance import WAIT, maintenance
from spona.cli.installation.stamp import check_stamp
from spona.cli.restore.archive import Restored, read_archive
from spona.cli.restore.endings import Replayed, Source, replay, sources_beside
from spona.cli.serve.gate import RESTORED
from spona.cli.verify import verify
from spona.vault import files


def run(args: list[str]) -> int:
    """0 when everything is back and the log is whole; else the last line says what stands."""
    asked = argparse.ArgumentParser(prog="./spona restore")
    asked.add_argument("file", type=Path)
    way = asked.add_mutually_exclusive_group(required=True)
    way.add_argument("--identity", type=Path, help="file with the line AGE-SECRET-KEY-1…")
    way.add_argument("--passphrase-file", type=Path)
    asked.add_argument(
        "--endings",
        type=Path,
        action="append",
        help="what ended since; default: endings.jsonl in the data folder, endings.sealed by FILE",
    )
    asked.add_argument(
        "--stopped",
        type=_instant,
        default=None,
        metavar="TIME",
        help="when the old server stopped (2026-05-31T04:10, UTC); default: now",
    )
    asked.add_argument("--wait", type=float, default=PATIENCE, help=WAIT)
    given = asked.parse_args(args)
    check_stamp(settings.SPONA_KIND)
    os.umask(0o077)
    with maintenance("restore", patience=given.wait) as work:
        if work.left and work.left.command == "restore":
            _sweep_after_a_killed_one()
        _check_empty()
        try:
            work.begun()
            print("Closed: servers and workers have let go of the data.", flush=True)
            with as_typed():
                source, sources = given.file.open("rb"), _endings(given)
            with (
                _heads_begun_anew(),
                source,
                _opening(source, given) as plain,
                work.one_transaction(),
            ):
                call_command("migrate", interactive=False, verbosity=0)
                done, replayed = bring_back(plain, sources, stopped=given.stopped)
            endings_copies.begin_anew()
            triggers.install()
        except Exception as error:  # noqa: BLE001 — whatever it was, the database took it back
            said = str(error) if isinstance(error, age.Unreadable) else error
            print(work.what_stands(said))
            return 1
    print(f"{sum(done.counts.values()):,} rows, {done.files:,} sealed files.")
    print(f"The backup was made at {done.made_at}; counts and heads of the log are equal.")
    print("\n".join(replayed.sentences()) + "\n")
    if connection.vendor == "postgresql" and (file := heads_file()) is not None:
        print(
            "Another machine that serves this database remembers the log of before: move its "
            f"{file.path.name} away there before it serves again, else it closes what this backup "
            "does not know.\n"
        )
    return verify()


@contextmanager
def _heads_begun_anew() -> Iterator[None]:
    """The heads that an earlier server wrote down are kept, and put back where this one fails."""
    file = heads_file()
    moved = file.set_aside() if file is not None else []
    try:
        yield
    except BaseException:
        for path, kept in moved:
            kept.rename(path)
        raise


def _endings(given: argparse.Namespace) -> list[Source]:
    """Named ones, else where this server wrote them and what lies beside the backup."""
    identities = age.identities_in(given.identity) if given.identity else []
    if given.endings:
        return [Source(path, identities) for path in given.endings]
    return sources_beside(given.file, identities)


def _instant(text: str) -> dt.datetime:
    at = dt.datetime.fromisoformat(text)
    return at if at.tzinfo else at.replace(tzinfo=dt.UTC)


def bring_back(
    plain: BinaryIO, sources: Sequence[Source], *, stopped: dt.datetime | None = None
) -> tuple[Restored, Replayed]:
    """Rows, files, endings and the line in the log, in one transaction."""
    written: list[str] = []
    try:
        with audit.transaction() as log:
            done = read_archive(plain, written)
            made_at = dt.datetime.fromisoformat(done.made_at)
            replayed = replay(sources, made_at=made_at, stopped=stopped or timezone.now())
            # Said in the chain itself: what came after this head was lost with the old server.
            log.record(
                RESTORED,
                by=Actor.system("operator"),
                subject=("log", None),
                detail={
                    "previous_head": done.system_head,
                    "made_at": done.made_at,
                    "checkpoint": done.checkpoint,
                    **replayed.as_detail(),
                },
            )
    except BaseException:
        files.remove(written)
        raise
    return done, replayed


def _opening(source: BinaryIO, given: argparse.Namespace) -> AbstractContextManager[BinaryIO]:
    with as_typed():
        if given.passphrase_file:
            phrase = age.passphrase_in(given.passphrase_file)
            return age.opening_by_passphrase(source, phrase)
        keys = age.identities_in(given.identity)
    return age.opening(source, keys)


def _sweep_after_a_killed_one() -> None:
    """Of a restore that was killed the database keeps nothing, but its files lie there."""
    if not _used():
        files.remove([name for name, _written in files.stored_names()])


def _used() -> list[str]:
    """Tables of this version that hold rows; one that is not there yet is empty."""
    there = set(connection.introspection.table_names())
    found = tables().items()
    return [label for label, model in found if model._meta.db_table in there and count(model)]


def _check_empty() -> None:
    """Before anything is touched: also the tables of an older version may be somebody's."""
    used = _used()
    if used:
        raise SystemExit(
            f"This database is not empty (it holds {used[0]}). Restore goes only into an empty "
            "one, on which Spona has not run yet. `./spona init --empty --data FOLDER` makes it; "
            "set SPONA_DATA to that folder."
        )
    if next(files.stored_names(), None):
        raise SystemExit(f"The folder {files.folder()} holds files. Restore needs an empty one.")
