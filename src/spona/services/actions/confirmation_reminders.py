"""The round of confirmations: who is asked whether services are still so, and when it is done."""

from __future__ import annotations

import datetime as dt
import uuid
from collections import defaultdict
from collections.abc import Iterable
from typing import Final

from django.db.models import Q

from spona import audit
from spona.access.actor import Actor
from spona.deadlines.late import end_of
from spona.deadlines.time import today
from spona.directory.models import Institution, Network, Seat
from spona.services.freshness import LAPSES_AFTER, oldest_fresh
from spona.services.models import Service
from spona.services.models.offers import ServiceQuerySet
from spona.services.permissions import check_can_remind, editors
from spona.tasks.actions import close_task, open_task

TASK: Final = "confirm_services"
# For what nobody ever confirmed there is no day on which it lapses.
_DAYS: Final = 30
_HOLDS_QUEUE: Final = "intake_holder"


def ask_to_confirm(*, by: Actor) -> int:
    """Opens one task for each institution with services that nobody confirmed for half a year,
    and one on the desk of each network for its partners on paper. Due when the year is over.

    Asked again it opens nothing new; returns how many services wait.
    """
    check_can_remind(by)
    waiting = _waiting()
    networks = _networks(waiting)
    desks: dict[Network, dt.date] = {}
    with audit.transaction():
        for institution, services in waiting.items():
            if institution not in networks:
                continue
            day, people = _due(services), editors(institution)
            if not people:
                for network in networks[institution]:
                    desks[network] = min(day, desks.get(network, day))
                continue
            queue = any(_HOLDS_QUEUE in one.roles for one in people)
            open_task(
                TASK, round_of(institution), institution=institution, by=by,
                due_at=end_of(day, networks[institution][0]), network=networks[institution][0],
                owner=None if queue else people[0],
            )  # fmt: skip
        for network, day in desks.items():
            open_task(
                TASK, desk_of(network), institution=None, network=network,
                due_at=end_of(day, network), by=by,
            )  # fmt: skip
    return sum(len(services) for services in waiting.values())


def close_if_fresh(institution: Institution, *, by: Actor) -> None:
    """After a confirmation: the institution's task, and that of the desk, if nothing is left."""
    if not _red().filter(institution=institution).exists():
        close_task(TASK, round_of(institution), by=by)
    for network in _networks([institution]).get(institution, []):
        left = _red().filter(institution__seats__network=network).select_related("institution")
        institutions = {row.institution for row in left}
        if not any(not editors(one) for one in institutions):
            close_task(TASK, desk_of(network), by=by)


def round_of(institution: Institution) -> tuple[str, uuid.UUID]:
    return ("service_round", institution.pk)


def desk_of(network: Network) -> tuple[str, uuid.UUID]:
    return ("service_paper", network.pk)


def _red() -> ServiceQuerySet:
    """Running services that nobody confirmed for half a year."""
    old = Q(confirmed_on=None) | Q(confirmed_on__lt=oldest_fresh(today()))
    return Service.objects.running().filter(old)


def _waiting() -> dict[Institution, list[Service]]:
    found: dict[Institution, list[Service]] = defaultdict(list)
    for row in _red().select_related("institution"):
        if row.has_valid_mac() and row.institution.has_valid_mac():
            found[row.institution].append(row)
    return found


def _networks(institutions: Iterable[Institution]) -> dict[Institution, list[Network]]:
    """The real networks in which they sit today."""
    found: dict[Institution, list[Network]] = defaultdict(list)
    seats = Seat.objects.active_on(today()).filter(
        institution__in=list(institutions), network__practice=False
    )
    for seat in seats.select_related("institution", "network").order_by("network__slug"):
        if seat.has_valid_mac() and seat.network.has_valid_mac():
            found[seat.institution].append(seat.network)
    return found


def _due(services: Iterable[Service]) -> dt.date:
    lapses = [row.confirmed_on + LAPSES_AFTER for row in services if row.confirmed_on]
    return max(today(), min([today() + dt.timedelta(days=_DAYS), *lapses]))
