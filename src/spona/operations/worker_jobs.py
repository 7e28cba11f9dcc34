"""Periodic work that belongs to no room: the daily checkpoint and the empty queue."""

from __future__ import annotations

from django.core.management import call_command

from spona.access.actor import Actor
from spona.audit.actions import checkpoint


def daily_checkpoint() -> None:
    """Signs the heads of all lanes; its line on paper pins everything before it."""
    checkpoint(by=Actor.system("housekeeping"))


def forget_finished_tasks() -> None:
    """Tasks that are done say who was written to and when; after a day nobody needs that."""
    call_command("prune_db_task_results", min_age_days=1, verbosity=0)
