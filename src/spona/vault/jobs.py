"""Periodic work. None of it needs anybody's key; each may run again at any time."""

from __future__ import annotations

import time

from spona.access.actor import Actor
from spona.vault import actions, queries, stones

# An upload whose form was never sent.
ORPHAN_AFTER = 24 * 3600


def every_minute() -> None:
    """Ended grants go, new holders whose day of waiting is over come in, and old versions of a
    key on which nothing hangs any more after a suspected theft are closed."""
    by = Actor.system("housekeeping")
    actions.destroy_ended(by=by)
    actions.release_due(by=by)
    actions.close_old_versions(by=by)


def every_hour() -> None:
    """Holders without a mandate lose their wraps; files that no box owns go.

    And what a crash kept out of the file of tombstones is written there.
    """
    by = Actor.system("housekeeping")
    actions.end_departed(by=by)
    actions.remove_orphans(by=by, older_than=time.time() - ORPHAN_AFTER)
    stones.add(queries.taken_away())
