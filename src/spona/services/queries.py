"""What other rooms ask: totals that institutions typed in, room tonight, what to confirm."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, Final
from uuid import UUID

from django.db.models import F, Q, QuerySet
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from spona.access.actor import Actor
from spona.access.prepared_rows import PreparedRows
from spona.audit.verified_rows import remembered
from spona.deadlines.time import today
from spona.directory.models import Network, Seat
from spona.directory.queries import institutions_by_id
from spona.directory.row_integrity import only_latest
from spona.reference.models import Code
from spona.services import models
from spona.services.finding import Found, offer_of, public_services, search
from spona.services.freshness import oldest_fresh
from spona.services.permissions import editors, may_confirm, may_tell_own_room
from spona.services.quarters import within
from spona.services.search_index import whole_by_id
from spona.services.visibility import Offer, full_now, offers
from spona.statistics.disclosure import fewer

__all__ = [
    "Found",
    "Offer",
    "Sum",
    "Total",
    "add",
    "full_tonight",
    "kind_labels",
    "offer_of",
    "public_services",
    "room_tonight",
    "search",
    "to_confirm",
    "totals_between",
]


@dataclass(frozen=True, slots=True)
class Total:
    """`told`: the number in words, "fewer than 5" where it is small; `at_least` for a chart."""

    kind: str
    label: str
    told: str
    at_least: int


def totals_between(network: Network, first: dt.date, last: dt.date) -> list[Total]:
    """Of the quarters that lie wholly between the two days, by kind of service."""
    asked = Q(pk__in=[])
    for one in within(first, last):
        asked |= Q(sheet__year=one.year, sheet__quarter=one.number)
    rows = models.Total.objects.standing().filter(asked, sheet__network=network)
    by_kind: dict[str, list[int | None]] = {}
    for row in rows:
        by_kind.setdefault(row.kind, []).append(row.number)
    labels = kind_labels(by_kind)
    sums = {kind: add(numbers) for kind, numbers in by_kind.items()}
    return [
        Total(kind, labels[kind], sums[kind].told, sums[kind].at_least)
        for kind in labels
        if sums[kind].at_least
    ]


@dataclass(frozen=True, slots=True)
class Sum:
    """`small`: how many of the numbers are only known to be from one to four."""

    at_least: int
    small: int
    parts: int

    @property
    def told(self) -> str:
        """12, fewer than 5, at least 17; nothing where nothing was typed."""
        if not self.parts:
            return ""
        if not self.small:
            return str(self.at_least)
        if self.at_least == 1:
            return fewer()
        return _("at least %(n)d") % {"n": self.at_least}


def add(numbers: Iterable[int | None]) -> Sum:
    """Zeros count nothing; None is one to four, of which one is sure."""
    given = list(numbers)
    small = sum(number is None for number in given)
    return Sum(sum(number or 0 for number in given) + small, small, len(given))


def kind_labels(kinds: Iterable[str] | None = None) -> dict[str, str]:
    """Words of the kinds in the order of the list, also of those that have ended since."""

    def read() -> dict[str, str]:
        rows = Code.objects.filter(list=models.KINDS).order_by("order", "code", "version")
        return {row.code: str(row.words) for row in rows}

    labels = remembered(("kinds of services", get_language()), read)
    wanted = labels.keys() if kinds is None else set(kinds)
    return {code: label for code, label in labels.items() if code in wanted}


@dataclass(frozen=True, slots=True)
class Room:
    """A service with room, and until when it is told to be full; None where it is not."""

    service: models.Service
    full_until: dt.datetime | None


def full_tonight(actor: Actor) -> list[Room]:
    """What the actor may call full in one tap: services of the own institution with room. One
    query as long as none of them has changed.
    """
    institution = actor.institution_id
    if institution is None or not may_tell_own_room(actor):
        return []
    services = remembered(("services", institution), lambda: _running(institution))
    told: dict[UUID, list[dt.datetime | None]] = {}
    for service, until in _ROOM.rows([one.pk for one in services]):
        told.setdefault(service, []).append(until)
    return [Room(one, full_now(told[one.pk])) for one in services if one.pk in told]


def room_tonight(actor: Actor, institutions: Iterable[UUID]) -> dict[UUID, str]:
    """Institution → whether it has room tonight, as its services say; without those that tell of
    no room at all. Full where all of its services with room are full.
    """
    rows = models.Service.objects.visible_to(actor, today()).running()
    rows = rows.filter(institution__in=list(institutions)).select_related("institution")
    found = only_latest([one for one in rows if one.institution.has_valid_mac()])
    services = {one.pk: one.institution_id for one in found}
    told: dict[UUID, list[dt.datetime | None]] = {}
    for service, until in _ROOM.rows(list(services)) if services else ():
        told.setdefault(service, []).append(until)
    full: dict[UUID, bool] = {}
    for service, untils in told.items():
        place = services[service]
        full[place] = full.get(place, True) and full_now(untils) is not None
    return {
        place: _("full tonight") if is_full else _("room tonight")
        for place, is_full in full.items()
    }


def _running(institution: UUID) -> list[models.Service]:
    """Services of an institution that are as Spona left them last, and so is the institution."""
    rows = models.Service.objects.running().filter(institution_id=institution)
    found = rows.select_related("institution").order_by("kind", "created_at")
    return only_latest([one for one in found if one.institution.has_valid_mac()])


_ROOM: Final = PreparedRows(
    lambda services: (
        models.Capacity.objects.filter(service__in=services)
        .order_by()
        .values_list("service_id", "full_until")
    )
)


def to_confirm(actor: Actor) -> list[Offer]:
    """Services that nobody confirmed for half a year and that this actor may confirm: those of
    the own institution; for a coordinator also those of partners on paper. Oldest first.
    """
    day = today()
    waits = list(_unconfirmed(actor, day))
    mine = {
        institution.pk
        for institution in institutions_by_id(place for _service, place in waits).values()
        if may_confirm(actor, institution)
        and (institution.pk == actor.institution_id or not editors(institution))
    }
    asked = [service for service, place in waits if place in mine]
    found = whole_by_id(asked)
    return offers([found[service] for service in asked if service in found], public=False)


def _unconfirmed(actor: Actor, day: dt.date) -> QuerySet[Any, tuple[UUID, UUID]]:
    """Service and institution. Not prepared: for whoever leads no network no day is asked for."""
    led = actor.networks_where("network:edit")
    seats = Seat.objects.active_on(day).filter(network__in=led)
    return (
        models.Service.objects.visible_to(actor, day)
        .running()
        .filter(
            Q(confirmed_on=None) | Q(confirmed_on__lt=oldest_fresh(day)),
            Q(institution=actor.institution_id) | Q(institution__in=seats.values("institution")),
        )
        .order_by(F("confirmed_on").asc(nulls_first=True), "institution__code")
        .values_list("pk", "institution_id")
    )
