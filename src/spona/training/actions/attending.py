"""Who was there, day by day."""

from __future__ import annotations

from collections.abc import Collection
from uuid import UUID

from django.utils.translation import gettext as _

from spona import audit
from spona.access.actor import Actor
from spona.access.denied import Denied
from spona.deadlines.time import today
from spona.training.models import Attendance, Session, SessionDay
from spona.training.permissions import check_can_edit, check_is_open


def record_attendance(day: SessionDay, present: Collection[UUID], *, by: Actor) -> int:
    """Those of the list who were there that day; everybody else with a place was not. Returns how
    many were. Written again it is put right, until the session is closed.
    """
    check_can_edit(by, day.session.network)
    if day.day > today():
        raise Denied(_("This day has not come yet."))
    with audit.transaction() as log:
        session = Session.objects.select_for_update().get(pk=day.session_id)
        check_is_open(session)
        rows = list(session.participants.placed())
        for one in rows:
            Attendance.objects.update_or_create(
                participant=one, day=day, defaults={"present": one.pk in present}
            )
        there = sum(one.pk in present for one in rows)
        log.record("training:attendance", by=by, subject=session.subject, detail={"present": there})
    return there
