"""Reports that are due soon. Once a day is enough; run again it changes nothing."""

from __future__ import annotations

from django.utils import timezone

from spona import deadlines
from spona.access.actor import Actor
from spona.projects import actions


def remind() -> int:
    """How many reports are due within 30 days and not sent."""
    return actions.remind(timezone.localdate(deadlines.now()), by=Actor.system("reminders"))
