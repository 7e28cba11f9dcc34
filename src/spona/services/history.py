"""The history of a service as people read it."""

from __future__ import annotations

import datetime as dt
import json
from dataclasses import dataclass
from typing import Final

from django.db.models import Q
from django.utils import timezone
from django.utils.dates import WEEKDAYS
from django.utils.formats import date_format
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from spona.reference.words import Words
from spona.services.hours import DAYS
from spona.services.models import Change, ChangeKind, Holidays, Service, Status
from spona.services.visibility import code_labels

SHOWN: Final = 50
RESOURCES: Final[dict[str, Promise]] = {
    "service": _("service"),
    "location": _("place"),
    "service_at_location": _("given at a place"),
    "schedule": _("hours"),
    "special_days": _("days apart"),
    "phone": _("number"),
    "language": _("language"),
    "exclusion": _("for whom it is not"),
    "required_document": _("what one has to bring"),
    "cost_option": _("what it costs"),
    "capacity": _("room"),
    "service_area": _("town"),
}
FIELDS: Final[dict[str, Promise]] = {
    "words": _("name"),
    "text": _("description"),
    "kind": _("kind"),
    "status": _("does it work"),
    "how_to_apply": _("how one comes to it"),
    "fees": _("what it costs"),
    "wait": _("how long one waits"),
    "eligibility": _("for whom it is"),
    "minimum_age": _("from which age"),
    "maximum_age": _("up to which age"),
    "interpretation": _("interpreter"),
    "email": _("e-mail"),
    "url": _("website"),
    "alert": _("warning"),
    "public": _("anybody may know of it"),
    "note": _("note for members"),
    "response_hours": _("promised answer"),
    "everywhere": _("for any town"),
    "confirmed_on": _("confirmed on"),
    "ended_at": _("ended"),
    "end_reason": _("why it is no more"),
    "number": _("number"),
    "extension": _("extension"),
    "front_gate": _("front gate"),
    "address": _("address"),
    "postal_code": _("postal code"),
    "latitude": _("latitude"),
    "longitude": _("longitude"),
    "confidential": _("confidential"),
    "transport": _("how one gets there"),
    "accessibility": _("what helps people with disabilities"),
    "town": _("town"),
    "opens_at": _("opens at"),
    "closes_at": _("closes at"),
    "byday": _("days"),
    "all_day": _("day and night"),
    "holidays": _("public holidays"),
    "until": _("last day"),
    "dtstart": _("first day"),
    "places": _("how many there are"),
    "free": _("free"),
    "full_until": _("full until"),
    "unit": _("what is counted"),
    "languages": _("languages"),
    "notes": _("note"),
}
# Ids and codes of the system say nothing to a reader.
_IDS: Final = frozenset({"town"})
# Which list a code is of, by the field or the table.
_LISTS: Final = {"kind": "service", "language": "language", "exclusion": "service_exclusion"}

_YES_NO: Final[dict[str, str | Promise]] = {"true": _("yes"), "false": _("no")}
_PLAIN: Final[dict[str, dict[str, str | Promise]]] = {
    "status": {one.value: one.label for one in Status},
    "holidays": {one.value: one.label for one in Holidays},
}

type Labels = dict[tuple[str, str], str]


@dataclass(frozen=True, slots=True)
class Line:
    """`who` is empty for an import or the system."""

    at: dt.datetime
    who: str
    what: str | Promise
    field: str | Promise
    before: str
    after: str
    kind: str

    @property
    def told(self) -> str | Promise:
        return ChangeKind(self.kind).label


def history_of(service: Service, shown: int = SHOWN) -> list[Line]:
    """The newest first, of the service and of its places; one query and its people."""
    places = service.at_locations.values("location")
    rows = Change.objects.filter(
        Q(service=service) | Q(resource="location", resource_id__in=places)
    ).select_related("by__person")
    labels = code_labels()
    lines = [
        Line(
            row.at,
            row.by.person.shown_name if row.by else "",
            RESOURCES.get(row.resource, row.resource),
            FIELDS.get(row.field, row.field.replace("_", " ")),
            _readable(row, row.before, labels),
            _readable(row, row.after, labels),
            row.kind,
        )
        for row in rows[:shown]
    ]
    # A field of which nothing may be told is no line; that a row came or went is one.
    return [one for one in lines if one.before or one.after or not one.field]


def _readable(row: Change, text: str, labels: Labels) -> str:
    """Words in the reader's language, codes and days as people write them; yes and no."""
    if row.field == "byday" or (row.resource == "schedule" and not row.field):
        return _with_days(text)
    if row.resource == "special_days" and not row.field:
        return " – ".join(dict.fromkeys(_day(part) for part in text.split(" – ")))
    code = labels.get((_LISTS.get(row.field or row.resource, ""), text))
    if code is not None or row.field in _IDS:
        return code or ""
    known = _PLAIN.get(row.field, _YES_NO).get(text)
    if known is not None:
        return str(known)
    if text.startswith(("{", "[")):
        return _unpacked(text)
    return _day(text)


def _day(text: str) -> str:
    """A day or a moment as it is written here, by the clock on the wall; else the text."""
    try:
        if len(text) <= len("2026-01-01"):
            return date_format(dt.date.fromisoformat(text), "j. n. Y.")
        at = dt.datetime.fromisoformat(text)
    except ValueError:
        return text
    local = timezone.localtime(at) if timezone.is_aware(at) else at
    return date_format(local, "j. n. Y. H:i")


def _with_days(text: str) -> str:
    """As "MO,TU 08:00–15:00", with the names of the days; "1MO" keeps its number."""
    days, _blank, hours = text.partition(" ")
    told = []
    for part in days.split(","):
        number, name = part[:-2], part[-2:]
        word = str(WEEKDAYS[DAYS.index(name)]) if name in DAYS else name
        told.append(f"{number}. {word}" if number and name in DAYS else f"{number}{word}")
    return f"{', '.join(told)} {hours}".strip()


def _unpacked(text: str) -> str:
    try:
        kept = json.loads(text)
    except ValueError:
        return text
    return str(Words.of(kept)) if isinstance(kept, dict) else ", ".join(map(str, kept))
