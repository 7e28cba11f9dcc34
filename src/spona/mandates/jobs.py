"""What runs out in the networks becomes a task in time, and is one no longer once it is renewed."""

from __future__ import annotations

from spona.access.actor import Actor
from spona.directory.models import Network
from spona.mandates.actions import remind as remind_of


def remind() -> int:
    """Every network that is real; how many tasks are open. Once an hour is enough."""
    by = Actor.system("reminders")
    return sum(remind_of(network, by=by) for network in Network.objects.real())
