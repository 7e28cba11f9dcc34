"""Places are written and ended; a service is given at them or not any more."""

from __future__ import annotations

from typing import Final

from django.utils.translation import gettext as _

from spona import audit, deadlines
from spona.access.actor import Actor
from spona.access.denied import Conflict, Denied
from spona.directory.models import Institution
from spona.directory.row_integrity import verify_latest
from spona.services.actions.offering import unconfirm
from spona.services.changes import (
    forget_files,
    forget_where,
    kept_state,
    note_change,
    note_removal,
    state_of,
)
from spona.services.checks import check_location
from spona.services.models import Location, Phone, Service, ServiceAtLocation
from spona.services.permissions import check_can_edit
from spona.services.pii_scan import check_leads_nowhere, gates_of, rows_of
from spona.services.search_index import write_cards

# All that could lead somebody to a door.
WHERE: Final = ("address", "postal_code", "url", "external_source", "external_id")


def write_location(location: Location, *, by: Actor) -> Location:
    """Keeps a place as it stands in memory, new or changed. Written again the same, nothing.

    A place of a confidential institution is confidential. Denied where a text of a service that is
    given there says more than its front gate. One that becomes so loses its address,
    coordinates and words here and in the history, and every number but those of its front gate.
    """
    check_can_edit(by, location.institution)
    with audit.transaction() as log:
        Institution.objects.select_for_update().get(pk=location.institution_id)
        before = kept_state(location)
        if before is not None:
            verify_latest(Location.objects.get(pk=location.pk))
        if location.institution.confidential:
            location.confidential = True
        if location.confidential:
            _silence(location)
        check_location(location)
        if before is not None and state_of(location) == before:
            return location
        location.changed_at, location.changed_by_id = deadlines.now(), by.member_id
        location.save(force_insert=before is None)
        note_change(location, before, by=by, service=None, location=location)
        if location.confidential:
            _close_doors(location, by)
            if before is None or before["confidential"] != "true":
                forget_files(location.institution)
        services = _services_of(location)
        unconfirm(services, by=by)
        write_cards(service.pk for service in services)
        log.record(
            "service_location:written", by=by, subject=location.subject,
            lane=location.institution_id, detail={"new": before is None},
        )  # fmt: skip
    return location


def end_location(location: Location, *, by: Actor) -> Location:
    """Nothing is given there any more."""
    check_can_edit(by, location.institution)
    with audit.transaction() as log:
        row = Location.objects.select_for_update(of=("self",)).select_related("institution").get(
            pk=location.pk
        )  # fmt: skip
        verify_latest(row)
        if row.ended_at is not None:
            return row
        services = _services_of(row)
        row.ended_at, row.changed_at, row.changed_by_id = (
            deadlines.now(),
            deadlines.now(),
            by.member_id,
        )
        row.save()
        note_removal(row, by=by, service=None, location=row)
        unconfirm(services, by=by)
        write_cards(service.pk for service in services)
        log.record("service_location:ended", by=by, subject=row.subject, lane=row.institution_id)
    return row


def put_at(service: Service, *, location: Location, by: Actor) -> ServiceAtLocation:
    """The service is given at this place of the same institution; there already: that row."""
    check_can_edit(by, service.institution)
    if location.institution_id != service.institution_id:
        raise Denied(_("This place belongs to another institution. Choose one of its own."))
    with audit.transaction() as log:
        Institution.objects.select_for_update().get(pk=service.institution_id)
        verify_latest(Service.objects.get(pk=service.pk), Location.objects.get(pk=location.pk))
        there = ServiceAtLocation.objects.filter(service=service, location=location).first()
        if there is not None:
            return there
        if location.ended_at is not None:
            raise Conflict(_("Nothing is given at this place any more. Choose another one."))
        made = ServiceAtLocation.objects.create(service=service, location=location)
        note_change(made, None, by=by, service=service)
        if location.confidential:
            _close_doors(location, by)
        unconfirm([service], by=by)
        write_cards([service.pk])
        log.record("service:placed", by=by, subject=service.subject, lane=service.institution_id)
    return made


def take_from(at: ServiceAtLocation, *, by: Actor) -> None:
    """Not given there any more; hours that held only there go with it."""
    service = at.service
    check_can_edit(by, service.institution)
    with audit.transaction() as log:
        Institution.objects.select_for_update().get(pk=service.institution_id)
        row = ServiceAtLocation.objects.filter(pk=at.pk).first()
        if row is None:
            return
        verify_latest(row)
        for schedule in row.schedules.all():
            note_removal(schedule, by=by, service=service)
            schedule.delete()
        note_removal(row, by=by, service=service)
        row.delete()
        unconfirm([service], by=by)
        write_cards([service.pk])
        log.record("service:unplaced", by=by, subject=service.subject, lane=service.institution_id)


def _silence(location: Location) -> None:
    for name in WHERE:
        setattr(location, name, "")
    location.words, location.transport = {}, {}
    location.latitude = location.longitude = None
    location.accessibility = []


def _close_doors(location: Location, by: Actor) -> None:
    """Numbers, e-mail and website that are not the front gate's go, here and in the history."""
    for phone in location.phones.filter(front_gate=False):
        note_removal(phone, by=by, service=None, location=location)
        phone.delete()
    for service in _services_of(location):
        for phone in Phone.objects.filter(service=service, front_gate=False):
            note_removal(phone, by=by, service=service)
            phone.delete()
        if service.email or service.url:
            service.email = service.url = ""
            service.save()
        check_leads_nowhere(rows_of(service), gates_of(service))
    forget_where(location)


def _services_of(location: Location) -> list[Service]:
    rows = Service.objects.filter(at_locations__location=location)
    return list(rows.select_related("institution"))
