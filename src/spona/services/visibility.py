"""A service as it may be shown: to members as it is, outside only what is confirmed.

Whoever reads services for a page, an answer of the API, a file or a printout comes through
here: rows that are not ours are left out, and of a confidential place only the numbers of its
front gate are given, to everybody.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final
from uuid import UUID

from django.conf import settings

from spona import deadlines
from spona.deadlines.time import today
from spona.reference.models import Code
from spona.reference.pii_patterns import Telltale
from spona.services.freshness import is_red, may_be_told
from spona.services.hours import Span
from spona.services.models import (
    KINDS,
    Location,
    Phone,
    PhoneKind,
    Schedule,
    Service,
    ServiceAtLocation,
    Status,
)
from spona.services.pii_scan import hush, looks_like_somebody
from spona.services.row_integrity import mark_of, verified_ids
from spona.services.rules import apart_of, rule_of, timetable_of
from spona.services.search_index import all_full_until
from spona.services.wording import apart_words, area_words, rule_words
from spona.services.zones import holidays_between, zones_of

_LISTS: Final = (KINDS, "language", "service_exclusion", "accessibility")
_WEEK: Final = dt.timedelta(days=8)
_DAY: Final = dt.timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Place:
    """`at` without its location's words where it is confidential; `lines` are hours in words."""

    at: ServiceAtLocation
    location: Location
    confidential: bool
    phones: tuple[Phone, ...]
    lines: tuple[str, ...]
    accessibility: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Spoken:
    code: str
    label: str
    with_interpreter: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Offer:
    """`told`: its numbers and hours may be shown to this reader. `is_open` None: not known.

    `closes_at` while it is open (empty: not within a day, for it may well not close), `opens_at`
    while it is not (empty: not within a week).
    """

    service: Service
    kind: str
    told: bool
    is_red: bool
    hidden: bool
    phones: tuple[Phone, ...]
    schedules: tuple[Schedule, ...]
    lines: tuple[str, ...]
    on_holidays: bool
    days_apart: tuple[str, ...]
    places: tuple[Place, ...]
    is_open: bool | None
    closes_at: dt.datetime | None
    opens_at: dt.datetime | None
    languages: tuple[Spoken, ...]
    exclusions: tuple[tuple[str, str], ...]
    towns: tuple[str, ...]
    full_until: dt.datetime | None

    @property
    def all_phones(self) -> tuple[Phone, ...]:
        """Its own and those of its places, each number once."""
        found: dict[str, Phone] = {}
        for phone in (*self.phones, *(one for place in self.places for one in place.phones)):
            found.setdefault(phone.number, phone)
        return tuple(found.values())

    @property
    def mark(self) -> str:
        """Of what stands here, for the button that confirms it."""
        return mark_of(self.service)

    @property
    def area(self) -> str:
        """Its towns; of what is hidden said so that nobody takes them for where it stands."""
        return area_words(self.towns, hidden=self.hidden)

    @property
    def has_number(self) -> bool:
        """One that somebody answers; without it nothing can be confirmed by phone."""
        return any(one.kind != PhoneKind.FAX for one in self.all_phones)

    @property
    def looks_like(self) -> list[Telltale]:
        """What in its texts looks like somebody: to be looked at before it is confirmed."""
        return looks_like_somebody(self.service)

    @property
    def is_example(self) -> bool:
        return self.service.example or self.service.institution.example


def is_hidden(service: Service) -> bool:
    """True where nobody may learn where it is: its institution, or one of its places."""
    return service.institution.confidential or any(
        one.location.confidential and one.location.ended_at is None
        for one in service.at_locations.all()
    )


def is_for_all(service: Service) -> bool:
    """Whether the row itself lets it be shown outside: a card only finds it and is not believed."""
    runs = service.ended_at is None and service.status in (Status.ACTIVE, Status.PAUSED)
    invented = service.example or service.institution.example
    return service.public and runs and (settings.SPONA_KIND == "demo" or not invented)


def phones_shown(rows: Iterable[Phone], *, hidden: bool) -> tuple[Phone, ...]:
    """Numbers that may be given: of what is hidden those of the front gate, else all."""
    return tuple(row for row in rows if row.number and (row.front_gate or not hidden))


