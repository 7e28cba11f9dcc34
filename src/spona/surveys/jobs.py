"""Once an hour: rounds whose last day is over are closed, those whose day has come destroyed."""

from __future__ import annotations

from spona.access.actor import Actor
from spona.surveys import actions


def close_and_destroy() -> tuple[int, int, int]:
    """Return how many were closed, how many destroyed, and how many drafts were dropped; needs
    nobody's key.
    """
    by = Actor.system("housekeeping")
    return actions.close_due(by=by), actions.destroy_due(by=by), actions.drop_due(by=by)
