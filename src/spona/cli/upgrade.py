"""`./spona upgrade`: backup, then the tables of this version, verified; all of it or nothing."""

from __future__ import annotations

import argparse
from pathlib import Path

from django.conf import settings
from django.core.management import call_command

from spona import __version__, audit
from spona.access.actor import Actor
from spona.audit.queries import faults
from spona.cli.backup import command as backup
from spona.cli.installation.data_lock import PATIENCE
from spona.cli.installation.data_owner import as_typed
from spona.cli.installation.maintenance import WAIT, Maintenance, maintenance, reason
from spona.cli.installation.shipped_lists import load_shipped
from spona.cli.installation.stamp import check_stamp
from spona.cli.serve.gate import UPGRADED
from spona.practice.actions import reset_practice


def run(args: list[str]) -> int:
    """1 where it did not go through; the last lines say why, and what stands now."""
    asked = argparse.ArgumentParser(prog="./spona upgrade")
    asked.add_argument("target", type=Path, help="where the backup goes: a file")
    asked.add_argument("--recipient", action="append", help=backup.RECIPIENT)
    asked.add_argument("--wait", type=float, default=PATIENCE, help=WAIT)
    given = asked.parse_args(args)
    recipients = given.recipient or backup.remembered()
    check_stamp(settings.SPONA_KIND)
    target = given.target.expanduser().absolute()
    with as_typed():
        backup.check_is_new(target)
    with maintenance("upgrade", patience=given.wait) as work:
        try:
            work.begun(backup=target)
            _say("Closed: servers and workers have let go of the data.")
            backup.write_backup(target, recipients=recipients)
        except Exception as error:  # noqa: BLE001 — whatever it was, it is told
            _say(f"The backup could not be made ({reason(error)}). Nothing was changed.")
            return 1
        _say(f"Backup: {target}")
        try:
            _bring_here(work)
        except Exception as error:  # noqa: BLE001 — whatever it was, the database took it back
            _say(f"{work.what_stands(error)}\nThe backup is {target}.")
            return 1
    _say("The tables are those of this version, and the log is whole.")
    return 0


def _bring_here(work: Maintenance) -> None:
    by = Actor.system("operator")
    with work.one_transaction():
        call_command("migrate", interactive=False, verbosity=0)
        _say("Tables: made.")
        with audit.transaction() as log:
            # What came with this version; bodies stay as people have edited them.
            load_shipped(by=Actor.system("import"), directory=False)
            # Built by this version, so that nothing of an older one stands on it.
            reset_practice(by=Actor.system("practice"))
            log.record(UPGRADED, by=by, subject=("log", None), detail={"version": __version__})
        _say("Lists and training network: brought here.")
        if found := list(faults()):
            raise RuntimeError("; ".join(found[:3]))
        _say("Log: verified.")


def _say(text: str) -> None:
    print(text, flush=True)