def offers(services: Sequence[Service], *, public: bool) -> list[Offer]:
    """In the order given, without rows that are not as Spona left them.

    `services` come from `search_index.whole`. Five queries more, however many they are.
    """
    if not services:
        return []
    kept = verified_ids(services)
    day, now = today(), deadlines.now()
    labels = code_labels()
    zones = zones_of(
        {row.institution.town_id for row in services}
        | {one.town_id for row in services for one in row.towns_served.all()}
    )
    shut = holidays_between(day - _DAY, day + _WEEK)
    found = []
    for row in services:
        if row.pk not in kept or (public and not is_for_all(row)):
            continue
        told = not public or may_be_told(row, day)
        runs = row.status == Status.ACTIVE and row.ended_at is None
        table = timetable_of(row, None, zones)
        week = table.spans(shut, day - _DAY, day + _WEEK) if told and runs else []
        known = told and bool(table.rules)
        state = _state(week, now) if known else None
        found.append(_offer(row, kept, labels, public=public, told=told, state=state, day=day))
    return found


def _state(week: list[Span], now: dt.datetime) -> tuple[bool, dt.datetime | None]:
    """Open until when, or closed until when."""
    for one in week:
        if one.start <= now < one.end:
            return True, one.end
        if one.start > now:
            return False, one.start
    return False, None


def _offer(
    row: Service,
    kept: set[UUID],
    labels: dict[tuple[str, str], str],
    *,
    public: bool,
    told: bool,
    state: tuple[bool, dt.datetime | None] | None,
    day: dt.date,
) -> Offer:
    hidden = is_hidden(row)
    if hidden and public:
        hush(row)
    places = tuple(
        _place(one, kept, labels, told=told)
        for one in row.at_locations.all()
        if one.pk in kept and one.location_id in kept and one.location.ended_at is None
    )
    if row.institution.confidential:
        places = tuple(one for one in places if one.confidential)
    rules = [one for one in row.schedules.all() if one.pk in kept]
    phones = [one for one in row.phones.all() if one.pk in kept]
    open_now, turns = state if state is not None else (None, None)
    return Offer(
        service=row,
        kind=labels.get((KINDS, row.kind), row.kind),
        told=told,
        is_red=is_red(row, day),
        hidden=hidden,
        phones=phones_shown(phones, hidden=hidden) if told else (),
        schedules=tuple(rules) if told else (),
        lines=tuple(rule_words(rule_of(one)) for one in rules) if told else (),
        on_holidays=any(one.holidays == "open" for one in rules),
        days_apart=tuple(
            apart_words(apart_of(one)) for one in row.special_days.all() if one.last_day >= day
        )
        if told
        else (),
        places=places,
        is_open=open_now,
        closes_at=turns if open_now and turns and turns - deadlines.now() < _DAY else None,
        opens_at=turns if open_now is False else None,
        languages=tuple(
            # A code that is on no list was not written by Spona.
            Spoken(one.code, labels["language", one.code], one.with_interpreter)
            for one in row.languages.all()
            if ("language", one.code) in labels
        ),
        exclusions=tuple(
            (labels.get(("service_exclusion", one.code), one.code), str(one.words))
            for one in row.exclusions.all()
        ),
        towns=tuple(str(one.town.words) for one in row.towns_served.all()),
        full_until=full_now([one.full_until for one in row.capacity.all()]),
    )


def full_now(told: Sequence[dt.datetime | None]) -> dt.datetime | None:
    """Until when all of its room is full, where it is full now."""
    until = all_full_until(told)
    return until if until is not None and until > deadlines.now() else None


def _place(
    one: ServiceAtLocation, kept: set[UUID], labels: dict[tuple[str, str], str], *, told: bool
) -> Place:
    location = one.location
    shut = location.confidential
    phones = [phone for phone in location.phones.all() if phone.pk in kept]
    rules = [row for row in one.schedules.all() if row.pk in kept]
    return Place(
        one,
        location,
        shut,
        phones_shown(phones, hidden=shut) if told else (),
        tuple(rule_words(rule_of(row)) for row in rules) if told else (),
        tuple(
            labels["accessibility", code]
            for code in location.accessibility
            if ("accessibility", code) in labels
        ),
    )


def code_labels() -> dict[tuple[str, str], str]:
    """(list, code) → words, of the lists that services use."""
    found = {name: Code.objects.labels(name) for name in _LISTS}
    return {(name, code): label for name, labels in found.items() for code, label in labels.items()}
