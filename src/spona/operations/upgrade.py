"""`./spona upgrade`: backup, then the tables of this version, then verify; else all goes back."""

from __future__ import annotations

import argparse
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from django.conf import settings
from django.core.management import call_command
from django.db import connection, transaction

from spona.access.actor import Actor
from spona.audit.queries import faults
from spona.operations import backup
from spona.operations.shipped import load_shipped
from spona.operations.stamp import check_stamp
from spona.practice.actions import reset_practice


def run(args: list[str]) -> int:
    """1 where the new tables could not be made or verified; then the old ones stand again."""
    asked = argparse.ArgumentParser(prog="./spona upgrade")
    asked.add_argument("target", type=Path, help="where the backup goes: a file")
    asked.add_argument("--recipient", action="append", required=True, help="public key age1…")
    given = asked.parse_args(args)
    check_stamp(settings.SPONA_KIND)
    with closed():
        backup.write_backup(given.target.expanduser().absolute(), recipients=given.recipient)
        print(f"Backup: {given.target}")
        try:
            with _or_back():
                call_command("migrate", interactive=False, verbosity=0)
                # What came with this version; bodies stay as people have edited them.
                load_shipped(by=Actor.system("import"), directory=False)
                # Built by this version, so that nothing of an older one stands on it.
                reset_practice(by=Actor.system("practice"))
                _check_whole()
        except Exception as error:  # noqa: BLE001 — whatever it was, the old tables are back
            print(f"The upgrade did not go through ({type(error).__name__}). Nothing changed.")
            return 1
    print("The tables are those of this version, and the log is whole.")
    return 0


def _check_whole() -> None:
    """RuntimeError where a row of the log no longer fits."""
    if found := list(faults()):
        raise RuntimeError("; ".join(found[:3]))


@contextmanager
def closed() -> Iterator[None]:
    """Visitors read "back in a few minutes" while this lasts."""
    sign = settings.SPONA_DATA / "closed"
    sign.touch()
    try:
        yield
    finally:
        sign.unlink(missing_ok=True)


@contextmanager
def _or_back() -> Iterator[None]:
    """PostgreSQL changes tables inside a transaction. SQLite cannot always, so its file is kept."""
    if connection.vendor == "postgresql":
        with transaction.atomic():
            yield
        return
    path = Path(str(connection.settings_dict["NAME"]))
    kept = path.with_name(path.name + ".before-upgrade")
    kept.unlink(missing_ok=True)
    with connection.cursor() as cursor:
        cursor.execute("VACUUM INTO %s", [str(kept)])
    try:
        yield
    except BaseException:
        connection.close()
        for left in (path.with_name(path.name + "-wal"), path.with_name(path.name + "-shm")):
            left.unlink(missing_ok=True)
        shutil.move(kept, path)
        raise
    kept.unlink()
