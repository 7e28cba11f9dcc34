"""Rows of the tables as values by column, and values in words for a cell or a page."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Callable, Iterator
from typing import Any, Final
from uuid import UUID

from django.utils.formats import date_format

from spona.directory.institution_names import short_name
from spona.documents.workbook.differences import Values, as_uuid
from spona.services.importing.columns import (
    BETWEEN,
    COLUMNS,
    EVERYWHERE,
    EVERYWHERE_WORD,
    HOURS,
    INTERPRETER,
    NO,
    PLACE,
    SERVICE,
    YES,
    YES_NO,
    column_of,
    is_flag,
)
from spona.services.importing.known import Known
from spona.services.models import Location, Phone, Schedule, Service

type Row = Service | Location | Schedule | Phone

# A language that somebody translates is marked so behind its code.
_WITH = "*"


def get(row: Row, name: str) -> Any:
    """One value of a row; a text in one language as `words:sr`, or as its reader gets it
    (`words@en`: another language where that one is missing).
    """
    if ":" in name:
        field, language = name.split(":")
        return getattr(row, field).get(language, "")
    if "@" in name:
        field, language = name.split("@")
        return getattr(row, field).in_language(language)
    if (own := _OWN.get((type(row), name))) is not None:
        return own(row)
    value = getattr(row, name)
    return sorted(value) if isinstance(value, list) else value


# What is no column of its own, by table and column of the workbook.
_OWN: Final[dict[tuple[type, str], Callable[[Any], Any]]] = {
    (Service, "institution"): lambda row: str(row.institution_id or ""),
    (Service, "languages"): lambda row: sorted(
        one.code + (_WITH if one.with_interpreter else "") for one in row.languages.all()
    ),
    (Service, "exclusions"): lambda row: sorted(one.code for one in row.exclusions.all()),
    (Service, "towns"): lambda row: (
        [EVERYWHERE] if row.everywhere else sorted(one.town.slug for one in row.towns_served.all())
    ),
    (Service, "ended"): lambda row: row.end_reason,
    (Location, "town"): lambda row: row.town.slug if row.town else "",
    (Location, "services"): lambda row: sorted(
        str(one.service_id) for one in row.services_here.all()
    ),
    (Schedule, "service"): lambda row: str(
        row.service_id or (row.at_location.service_id if row.at_location else "")
    ),
    (Schedule, "place"): lambda row: str(row.at_location.location_id) if row.at_location else "",
    (Phone, "service"): lambda row: str(row.service_id or ""),
    (Phone, "place"): lambda row: str(row.location_id or ""),
}


def values_of(row: Row, kind: str) -> Values:
    """What the workbook shows of it."""
    return {name: get(row, name) for name in COLUMNS[kind] if name not in ("id", "remove")}


def rows_of(kind: str, known: Known) -> Iterator[Row]:
    """What somebody may write and has not ended, in the order of the workbook."""
    services = [row for row in known.services.values() if row.ended_at is None]
    places = [row for row in known.places.values() if row.ended_at is None]
    if kind == SERVICE:
        yield from services
    elif kind == PLACE:
        yield from places
    elif kind == HOURS:
        for service in services:
            yield from service.schedules.all()
            for at in service.at_locations.all():
                if at.location.ended_at is None:
                    yield from at.schedules.all()
    else:
        for service in services:
            yield from service.phones.all()
        for place in places:
            yield from place.phones.all()


def label_of(known: Known, ident: str) -> str:
    """A service or a place as other rows name it: by its name where that is one alone."""
    every: list[Service | Location] = [*known.services.values(), *known.places.values()]
    names = Counter(name_of(row) for row in every)
    row: Service | Location | None = None
    if ident:
        row = known.services.get(UUID(ident)) or known.places.get(UUID(ident))
    name = name_of(row) if row is not None else ""
    return name if name and names[name] == 1 else ident


def name_of(row: Service | Location) -> str:
    return row.words.get("sr") or str(row.words) or str(getattr(row, "address", ""))


def in_words(kind: str, name: str, value: Any, known: Known) -> str:
    """As a cell or a page shows it, in the language of now."""
    if value in (None, "", []):
        return ""
    if is_flag(kind, name):
        return str(dict(YES_NO)[YES if value else NO])
    if isinstance(value, list):
        return BETWEEN.join(_one(kind, name, one, known) for one in value)
    if isinstance(value, dt.date):
        return date_format(value, "j. n. Y.")
    if isinstance(value, dt.time):
        return value.isoformat("minutes")
    return _one(kind, name, str(value), known)


def _one(kind: str, name: str, code: str, known: Known) -> str:
    if name in ("service", "services", "place"):
        return label_of(known, code) if as_uuid(code) else code
    if name == "institution":
        found = known.institution(code)
        return short_name(found[0]) if found else code
    if name in ("town", "towns"):
        town = next((one for one in known.towns if one.slug == code), None)
        return str(EVERYWHERE_WORD) if code == EVERYWHERE else str(town.words) if town else code
    column = column_of(kind, name)
    if column.lists:
        plain = code.removesuffix(_WITH)
        word = known.labels.get((column.lists[0], plain), plain)
        return f"{word} ({INTERPRETER})" if code.endswith(_WITH) else word
    return next((str(word) for one, word in column.choices if one == code), code)
