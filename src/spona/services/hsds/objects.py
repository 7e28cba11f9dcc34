"""A service as the specification nests it, from rows that `published` let out.

What is not known is left away: the schemas know no null.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, Final

from spona.directory.models import ContactPoint, Institution
from spona.reference.scripts import cyrillic_address, latin
from spona.reference.words import Words
from spona.services.hsds.published import Loaded
from spona.services.hsds.terms import (
    ACCESSIBILITY,
    EXCLUSIONS,
    LANGUAGES,
    SECTORS,
    Terms,
    made_id,
    term,
)
from spona.services.models import (
    KINDS,
    Location,
    Phone,
    Schedule,
    Service,
    ServiceAtLocation,
    SpecialDays,
)
from spona.ui.languages import codes

type Row = dict[str, Any]

_COUNTRY: Final = Words(sr="Србија", en="Serbia", hu="Szerbia")
_CLOSED: Final = Words(sr="Затворено ових дана.", en="Closed on these days.", hu="Zárva.")
_OTHER: Final = Words(
    sr="Ових дана само у ово време.", en="On these days only at these hours.",
    hu="Ezeken a napokon csak ekkor.",
)  # fmt: skip
_HOLIDAYS: Final = {
    "closed": Words(
        sr="Не ради о државним празницима.", en="Closed on public holidays.",
        hu="Ünnepnapokon zárva.",
    ),
    "open": Words(
        sr="Ради и о државним празницима.", en="Open on public holidays too.",
        hu="Ünnepnapokon is nyitva.",
    ),
}  # fmt: skip
_INTERPRETER: Final = Words(sr="уз тумача", en="with an interpreter", hu="tolmáccsal")
INTERPRETER_NOTES: Final = frozenset(
    _INTERPRETER.in_language(language) for language in codes("public")
)
_MIDNIGHT, _LAST_MINUTE = dt.time(0, 0), dt.time(23, 59)


@dataclass(frozen=True, slots=True)
class Said:
    """In which language, with which words of lists."""

    terms: Terms

    @property
    def language(self) -> str:
        return self.terms.language

    def __call__(self, words: Words) -> str:
        return words.in_language(self.language)

    def address(self, text: str) -> str:
        """Addresses were collected in Latin; whoever reads Cyrillic gets them so."""
        return cyrillic_address(text) if self.language == "sr" else latin(text)


def _given(**values: Any) -> Row:
    return {name: value for name, value in values.items() if value not in (None, "")}


def service_row(row: Service, said: Said, *, hidden: bool) -> Row:
    """The fields of `service.json` that hold one value each."""
    return {
        "id": str(row.pk),
        "organization_id": str(row.institution_id),
        "name": said(row.words),
        "status": row.status,
        **_given(
            description=said(row.text),
            # Both may lead to the place.
            url="" if hidden else row.url,
            email="" if hidden else row.email,
            interpretation_services=said(row.interpretation),
            application_process=said(row.how_to_apply),
            fees_description=said(row.fees),
            wait_time=said(row.wait),
            eligibility_description=said(row.eligibility),
            minimum_age=row.minimum_age,
            maximum_age=row.maximum_age,
            assured_date=row.confirmed_on and row.confirmed_on.isoformat(),
            alert=said(row.alert),
            last_modified=moment(row.changed_at),
        ),
    }


def nested_service(loaded: Loaded, said: Said) -> Row:
    """`service.json` with everything of it."""
    row = loaded.service
    return {
        **service_row(row, said, hidden=loaded.hidden),
        "organization": organization_row(row.institution, said, loaded.numbers),
        "phones": [phone(one, said) for one in loaded.phones],
        "schedules": [
            *(schedule(one, said, loaded.offset) for one in loaded.schedules),
            *(special(one, said, loaded.offset) for one in row.special_days.all()),
        ],
        "service_areas": list(_areas(row, said)),
        "service_at_locations": [nested_at(one, loaded, said) for one in loaded.at],
        "languages": [
            _language(one.pk, one.code, said, note=one.with_interpreter)
            for one in row.languages.all()
            if said.terms.has(LANGUAGES, one.code)
        ],
        "cost_options": [
            _given(
                id=str(one.pk), option=said(one.words), currency=one.currency,
                amount=None if one.amount is None else float(one.amount),
                valid_from=one.valid_from and one.valid_from.isoformat(),
                valid_to=one.valid_to and one.valid_to.isoformat(),
            )
            for one in row.costs.all()
        ],
        "required_documents": [
            _given(id=str(one.pk), document=said(one.words), uri=one.url)
            for one in row.required_documents.all()
        ],
        "attributes": list(_attributes(row, said)),
    }  # fmt: skip


def organization_row(row: Institution, said: Said, numbers: Iterable[ContactPoint]) -> Row:
    """`organization.json`; of a confidential one no more than its name."""
    name = said(row.words)
    about = said.terms.word(SECTORS, row.sector)
    return {
        "id": str(row.pk),
        "name": name,
        # Its website and what it says of its role carry no code: they could be anybody's.
        "description": about or name,
        "phones": [
            _given(id=str(one.pk), number=one.number, type="voice", description=said(one.words))
            for one in numbers
        ],
    }


def at_row(one: ServiceAtLocation, said: Said, loaded: Loaded) -> Row:
    """The fields of `service_at_location.json` that hold one value each, and its location."""
    return {
        "id": str(one.pk),
        "service_id": str(one.service_id),
        "location_id": str(one.location_id),
        "location": location_row(one.location, said, hidden=_says_nothing(one, loaded)),
    }


def nested_at(one: ServiceAtLocation, loaded: Loaded, said: Said) -> Row:
    return {
        **at_row(one, said, loaded),
        "location": nested_location(one, loaded, said),
        "schedules": [schedule(rule, said, loaded.offset) for rule in loaded.schedules_at[one.pk]],
    }


def _says_nothing(one: ServiceAtLocation, loaded: Loaded) -> bool:
    """Also where only the institution is confidential: a place of its own says where it is."""
    return one.location.confidential or loaded.service.institution.confidential


def location_row(row: Location, said: Said, *, hidden: bool) -> Row:
    """The fields of `location.json` that hold one value each; of a hidden one its kind."""
    if hidden:
        return {"id": str(row.pk), "location_type": row.kind}
    return {
        "id": str(row.pk),
        "location_type": row.kind,
        **_given(
            name=said(row.words),
            transportation=said(row.transport),
            latitude=None if row.latitude is None else float(row.latitude),
            longitude=None if row.longitude is None else float(row.longitude),
            url=row.url,
        ),
    }


def nested_location(one: ServiceAtLocation, loaded: Loaded, said: Said) -> Row:
    """`location.json` with everything of it; of a hidden one its kind and its front gate."""
    row, hidden = one.location, _says_nothing(one, loaded)
    nested = {
        **location_row(row, said, hidden=hidden),
        "phones": [phone(number, said) for number in loaded.phones_at[one.pk]],
    }
    if hidden:
        return nested
    return nested | {
        "addresses": list(_addresses(row, said)),
        "accessibility": [
            {
                "id": made_id(row.pk, ACCESSIBILITY, code),
                "description": said.terms.word(ACCESSIBILITY, code),
                "details": code,
            }
            for code in row.accessibility
            if said.terms.has(ACCESSIBILITY, code)
        ],
    }


def _addresses(row: Location, said: Said) -> Iterable[Row]:
    if not row.address:
        return
    town = row.town
    yield {
        "id": made_id(row.pk, "address"),
        "address_1": said.address(row.address),
        "city": said(town.words) if town else "",
        "state_province": said(town.district) if town else "",
        "postal_code": row.postal_code,
        "country": "RS",
        "address_type": "postal" if row.kind == "postal" else "physical",
    }


def phone(one: Phone, said: Said) -> Row:
    return {
        **_given(
            id=str(one.pk), number=one.number, extension=one.extension, type=one.kind,
            description=said(one.words),
        ),
        "languages": [
            _language(made_id(one.pk, LANGUAGES, code), code, said) for code in one.languages
        ],
    }  # fmt: skip


def _language(ident: object, code: str, said: Said, *, note: bool = False) -> Row:
    return _given(
        id=str(ident), code=code, name=said.terms.word(LANGUAGES, code),
        note=said(_INTERPRETER) if note else "",
    )  # fmt: skip


def schedule(one: Schedule, said: Said, offset: dt.timedelta) -> Row:
    opens = _MIDNIGHT if one.all_day else one.opens_at
    closes = _LAST_MINUTE if one.all_day else one.closes_at
    return _given(
        id=str(one.pk),
        freq=one.freq,
        interval=one.interval,
        byday=one.byday,
        bymonthday=one.bymonthday,
        wkst=one.wkst,
        dtstart=one.dtstart and one.dtstart.isoformat(),
        until=one.until and one.until.isoformat(),
        count=one.count,
        valid_from=one.valid_from and one.valid_from.isoformat(),
        valid_to=one.valid_to and one.valid_to.isoformat(),
        timezone=_hours(offset),
        opens_at=opens and clock(opens, offset),
        closes_at=closes and clock(closes, offset),
        description=said(_HOLIDAYS[one.holidays]),
        attending_type=one.attending_type,
        notes=said(one.notes),
    )


def special(one: SpecialDays, said: Said, offset: dt.timedelta) -> Row:
    """Days apart, for which HSDS has no field: a rule of those days, whose words say it."""
    return _given(
        id=str(one.pk),
        valid_from=one.first_day.isoformat(),
        valid_to=one.last_day.isoformat(),
        timezone=_hours(offset),
        opens_at=one.opens_at and clock(one.opens_at, offset),
        closes_at=one.closes_at and clock(one.closes_at, offset),
        description=said(_CLOSED if one.opens_at is None else _OTHER),
        notes=said(one.words),
    )


def _hours(offset: dt.timedelta) -> int | float:
    hours = offset.total_seconds() / 3600
    return int(hours) if hours.is_integer() else hours


def clock(time: dt.time, offset: dt.timedelta) -> str:
    """08:00+01:00"""
    return time.replace(tzinfo=dt.timezone(offset)).isoformat("minutes")


def _areas(row: Service, said: Said) -> Iterable[Row]:
    if row.everywhere:
        yield _given(
            id=made_id(row.pk, "everywhere"), name=said(_COUNTRY), extent="RS",
            extent_type="nation",
        )  # fmt: skip
    for one in row.towns_served.all():
        yield _given(id=str(one.pk), name=said(one.town.words), extent_type="city")


def _attributes(row: Service, said: Said) -> Iterable[Row]:
    yield _attribute(made_id(row.pk, "kind"), KINDS, row.kind, said, link_type="service_type")
    for one in row.exclusions.all():
        yield _attribute(
            str(one.pk), EXCLUSIONS, one.code, said, link_type="exclusion", value=said(one.words)
        )


def _attribute(
    ident: str, name: str, code: str, said: Said, *, link_type: str, value: str = ""
) -> Row:
    return _given(
        id=ident, link_type=link_type, value=value, taxonomy_term=term(name, code, said.terms)
    )


def moment(at: dt.datetime) -> str:
    return at.astimezone(dt.UTC).isoformat(timespec="seconds").replace("+00:00", "Z")
