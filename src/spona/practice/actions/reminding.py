"""Half a year without a drill is a task on the coordinator's desk, where the network wants it."""

from __future__ import annotations

from spona import audit, deadlines
from spona.access.actor import Actor
from spona.deadlines.late import today_in
from spona.directory.models import Network
from spona.practice.models import Reminding
from spona.practice.permissions import check_can_remind, check_is_the_job
from spona.practice.queries import is_due, wants_reminding
from spona.tasks.actions import close_task, open_task

TASK = "run_drill"


def set_reminding(network: Network, *, wanted: bool, by: Actor) -> bool:
    """Whether the network is reminded of a drill every half year."""
    check_can_remind(by, network)
    with audit.transaction() as log:
        Reminding.objects.update_or_create(
            network=network, defaults={"wanted": wanted, "said_at": deadlines.now()}
        )
        if not wanted:
            close_task(TASK, ("network_drill", network.pk), by=by, outcome="dropped")
        log.record(
            "practice:reminding", by=by, subject=("network", network.pk), detail={"wanted": wanted}
        )
    return wanted


def remind_networks(*, by: Actor) -> int:
    """Open the task where it is due, close it where a drill was held; how many stand open now."""
    check_is_the_job(by)
    due = 0
    for network in Network.objects.real():
        subject = ("network_drill", network.pk)
        with audit.transaction():
            if wants_reminding(network) and is_due(network, today_in(network)):
                open_task(TASK, subject, institution=None, network=network, by=by)
                due += 1
            else:
                close_task(TASK, subject, by=by)
    return due
