"""Periodic work that belongs to no app: the daily checkpoint, the empty queue, the planner."""

from __future__ import annotations

from django.core.management import call_command
from django.db import connection

from spona.access.actor import Actor
from spona.audit.actions import checkpoint
from spona.audit.shares import ALONE
from spona.cli.verify import close_broken_lanes


def daily_checkpoint() -> None:
    """Signs the heads of all lanes; its line on paper pins everything before it."""
    checkpoint(by=Actor.system("housekeeping"))


def verify_lanes() -> None:
    """Whatever was changed past Spona is found within the hour; from then nothing in it opens."""
    close_broken_lanes(ALONE)


def forget_finished_tasks() -> None:
    """Tasks that are done say who was written to and when; after a day nobody needs that."""
    call_command("prune_db_task_results", min_age_days=1, verbosity=0)


def count_for_planner() -> None:
    """How many rows share a value, so that SQLite takes the right index; PostgreSQL counts itself.

    Without it a page of fifty walks through every key of an institution. Only numbers are kept,
    in a table that no backup takes along (a SQLite built with STAT4, which Debian's is not, would
    keep samples of clear columns beside them).
    """
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute("PRAGMA analysis_limit = 1000")
            # Also tables that this connection has not read.
            cursor.execute("PRAGMA optimize = 0x10002")
