"""Which rows may go out, and what of them: the one door between the tables and the API.

A query narrows; what a row says of itself is asked again when it was read, for a row that was not
written by Spona takes back what it claims (`distrust`).
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Final
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db.models import Count, Max, Prefetch, Q, QuerySet

from spona import deadlines
from spona.audit.queries import newest_line
from spona.deadlines.time import today
from spona.directory.models import ContactKind, ContactPoint, Institution
from spona.services.finding import public_services
from spona.services.freshness import may_be_told
from spona.services.models import Card, Phone, Schedule, Service, ServiceAtLocation
from spona.services.pii_scan import hush
from spona.services.row_integrity import verified_ids
from spona.services.search_index import whole
from spona.services.visibility import is_for_all, is_hidden, phones_shown
from spona.services.zones import zones_of

# So many at once are read, written and forgotten again.
CHUNK: Final = 500
_CALLED: Final = (ContactKind.ON_CALL, ContactKind.CENTRE, ContactKind.HELPLINE)


def services() -> QuerySet[Service]:
    """What the search finds for everybody."""
    return public_services()


def organizations() -> QuerySet[Institution]:
    """Institutions that give one of these services; of the others the directory tells nobody."""
    return Institution.objects.filter(pk__in=services().values("institution"))


def at_locations() -> QuerySet[ServiceAtLocation]:
    return ServiceAtLocation.objects.filter(service__in=services(), location__ended_at=None)


def state() -> str:
    """Changes with every row that Spona writes: of the directory, of services, of places."""
    told = Service.objects.aggregate(n=Count("pk"), at=Max("changed_at"))
    # With a day a confirmation becomes too old, and with an hour the clock on the wall may turn.
    return f"{newest_line().hex()} {told['n']} {told['at']} {deadlines.now():%Y-%m-%d %H}"


@dataclass(frozen=True, slots=True)
class Loaded:
    """A service with everything of it that may be said, already judged.

    `hidden`: nobody may learn where it is, so only the number of a front gate is told.
    `numbers` are confirmed ones of the institution itself; `phones_at` and `schedules_at` by the id
    of the place where they hold. `offset`: of the clock on its wall from UTC, now.
    """

    service: Service
    hidden: bool
    at: list[ServiceAtLocation]
    phones: list[Phone]
    schedules: list[Schedule]
    numbers: list[ContactPoint]
    phones_at: dict[UUID, list[Phone]]
    schedules_at: dict[UUID, list[Schedule]]
    offset: dt.timedelta


def load(rows: Iterable[Service]) -> list[Loaded]:
    """The same number of queries for any number of `rows`, in their order. What is not as Spona
    left it, or was confirmed too long ago, is left out.
    """
    found = _with_parts(rows)
    kept = verified_ids(found, *(one for row in found for one in _called(row.institution)))
    day = today()
    zones = zones_of({row.institution.town_id for row in found})
    return [
        _judged(row, kept, zones[row.institution.town_id])
        for row in found
        if row.pk in kept
        and is_for_all(row)
        and row.institution.has_valid_mac()
        and may_be_told(row, day)
    ]


def _with_parts(rows: Iterable[Service]) -> list[Service]:
    ids = [row.pk for row in rows]
    found = {
        row.pk: row
        for row in whole(Service.objects.filter(pk__in=ids)).prefetch_related(
            Prefetch("institution__contact_points", _numbers(), to_attr="called")
        )
    }
    return [found[pk] for pk in ids if pk in found]


def _numbers() -> QuerySet[ContactPoint]:
    """Those that a public page shows too: called by somebody, and no office numbers."""
    return ContactPoint.objects.filter(
        kind__in=_CALLED, confirmed_on__isnull=False, ended_at=None
    ).order_by("kind", "number", "pk")


def _called(institution: Institution) -> list[ContactPoint]:
    return getattr(institution, "called", [])


def _judged(row: Service, kept: set[UUID], zone: ZoneInfo) -> Loaded:
    hidden = is_hidden(row)
    if hidden:
        hush(row)
    places = [
        one
        for one in row.at_locations.all()
        if one.pk in kept and one.location_id in kept and one.location.ended_at is None
    ]

    def may_call(phones: Iterable[Phone]) -> list[Phone]:
        return list(phones_shown([one for one in phones if one.pk in kept], hidden=hidden))

    return Loaded(
        service=row,
        hidden=hidden,
        at=sorted(places, key=lambda one: one.pk),
        phones=may_call(row.phones.all()),
        schedules=[one for one in row.schedules.all() if one.pk in kept],
        # The number of a confidential institution is that of its gate, which is a place's.
        numbers=[]
        if row.institution.confidential
        else [one for one in _called(row.institution) if one.pk in kept and one.number],
        phones_at={one.pk: may_call(one.location.phones.all()) for one in places},
        schedules_at={
            one.pk: [rule for rule in one.schedules.all() if rule.pk in kept] for one in places
        },
        offset=deadlines.now().astimezone(zone).utcoffset() or dt.timedelta(),
    )


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


def with_words(words: Sequence[str]) -> Q:
    """Each word begins one of the words on the card of a service."""
    cards = Card.objects.filter(town=None)
    for word in words:
        cards = cards.filter(search_key__contains=f" {word}")
    return Q(pk__in=cards.values("service")) if words else Q()
