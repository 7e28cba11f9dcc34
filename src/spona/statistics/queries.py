"""What the list of snapshots shows."""

from __future__ import annotations

from dataclasses import dataclass

from spona.access.actor import Actor
from spona.deadlines.time import today
from spona.directory.models import Network
from spona.directory.queries import national_network
from spona.statistics.models import Snapshot
from spona.statistics.pages import total_of
from spona.statistics.traces import of_list
from spona.ui.trace import Trace


@dataclass(frozen=True, slots=True)
class Line:
    """`total` is None where too few people are counted to say how many."""

    snapshot: Snapshot
    total: int | None


@dataclass(frozen=True, slots=True)
class Numbers:
    """A network with its snapshots, newest first; `may_make`: a new one can be made this month."""

    network: Network
    lines: list[Line]
    holds_key: bool
    may_make: bool

    @property
    def made(self) -> Trace | None:
        return of_list(self.network, self.lines[0].snapshot) if self.lines else None


def national_network_of(actor: Actor) -> Network | None:
    """The national network, for whoever names its analysts or is one: its key is kept from here."""
    found = national_network()
    mine = actor.networks_where("statistics:read")
    return found if found is not None and found.pk in mine else None


def networks_with_snapshots(actor: Actor) -> list[Numbers]:
    """The real networks in which a role of the actor reads numbers; two queries."""
    readable = actor.networks_where("statistics:read")
    holds = actor.networks_where("statistics:hold_key")
    networks = list(
        Network.objects.real().filter(pk__in=readable).select_related("town").order_by("slug")
    )
    rows = Snapshot.objects.visible_to(actor).select_related("stands_on")
    lines: dict[object, list[Line]] = {network.pk: [] for network in networks}
    for row in rows:
        lines[row.network_id].append(Line(row, total_of(row)))
    month = today().strftime("%Y-%m")
    return [
        Numbers(
            network,
            lines[network.pk],
            network.pk in holds,
            network.pk in holds
            and all(line.snapshot.period != month for line in lines[network.pk]),
        )
        for network in networks
    ]
