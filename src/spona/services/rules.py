"""Rows of `Schedule` and `SpecialDays` as rules, and rules as something to keep."""

from __future__ import annotations

import datetime as dt
import hashlib
import json
from dataclasses import dataclass, fields
from typing import Any, Final
from uuid import UUID
from zoneinfo import ZoneInfo

from spona.services.hours import Apart, Rule, Span, spans
from spona.services.models import Schedule, Service, SpecialDays
from spona.services.zones import country_of

FIELDS: Final = tuple(field.name for field in fields(Rule))
_DATES: Final = ("dtstart", "until", "valid_from", "valid_to")
_TIMES: Final = ("opens_at", "closes_at")


def rule_of(row: Schedule) -> Rule:
    return Rule(**{name: getattr(row, name) for name in FIELDS})


def apart_of(row: SpecialDays) -> Apart:
    return Apart(
        first_day=row.first_day, last_day=row.last_day, opens_at=row.opens_at,
        closes_at=row.closes_at,
    )  # fmt: skip


@dataclass(frozen=True, slots=True)
class Timetable:
    """All rules of one service in one town, with the clock and the holidays that hold there."""

    rules: tuple[Rule, ...]
    apart: tuple[Apart, ...]
    zone: ZoneInfo
    country: str

    def spans(
        self, holidays: dict[str, frozenset[dt.date]], first: dt.date, last: dt.date
    ) -> list[Span]:
        shut = holidays.get(self.country, frozenset())
        return spans(self.rules, self.apart, shut, first=first, last=last, zone=self.zone)

    def kept(self) -> dict[str, Any]:
        """As JSON; equal for all that are open alike."""
        return {
            "rules": sorted((_plain(rule) for rule in self.rules), key=json.dumps),
            "apart": sorted((_plain(one) for one in self.apart), key=json.dumps),
            "zone": self.zone.key,
            "country": self.country,
        }

    @classmethod
    def of(cls, kept: dict[str, Any]) -> Timetable:
        """Back from `kept`."""
        return cls(
            tuple(Rule(**_typed(one)) for one in kept["rules"]),
            tuple(Apart(**_typed(one)) for one in kept["apart"]),
            ZoneInfo(kept["zone"]),
            kept["country"],
        )


def key_of(kept: dict[str, Any]) -> str:
    return hashlib.sha256(json.dumps(kept, sort_keys=True).encode()).hexdigest()


def timetable_of(
    service: Service, town_id: UUID | None, zones: dict[UUID | None, ZoneInfo]
) -> Timetable:
    """Of the service itself and of its places: all of them, or those in one town.

    Of a confidential place its hours hold in every town: else "open now" would tell in which
    one it is. Reads what was prefetched (`offers.whole`); rows that are not ours say nothing.
    """
    hidden = service.institution.confidential
    rows = [row for row in service.schedules.all() if row.has_valid_mac()]
    places = [one for one in service.at_locations.all() if one.has_valid_mac()]
    for place in places:
        here = hidden or place.location.confidential or town_id in (None, place.location.town_id)
        if place.location.ended_at is None and here:
            rows += [row for row in place.schedules.all() if row.has_valid_mac()]
    town = service.institution.town
    service_town = town_id or service.institution.town_id
    return Timetable(
        tuple(rule_of(row) for row in rows),
        tuple(apart_of(row) for row in service.special_days.all() if row.has_valid_mac()),
        zones.get(service_town) or zones[None],
        country_of(town),
    )


def _plain(one: Rule | Apart) -> dict[str, Any]:
    """Without what is as usual, so that the same hours read the same."""
    found: dict[str, Any] = {}
    for field in fields(one):
        value = getattr(one, field.name)
        if value == field.default:
            continue
        found[field.name] = value.isoformat() if isinstance(value, dt.date | dt.time) else value
    return found


def _typed(kept: dict[str, Any]) -> dict[str, Any]:
    found = dict(kept)
    for name in (*_DATES, "first_day", "last_day"):
        if name in found:
            found[name] = dt.date.fromisoformat(found[name])
    for name in _TIMES:
        if name in found:
            found[name] = dt.time.fromisoformat(found[name])
    return found
