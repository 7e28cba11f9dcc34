"""Full tonight, in one tap, and taken back in one."""

from __future__ import annotations

import datetime as dt
from typing import Final

from django.utils.translation import gettext as _

from spona import audit, deadlines
from spona.access.actor import Actor
from spona.access.denied import Conflict
from spona.services.actions.offering import locked
from spona.services.changes import kept_state, note_change
from spona.services.models import Capacity, Service
from spona.services.permissions import check_can_tell_room
from spona.services.search_index import write_cards
from spona.services.zones import zones_of

# Until the morning: then somebody looks again.
MORNING: Final = dt.time(8)
_UNIT: Final = {"sr": "Места", "en": "Places"}


def mark_full(service: Service, *, by: Actor) -> Service:
    """No room until eight in the morning of its town; pressed again nothing changes."""
    return _tell(service, tonight(service), by)


def mark_free(service: Service, *, by: Actor) -> Service:
    """There is room after all."""
    return _tell(service, None, by)


def tonight(service: Service) -> dt.datetime:
    """The next eight in the morning there."""
    town = service.institution.town_id
    zone = zones_of([town])[town]
    here = deadlines.now().astimezone(zone)
    day = here.date() + dt.timedelta(days=0 if here.time() < MORNING else 1)
    return dt.datetime.combine(day, MORNING, zone)


def _tell(service: Service, until: dt.datetime | None, by: Actor) -> Service:
    check_can_tell_room(by, service.institution)
    with audit.transaction() as log:
        row = locked(service)
        if row.ended_at is not None:
            raise Conflict(_("This service is no more. Bring it back first."))
        rows = list(row.capacity.select_for_update())
        if not rows and until is not None:
            rows = [Capacity(service=row, unit=dict(_UNIT), updated_at=deadlines.now())]
        changed = 0
        for one in rows:
            if one.full_until == until:
                continue
            before = kept_state(one)
            one.full_until, one.updated_at = until, deadlines.now()
            one.updated_by_id = by.member_id
            one.save()
            note_change(one, before, by=by, service=row)
            changed += 1
        if changed:
            write_cards([row.pk])
            log.record(
                "service:told_room", by=by, subject=row.subject, lane=row.institution_id,
                detail={"full": until is not None},
            )  # fmt: skip
    return row
