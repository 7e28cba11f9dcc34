"""Call a meeting off with a reason, or close it when its time is over."""

from __future__ import annotations

from collections.abc import Iterable

from django.utils.translation import gettext as _

from spona import audit, deadlines
from spona.access.actor import Actor
from spona.access.denied import Conflict
from spona.identity.models import Account
from spona.meetings.models import Meeting, Reason
from spona.meetings.permissions import check_leads
from spona.meetings.telling import tell
from spona.tasks.actions import close_all


def call_off(meeting: Meeting, reason: Reason, *, told: Iterable[Account], by: Actor) -> Meeting:
    """It does not take place: its tasks fall away, the invited hear of it. Again changes nothing.

    What was held already stays held.
    """
    check_leads(by, meeting)
    with audit.transaction() as log:
        row = Meeting.objects.select_for_update(of=("self",)).get(pk=meeting.pk)
        if row.cancelled_at is not None:
            return row
        if row.held_at is not None or row.ended_at is not None:
            raise Conflict(_("The meeting was held already."))
        row.cancelled_at, row.reason = deadlines.now(), reason
        row.save(update_fields=["cancelled_at", "reason"])
        _drop_tasks(row, by)
        if row.announced_at is not None:
            tell(told, "meeting_off", row, by=by)
        log.record("meeting:called_off", by=by, subject=row.subject, detail={"reason": reason})
    return row


def end(meeting: Meeting, *, by: Actor) -> Meeting:
    """Nothing more is written in it; what was decided goes on as tasks. Again changes nothing."""
    with audit.transaction() as log:
        row = Meeting.objects.select_for_update(of=("self",)).get(pk=meeting.pk)
        if row.ended_at is None and row.cancelled_at is None:
            row.ended_at = deadlines.now()
            row.save(update_fields=["ended_at"])
            _drop_tasks(row, by)
            log.record("meeting:ended", by=by, subject=row.subject, lane=row.institution_id)
    return row


def _drop_tasks(row: Meeting, by: Actor) -> None:
    close_all(row.subject, by=by)
    asked = row.invitations.all()
    if row.is_of_table:
        # A table is long, and who has answered or is called by phone has no task left.
        asked = asked.filter(answer="", on_paper=False) if row.held_at is None else asked.none()
    for one in asked:
        close_all(one.subject, by=by)
