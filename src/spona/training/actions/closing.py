"""The end of a session: who was there is settled, certificates are issued, conditions written."""

from __future__ import annotations

from django.utils.translation import gettext as _

from spona import audit, deadlines
from spona.access.actor import Actor
from spona.access.denied import Denied
from spona.deadlines.time import today
from spona.directory.queries import institutions_of
from spona.mandates.actions import write_condition
from spona.tasks.actions import close_all
from spona.training.actions.certificates import issue_where_earned
from spona.training.models import Attendance, Session
from spona.training.permissions import check_can_edit, check_is_open


def close_session(session: Session, *, by: Actor) -> Session:
    """Who passes the second test later still gets a certificate; attendance stays as it is."""
    check_can_edit(by, session.network)
    with audit.transaction() as log:
        row = Session.objects.select_for_update().get(pk=session.pk)
        check_is_open(row)
        if row.last_day > today():
            raise Denied(_("It is closed after its last day."))
        written = Attendance.objects.filter(participant__session=row)
        missing = [one for one in row.days.all() if not written.filter(day=one).exists()]
        if missing and row.participants.placed().exists():
            raise Denied(_("Write down first who was there on each day."))
        row.closed_at = deadlines.now()
        row.save(update_fields=["closed_at"])
        close_all(row.subject, by=by, outcome="done")
        issued = 0
        for one in row.participants.placed().select_related(
            "session__module", "session__network", "member__person__account"
        ):
            issued += issue_where_earned(one, by=by) is not None
        there = written.filter(present=True, participant__withdrawn_at=None)
        ids = set(there.values_list("participant__institution_id", flat=True))
        # A guest from elsewhere owes this network no training.
        for institution in institutions_of(row.network).filter(pk__in=ids):
            write_condition(institution, row.network, "training", on=row.last_day, by=by)
        log.record(
            "training:closed",
            by=by,
            subject=row.subject,
            detail={"institutions": len(ids), "certificates": issued},
        )
    return row
