"""Which rows may go out, and what of them: the one door between the tables and the API.

A query narrows; what a row says of itself is asked again when it was read, for a row that was not
written by Spona takes back what it claims (`distrust`).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any, Final
from uuid import UUID

from django.conf import settings
from django.db.models import Count, Max, Prefetch, Q, QuerySet

from spona.audit.queries import last_of_the_system
from spona.directory.models import ContactKind, ContactPoint, Institution
from spona.services.models import Location, Phone, Schedule, Service, ServiceAtLocation

# So many at once are read, written and forgotten again.
CHUNK: Final = 500
_CALLED: Final = (ContactKind.ON_CALL, ContactKind.CENTRE, ContactKind.HELPLINE)


def services() -> QuerySet[Service]:
    """For everybody, not ended, of no invented institution (but in the demo, where all is)."""
    rows = Service.objects.running().filter(public=True)
    if settings.SPONA_KIND != "demo":
        rows = rows.filter(example=False, institution__example=False)
    return rows


def organizations() -> QuerySet[Institution]:
    """Institutions that give one of these services; of the others the directory tells nobody."""
    return Institution.objects.filter(pk__in=services().values("institution"))


def at_locations() -> QuerySet[ServiceAtLocation]:
    return ServiceAtLocation.objects.filter(service__in=services(), location__ended_at=None)


def state() -> str:
    """Changes with every row that Spona writes: of the directory, of services, of places."""
    told = Service.objects.aggregate(n=Count("pk"), at=Max("changed_at"))
    return f"{last_of_the_system()} {told['n']} {told['at']}"


@dataclass(frozen=True, slots=True)
class Loaded:
    """A service with everything of it that may be said, already judged.

    `gate_only`: it is given at a confidential place, so only the number of a front gate is told.
    `numbers` are confirmed ones of the institution itself.
    """

    service: Service
    at: list[ServiceAtLocation] = field(default_factory=list)
    phones: list[Phone] = field(default_factory=list)
    schedules: list[Schedule] = field(default_factory=list)
    gate_only: bool = False
    numbers: list[ContactPoint] = field(default_factory=list)


def load(rows: Iterable[Service]) -> list[Loaded]:
    """A bounded number of queries for all of `rows`; those that are not ours are left out."""
    return [_judged(row) for row in _with_parts(rows) if row.public and row.is_ours()]


def _with_parts(rows: Iterable[Service]) -> list[Service]:
    ids = [row.pk for row in rows]
    places = ServiceAtLocation.objects.filter(location__ended_at=None).order_by("pk")
    found = {
        row.pk: row
        for row in Service.objects.filter(pk__in=ids)
        .select_related("institution__town", "institution__part_of")
        .prefetch_related(
            Prefetch("at_locations", places.select_related("location__town")),
            "at_locations__location__phones",
            "at_locations__schedules",
            Prefetch("institution__contact_points", _numbers(), to_attr="called"),
            "phones",
            "schedules",
            "special_days",
            "languages",
            "exclusions",
            "required_documents",
            "costs",
            "towns_served__town",
        )
    }
    return [found[pk] for pk in ids if pk in found]


def _numbers() -> QuerySet[ContactPoint]:
    """Those that a public page shows too: called by somebody, and no office numbers."""
    return ContactPoint.objects.filter(
        kind__in=_CALLED, confirmed_on__isnull=False, ended_at=None
    ).order_by("kind", "number", "pk")


def _judged(row: Service) -> Loaded:
    places = [one for one in row.at_locations.all() if one.is_ours() and one.location.is_ours()]
    gate_only = is_gate_only(row, [one.location for one in places])
    return Loaded(
        row,
        places,
        may_call(row.phones.all(), row, gate_only=gate_only),
        [one for one in row.schedules.all() if one.is_ours()],
        gate_only,
        numbers_of(row.institution),
    )


def is_gate_only(row: Service, places: Sequence[Location]) -> bool:
    """One confidential place is enough: what is said of the service may lead there."""
    return row.institution.confidential or any(one.confidential for one in places)


def may_call(phones: Iterable[Phone], service: Service, *, gate_only: bool) -> list[Phone]:
    """Of a service that nobody has called to confirm, none; of a confidential place, its gate."""
    if service.confirmed_on is None:
        return []
    return [
        one for one in phones if one.is_ours() and one.number and (one.front_gate or not gate_only)
    ]


def numbers_of(institution: Institution) -> list[ContactPoint]:
    """Confirmed numbers of a body; none of a confidential one, whose gate is its places'."""
    if institution.confidential or not institution.is_ours():
        return []
    called: list[ContactPoint] = getattr(institution, "called", [])
    return [one for one in called if one.is_ours() and one.number]


def chunks(rows: QuerySet[Any]) -> Iterator[list[Any]]:
    """All of `rows` in the order of their ids, `CHUNK` at a time, with no cursor kept open."""
    last: UUID | None = None
    while True:
        part = rows.order_by("pk") if last is None else rows.filter(pk__gt=last).order_by("pk")
        found = list(part[:CHUNK])
        if not found:
            return
        yield found
        last = found[-1].pk


def of_service(search: Sequence[str]) -> Q:
    """Each word stands in the words of the service or in the name of its institution."""
    asked = Q()
    for word in search:
        asked &= Q(search_key__contains=word) | Q(institution__search_key__contains=word)
    return asked
