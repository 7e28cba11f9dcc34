"""One part of a service or a place: a number, hours, days apart, a paper, a cost, its room."""

from __future__ import annotations

from uuid import UUID

from django.utils.translation import gettext as _

from spona import audit, deadlines
from spona.access.actor import Actor
from spona.access.denied import Conflict, Denied
from spona.directory.models import Institution
from spona.directory.models.row_integrity import Authenticated
from spona.directory.row_integrity import verify_latest
from spona.services.actions.offering import unconfirm
from spona.services.changes import (
    as_kept,
    kept_state,
    name_of,
    note_change,
    note_removal,
    state_of,
)
from spona.services.checks import Part, check_part
from spona.services.models import Capacity, Location, Phone, Schedule, Service, SpecialDays
from spona.services.permissions import check_can_edit, check_can_tell_room
from spona.services.pii_scan import check_leads_nowhere, gates_of, is_worth_a_look
from spona.services.search_index import write_cards
from spona.services.visibility import is_hidden


def write_part(part: Part, *, by: Actor) -> Part:
    """Keeps it as it stands in memory, new or changed. Written again the same, nothing changes.

    A number, hours or days apart make the confirmation fall: whoever relies on them must not be
    told the new ones under the date of the old. So does a text that looks like somebody.
    """
    service, location = owner_of(part)
    institution = service.institution if service is not None else _institution_of(location)
    if isinstance(part, Capacity):
        check_can_tell_room(by, institution)
    else:
        check_can_edit(by, institution)
    check_part(part)
    with audit.transaction() as log:
        Institution.objects.select_for_update().get(pk=institution.pk)
        before = kept_state(part)
        _check_allowed(part, service, location, is_new=before is None)
        if before is not None and state_of(part) == before:
            return part
        if isinstance(part, Capacity):
            part.updated_at, part.updated_by_id = deadlines.now(), by.member_id
        part.save(force_insert=before is None)
        note_change(part, before, by=by, service=service, location=location)
        _follow(part, service, location, by)
        log.record(
            "service_part:written", by=by, subject=_subject(service, location),
            lane=institution.pk, detail={"kind": name_of(part), "new": before is None},
        )  # fmt: skip
    return part


def take_out(part: Part, *, by: Actor) -> None:
    """It holds no more; gone already, nothing happens. The history keeps what it was."""
    service, location = owner_of(part)
    institution = service.institution if service is not None else _institution_of(location)
    if isinstance(part, Capacity):
        check_can_tell_room(by, institution)
    else:
        check_can_edit(by, institution)
    with audit.transaction() as log:
        Institution.objects.select_for_update().get(pk=institution.pk)
        row = as_kept(part)
        if row is None:
            return
        if isinstance(row, Authenticated):
            verify_latest(row)
        note_removal(row, by=by, service=service, location=location)
        row.delete()
        _follow(part, service, location, by)
        log.record(
            "service_part:taken_out", by=by, subject=_subject(service, location),
            lane=institution.pk, detail={"kind": name_of(part)},
        )  # fmt: skip


def owner_of(part: Part) -> tuple[Service | None, Location | None]:
    """The service, or the place where it belongs to one alone."""
    if isinstance(part, Phone) and part.service is None:
        return None, part.location
    if isinstance(part, Schedule) and part.service is None:
        return (part.at_location.service if part.at_location else None), None
    return part.service, None


def _institution_of(location: Location | None) -> Institution:
    return _known(location).institution


def _known(location: Location | None) -> Location:
    if location is None:
        raise ValueError("a part belongs to a service or to a place")
    return location


def _subject(service: Service | None, location: Location | None) -> tuple[str, UUID]:
    return service.subject if service is not None else _known(location).subject


def _check_allowed(
    part: Part, service: Service | None, location: Location | None, *, is_new: bool
) -> None:
    """The rows it hangs on are ours and still hold; nothing leads to a hidden place."""
    kept = as_kept(service if service is not None else _known(location))
    if kept is None or kept.ended_at is not None:
        raise Conflict(_("This is no more. Bring it back first."))
    verify_latest(kept)
    before = None if is_new else as_kept(part)
    if isinstance(before, Authenticated):
        verify_latest(before)
    if isinstance(part, Phone) and not part.front_gate and _leads_to_hidden(service, location):
        raise Denied(
            _("The place is confidential: only the number of its front gate is given. Mark this "
              "number as the front gate's, or leave it out.")
        )  # fmt: skip
    if _leads_to_hidden(service, location):
        gates = (
            gates_of(service)
            if service is not None
            else [one.number for one in _known(location).phones.filter(front_gate=True)]
        )
        own = [part.number] if isinstance(part, Phone) else []
        check_leads_nowhere([part], [*gates, *own])
    same = Phone.objects.none()
    if isinstance(part, Phone):
        same = Phone.objects.filter(
            service=service, location=location, number=part.number, kind=part.kind,
            extension=part.extension,
        ).exclude(pk=part.pk)  # fmt: skip
    if same.exists():
        raise Conflict(_("This number is already here."))


def _leads_to_hidden(service: Service | None, location: Location | None) -> bool:
    if service is not None:
        return is_hidden(service)
    return location is not None and (location.confidential or location.institution.confidential)


def _follow(part: Part, service: Service | None, location: Location | None, by: Actor) -> None:
    if service is not None:
        services = [service]
    else:
        rows = Service.objects.filter(at_locations__location=location)
        services = list(rows.select_related("institution"))
    told = isinstance(part, Phone | Schedule | SpecialDays)
    if told or any(is_worth_a_look(part, one) for one in services):
        unconfirm(services, by=by)
    write_cards(one.pk for one in services)
