"""Values onto a row, and whether it may stand so: the checks of the actions, at their line."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, Final
from uuid import UUID

from django.db.models import Model
from django.utils.translation import gettext as _

from spona.access.denied import Denied
from spona.documents.workbook.differences import Values
from spona.reference.words import Words, is_cyrillic
from spona.services.checks import check_location, check_part, check_service
from spona.services.importing.columns import EVERYWHERE, SERVICE
from spona.services.importing.entries import ServiceEntry
from spona.services.importing.import_session import Desk
from spona.services.importing.values import Row, get
from spona.services.models import Location, Phone, Schedule, Service, ServiceAtLocation
from spona.services.pii_scan import gates_of, leads, rows_of, texts_of
from spona.services.visibility import is_hidden

# All that could lead somebody to a door.
_WHERE: Final = ("words", "address", "postal_code", "latitude", "longitude", "transport", "url",
                 "accessibility")  # fmt: skip
# What hangs on other rows is put there by the actions.
_APART: Final = frozenset({"services", "service", "place"})
_LISTED: Final = frozenset({"languages", "exclusions"})


def put(desk: Desk, entry: ServiceEntry, row: Row, values: Values) -> None:
    """Sets what differs; nothing is saved."""
    for name, value in values.items():
        if "@" in name or ":" in name:
            _put_words(desk, entry, row, name, value)
        elif name == "institution" and isinstance(row, Service):
            _put_institution(desk, entry, row, value)
        elif name == "town" and isinstance(row, Location):
            row.town = next((one for one in desk.known.towns if one.slug == value), None)
        elif name == "towns" and isinstance(row, Service):
            row.everywhere = value == [EVERYWHERE]
        elif name not in _APART and not (entry.kind == SERVICE and name in _LISTED):
            setattr(row, name, value)
    _put_owner(desk, entry, row, values)


def _put_words(desk: Desk, entry: ServiceEntry, row: Row, name: str, value: str) -> None:
    column, language = name.replace("@", ":").split(":")
    if language == "sr-latn" or (language == "sr" and value and not is_cyrillic(value)):
        sentence = _("Write the Serbian text in Cyrillic; Latin is made from it.")
        desk.refuse(entry, name, sentence)
        return
    said = dict(getattr(row, column)) | {language: value}
    setattr(row, column, Words({key: text for key, text in said.items() if text}))


def _put_institution(desk: Desk, entry: ServiceEntry, row: Service, value: str) -> None:
    if is_kept(row):
        sentence = _("A service stays with its institution. End it there and write a new one.")
        desk.refuse(entry, "institution", sentence)
    else:
        row.institution = desk.known.institutions[UUID(value)]


def _put_owner(desk: Desk, entry: ServiceEntry, row: Row, values: Values) -> None:
    if isinstance(row, Location) and not is_kept(row):
        _set_institution(desk, entry, row, values)
    if not isinstance(row, Schedule | Phone):
        return
    service: Any = desk.named(str(values.get("service", get(row, "service"))))
    place: Any = desk.named(str(values.get("place", get(row, "place"))))
    if isinstance(row, Phone):
        if (service is None) == (place is None):
            sentence = _("Write the service or the place that it belongs to, one of the two.")
            desk.refuse(entry, "service", sentence)
            return
        row.service, row.location = service, place
    elif service is None:
        desk.refuse(entry, "service", _("Write the service that it belongs to."))
    else:
        row.service = service if place is None else None
        row.at_location = None if place is None else _at(service, place)


def _set_institution(desk: Desk, entry: ServiceEntry, row: Location, values: Values) -> None:
    """A place belongs to the institution whose services are given there."""
    services = [desk.named(key) for key in values.get("services", [])]
    institutions = {
        one.institution_id: one.institution for one in services if isinstance(one, Service)
    }
    if len(institutions) == 1:
        row.institution = next(iter(institutions.values()))
    else:
        sentence = _("Write the services that are given there, all of one institution.")
        desk.refuse(entry, "services", sentence)


def _at(service: Service, place: Location) -> ServiceAtLocation:
    if is_kept(service):
        for one in service.at_locations.all():
            if one.location_id == place.pk:
                return one
    return ServiceAtLocation(service=service, location=place)


def is_kept(row: Row) -> bool:
    """Whether it is in the database already."""
    return not row._state.adding  # noqa: SLF001 (how Django tells a new row from a kept one)


def stands(desk: Desk, entry: ServiceEntry, row: Row, values: Values) -> bool:
    """What is wrong is refused with the sentence of the check."""
    try:
        if isinstance(row, Service):
            check_service(row)
        elif isinstance(row, Location):
            _check_place(desk, row, values)
            check_location(row)
        else:
            check_part(row)
    except Denied as refused:
        desk.refuse(entry, "", str(refused.sentence))
        return False
    if _tells_where(desk, row, values):
        desk.refuse(entry, "", says_where_in_words())
        return False
    if isinstance(row, Phone) and not row.front_gate and _is_hidden(desk, row):
        sentence = _("The place is confidential: only the number of its front gate is given. Mark "
                     "this number as the front gate's, or leave it out.")  # fmt: skip
        desk.refuse(entry, "front_gate", sentence)
        return False
    return True


def _check_place(desk: Desk, row: Location, values: Values) -> None:
    if not (row.confidential or row.institution.confidential):
        return
    row.confidential = True
    if any(getattr(row, name) for name in _WHERE):
        raise Denied(says_where())
    # By which name another system knows it leads there, too.
    row.external_source = row.external_id = ""
    desk.hidden |= set(get(row, "services")) | set(values.get("services", []))


def _tells_where(desk: Desk, row: Row, values: Values) -> bool:
    """Whether a text of what is hidden leads there: of this row, or of what the file puts there."""
    if isinstance(row, Service):
        hidden = _is_hidden_service(desk, row)
        return hidden and bool(leads(texts_of(row), gates_of(row)))
    if isinstance(row, Location):
        if not row.confidential:
            return False
        given = {*get(row, "services"), *values.get("services", [])}
        services = [one for one in map(desk.named, given) if isinstance(one, Service)]
        return any(
            leads((text for part in _rows(one) for text in texts_of(part)), gates_of(one))
            for one in services
        )
    if not _is_hidden(desk, row):
        return False
    service = (
        row.at_location.service if isinstance(row, Schedule) and row.at_location else (row.service)
    )
    gates = gates_of(service) if service is not None else []
    own = [row.number] if isinstance(row, Phone) else []
    return bool(leads(texts_of(row), [*gates, *own]))


def _rows(service: Service) -> Iterable[Model]:
    return rows_of(service) if is_kept(service) else [service]


def _is_hidden(desk: Desk, row: Phone | Schedule) -> bool:
    if isinstance(row, Schedule):
        at = row.at_location
        if at is not None and at.location.confidential:
            return True
        service = at.service if at is not None else row.service
    elif row.location is not None:
        return row.location.confidential or row.location.institution.confidential
    else:
        service = row.service
    return service is not None and _is_hidden_service(desk, service)


def _is_hidden_service(desk: Desk, service: Service) -> bool:
    told = str(service.pk) in desk.hidden or service.institution.confidential
    return told or (is_kept(service) and is_hidden(service))


def says_where_in_words() -> str:
    return _("The place is confidential, and a text here says where it is or whom to call: a "
             "street with its number, or a number that is not the front gate's. Take it out, "
             "here or in the text of the service, and send the file in again.")  # fmt: skip


def says_where() -> str:
    return _("A confidential place has no address here, for anybody. Empty this line but for the "
             "front gate, and send the file in again.")  # fmt: skip
