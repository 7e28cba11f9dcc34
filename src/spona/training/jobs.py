"""Once a day: who is asked whether a training has helped, and which answers are forgotten."""

from __future__ import annotations

from typing import Final

from spona.access.actor import Actor
from spona.deadlines.time import today
from spona.training import actions
from spona.training.dates import months_after

# Which options were ticked; the points of a test stay.
KEPT_MONTHS: Final = 12


def ask_follow_up() -> int:
    """Ask after 3 and 6 months; return how many were asked."""
    return actions.ask_follow_ups(by=Actor.system("reminders"))


def forget_answers() -> int:
    """Return of how many tests the answers were forgotten."""
    before = months_after(today(), -KEPT_MONTHS)
    return actions.forget_answers(before=before, by=Actor.system("reminders"))
