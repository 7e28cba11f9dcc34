"""Periodic work. None of it needs anybody's key; each may run again at any time."""

from __future__ import annotations

import time

from spona.access.actor import Actor
from spona.audit import endings_copies
from spona.vault import actions, queries

# An upload whose form was never sent.
ORPHAN_AFTER = 24 * 3600


def every_minute() -> None:
    """Ended grants go, new holders whose day of waiting is over come in, and old versions of a
    key on which nothing hangs any more after a suspected theft are closed.

    What a crash or a closed disk kept out of a copy of the endings is written there, and each copy
    gets a new mark, by which a restore knows until when it is complete.
    """
    by = Actor.system("housekeeping")
    actions.destroy_ended(by=by)
    actions.release_due(by=by)
    actions.close_old_versions(by=by)
    endings_copies.flush()


def every_hour() -> None:
    """Whose key was swapped is told; holders without a mandate and analysts without a role lose
    their wraps; files that no box owns go.
    """
    by = Actor.system("housekeeping")
    for found in queries.replaced_keys():
        actions.report_replaced_key(found, by=by)
    actions.end_departed(by=by)
    actions.end_departed_analysts(by=by)
    actions.remove_orphans(by=by, older_than=time.time() - ORPHAN_AFTER)
