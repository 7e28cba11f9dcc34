"""Where a word goes: the institutions that read for a town, today, and who may be locked out."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from django.utils import timezone

from spona.audit.models import Entry
from spona.cases.consent.ground import BY_AGREEMENT
from spona.directory.models import Institution, Network
from spona.directory.newest import newest
from spona.directory.queries import institutions_of
from spona.tipline.models import TipRoute
from spona.vault.many import connected_among

# The line of the log that a network's decision leaves.
DECIDED: Final = "tip_route:added"
# Who reads where a network has not decided otherwise: the body that protects, and the police.
DEFAULT_SECTORS: Final = ("social_work", "police")


@dataclass(frozen=True, slots=True)
class Door:
    """What is behind the door of a town: who reads a word without a name, who takes a report."""

    network: Network
    route: list[Institution]
    recipients: list[Institution]

    @property
    def open(self) -> bool:
        return bool(self.route or self.recipients)


def towns() -> list[Network]:
    """Networks with a page of their own; the practice network helps nobody."""
    rows = Network.objects.real().select_related("town").order_by("town__slug", "slug")
    return [row for row in rows if row.is_ours()]


def network_in(town: str) -> Network | None:
    """The network of a town, by the town's slug; None where there is none."""
    return next((row for row in towns() if row.town.slug == town), None)


def door_of(network: Network) -> Door:
    """Everything closed while the network has not opened casework: nobody would be there."""
    if not network.casework_open:
        return Door(network, [], [])
    sitting = list(institutions_of(network).order_by("code"))
    able = connected_among(sitting)
    here = [row for row in sitting if row.pk in able]
    chosen = _chosen(network)
    route = [
        row for row in here
        if (row.pk in chosen if chosen is not None else row.sector in DEFAULT_SECTORS)
    ]  # fmt: skip
    # Those who give a service are asked for it with the person's agreement, by somebody they know.
    recipients = [row for row in here if row.sector not in BY_AGREEMENT]
    return Door(network, sorted(route, key=_first), sorted(recipients, key=_first))


def _first(row: Institution) -> tuple[bool, bool, str]:
    """The body that protects stands first, then the police."""
    return (row.sector != DEFAULT_SECTORS[0], row.sector != DEFAULT_SECTORS[1], row.code)


def _chosen(network: Network) -> set[object] | None:
    """What the network has decided; None where it never did, so that the default holds.

    The log knows whether it did: without rows, whoever was taken off would read again.
    """
    rows = list(TipRoute.objects.filter(network=network))
    if not rows and not was_decided(network):
        return None
    today = timezone.localdate()
    return {row.institution_id for row in newest(rows) if row.is_active_on(today)}


def was_decided(network: Network) -> bool:
    lines = Entry.objects.filter(name=DECIDED, detail__network=str(network.pk))
    return lines.exists()


def excludable(network: Network) -> list[Institution]:
    """All who sit there, connected or not: who is named here never hears of it, also later."""
    return list(institutions_of(network).order_by("code"))
