"""What the system asks for by itself: minutes that nobody has written, a table that is quiet."""

from __future__ import annotations

from spona import audit
from spona.access.actor import Actor
from spona.directory.models import Network
from spona.meetings.actions.calling import PREPARE
from spona.meetings.actions.gathering import QUIET
from spona.tasks.actions import open_task


def ask_to_meet(network: Network, *, by: Actor) -> None:
    """A task on the desk of who leads the network; it closes when a meeting is called."""
    with audit.transaction():
        open_task(PREPARE, (QUIET, network.pk), institution=None, network=network, by=by)
