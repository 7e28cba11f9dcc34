"""What the search reads, made from the rows: cards, ways of being open, and openings.

Every action that changes a service ends with `write_cards`; the nightly job writes the
openings of the days to come.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterable, Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from itertools import batched
from typing import Any, Final
from uuid import UUID

from django.db.models import Count, Q, QuerySet

from spona import deadlines
from spona.access.prepared_children import PreparedChildren
from spona.access.prepared_rows import PreparedRows
from spona.deadlines.time import today
from spona.directory.models import Institution, Seat
from spona.reference.models import Code, Town
from spona.reference.scripts import fold
from spona.services.models import (
    KINDS,
    Card,
    Hours,
    Location,
    Opening,
    Service,
    ServiceAtLocation,
    Status,
)
from spona.services.rules import Timetable, key_of, timetable_of
from spona.services.zones import holidays_between, zones_of

# Openings are written for so many days ahead; the job runs each night and may fail for a week.
AHEAD: Final = dt.timedelta(days=10)
_BACK: Final = dt.timedelta(days=2)
_MANY: Final = 500


def whole(services: QuerySet[Service]) -> QuerySet[Service]:
    """With everything that a card and a page need, in a fixed number of queries."""
    return services.select_related("institution__town", "confirmed_by").prefetch_related(
        "towns_served__town", "languages", "exclusions", "required_documents", "costs",
        "capacity", "phones", "schedules", "special_days", "at_locations__schedules",
        "at_locations__location__town", "at_locations__location__phones",
    )  # fmt: skip


_SERVICES: Final = PreparedRows(
    lambda ids: Service.objects.filter(pk__in=ids).select_related(
        "institution__town", "confirmed_by"
    )
)
_LISTS: Final = (
    PreparedChildren(Service, "towns_served", "town"),
    *(
        PreparedChildren(Service, name)
        for name in (
            "languages", "exclusions", "required_documents", "costs", "capacity", "phones",
            "schedules", "special_days",
        )
    ),
)  # fmt: skip
_PLACES: Final = PreparedChildren(Service, "at_locations", "location__town")
_PLACE_SCHEDULES: Final = PreparedChildren(ServiceAtLocation, "schedules")
_PLACE_PHONES: Final = PreparedChildren(Location, "phones")


def whole_by_id(ids: Collection[UUID]) -> dict[UUID, Service]:
    """The same of a page of services, for reading only; its statements are written once."""
    services = _SERVICES.rows(list(ids))
    for rows in _LISTS:
        rows.give(services)
    places = _PLACES.give(services)
    _PLACE_SCHEDULES.give(places)
    _PLACE_PHONES.give([one.location for one in places])
    return {row.pk: row for row in services}


_gathering: ContextVar[dict[UUID, None] | None] = ContextVar("spona_cards", default=None)


@contextmanager
def gathered() -> Iterator[None]:
    """Inside, cards are only noted down, and written once at the end: for an import of many."""
    if _gathering.get() is not None:
        yield
        return
    noted: dict[UUID, None] = {}
    token = _gathering.set(noted)
    try:
        yield
    finally:
        _gathering.reset(token)
    write_cards(noted)


def write_cards(services: Iterable[UUID]) -> int:
    """Makes the cards of these services anew; returns how many services. Few queries a batch."""
    noted = _gathering.get()
    if noted is not None:
        noted.update(dict.fromkeys(services))
        return 0
    done = 0
    labels = _labels()
    every = list(Town.objects.values_list("pk", flat=True))
    for ids in batched(dict.fromkeys(services), _MANY):
        rows = list(whole(Service.objects.filter(pk__in=ids)))
        zones = zones_of(_towns_of(rows))
        practice = _practice({row.institution_id for row in rows})
        cards, tables = [], {}
        names = _Names(labels)
        for row in rows:
            served = every if row.everywhere else [one.town_id for one in row.towns_served.all()]
            told = _told(row, names, practice)
            for town in (None, *served):
                table = timetable_of(row, town, zones)
                kept = table.kept()
                key = key_of(kept) if table.rules or table.apart else ""
                tables[key] = kept
                cards.append((Card(**told, town_id=town), key))
        hours = _hours({key: kept for key, kept in tables.items() if key})
        for card, key in cards:
            card.hours_id = hours.get(key)
        Card.objects.filter(service__in=ids).delete()
        Card.objects.bulk_create([card for card, _key in cards])
        done += len(rows)
    return done


def _towns_of(rows: Iterable[Service]) -> set[UUID | None]:
    served = {one.town_id for row in rows for one in row.towns_served.all()}
    return {row.institution.town_id for row in rows} | served


def _labels() -> dict[str, tuple[int, str]]:
    """Kind of service → its place in the list, and its words, folded, in every language."""
    rows = Code.objects.filter(list=KINDS).order_by("version")
    return {row.code: (row.order, row.words.search_key()) for row in rows}


def _practice(institutions: Collection[UUID]) -> set[UUID]:
    """Those that sit in a training network: never for the public, example or not."""
    seats = Seat.objects.filter(institution__in=institutions, network__practice=True)
    return set(seats.values_list("institution_id", flat=True))


class _Names:
    """Folded words, each once a batch: thousands of services share a town."""

    def __init__(self, kinds: dict[str, tuple[int, str]]) -> None:
        self._kinds, self._kept = kinds, dict[UUID, str]()

    def kind(self, code: str) -> tuple[int, str]:
        return self._kinds.get(code, (9999, ""))

    def of(self, row: Town | Institution) -> str:
        if row.pk not in self._kept:
            self._kept[row.pk] = row.words.search_key()
        return self._kept[row.pk]


def _told(row: Service, names: _Names, practice: Collection[UUID]) -> dict[str, Any]:
    """What is the same on every card of a service."""
    institution = row.institution
    running = row.ended_at is None and row.has_valid_mac() and institution.has_valid_mac()
    open_to_all = row.public and row.status in (Status.ACTIVE, Status.PAUSED)
    towns = " ".join(names.of(one.town) for one in row.towns_served.all())
    order, kind = names.kind(row.kind)
    key = f"{kind} {names.of(institution)} {towns} {row.search_key}"
    return {
        "service": row,
        "institution": institution,
        "kind": row.kind,
        "public": running and open_to_all and institution.pk not in practice,
        "example": row.example or institution.example,
        "running": running,
        "confirmed_on": row.confirmed_on,
        "full_until": full_until(row),
        "languages": f" {' '.join(sorted(one.code for one in row.languages.all()))} "[:200],
        "search_key": f" {' '.join(dict.fromkeys(key.split()))}",
        "sort_key": f"{order:05} {fold(row.words.in_language('sr'))}"[:80],
    }


def full_until(row: Service) -> dt.datetime | None:
    """Until when all of its room is told to be full; None where there is some, or nobody told."""
    return all_full_until([one.full_until for one in row.capacity.all()])


def all_full_until(told: Sequence[dt.datetime | None]) -> dt.datetime | None:
    """The same of what is told of each room."""
    known = [until for until in told if until is not None]
    return min(known) if known and len(known) == len(told) else None


def _hours(tables: dict[str, dict[str, object]]) -> dict[str, UUID]:
    """Digest → the row that keeps these rules; new ones get their openings at once."""
    made = [Hours(key=key, rules=kept) for key, kept in sorted(tables.items())]
    Hours.objects.bulk_create(made, ignore_conflicts=True)
    rows = list(Hours.objects.filter(key__in=tables))
    _write_openings([row for row in rows if row.written_to is None])
    return {row.key: row.pk for row in rows}


def write_openings() -> int:
    """For the days ahead, of all ways of being open; those that nobody uses go. Idempotent."""
    _meet_new_towns()
    Hours.objects.filter(cards=None).delete()
    Opening.objects.filter(ends_at__lt=deadlines.now() - _BACK).delete()
    done = 0
    for ids in batched(Hours.objects.values_list("pk", flat=True), _MANY):
        done += _write_openings(Hours.objects.filter(pk__in=ids))
    return done


def _meet_new_towns() -> None:
    """What serves any town serves one that was added since."""
    wide = Service.objects.filter(everywhere=True).annotate(n=Count("cards"))
    write_cards(wide.exclude(n=Town.objects.count() + 1).values_list("pk", flat=True))


def _write_openings(rows: Iterable[Hours]) -> int:
    rows = list(rows)
    if not rows:
        return 0
    first, last = today() - _BACK, today() + AHEAD
    shut = holidays_between(first, last)
    made = [
        Opening(hours=row, starts_at=span.start, ends_at=span.end)
        for row in rows
        for span in Timetable.of(row.rules).spans(shut, first, last)
    ]
    Opening.objects.filter(hours__in=rows).delete()
    Opening.objects.bulk_create(made)
    Hours.objects.filter(pk__in=[row.pk for row in rows]).update(written_to=last)
    return len(rows)


def open_at(moment: dt.datetime) -> Q:
    """Cards of what is open then."""
    now = Opening.objects.filter(ends_at__gt=moment, starts_at__lte=moment)
    return Q(hours__in=now.values("hours"))
