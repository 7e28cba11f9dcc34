"""Say whether an institution comes; changed as often as needed until the meeting was held."""

from __future__ import annotations

from django.utils.translation import gettext as _

from spona import audit, deadlines
from spona.access.actor import Actor
from spona.access.denied import Conflict
from spona.meetings.actions.calling import ANSWER, TOLD
from spona.meetings.models import Answer, Invitation
from spona.meetings.permissions import check_can_answer
from spona.notifications.actions import mark_read_about
from spona.tasks.actions import close_task


def answer(invitation: Invitation, said: Answer, *, by: Actor) -> Invitation:
    """Write the answer down, of a partner on paper as they told it; again changes nothing."""
    check_can_answer(by, invitation)
    with audit.transaction() as log:
        rows = Invitation.objects.select_for_update(of=("self",)).select_related("meeting")
        row = rows.get(pk=invitation.pk)
        check_can_answer(by, row)
        if row.meeting.held_at is not None:
            raise Conflict(_("The meeting was held already."))
        if row.answer == said:
            return row
        row.answer, row.answered_at, row.answered_by_id = said, deadlines.now(), by.member_id
        row.save(update_fields=["answer", "answered_at", "answered_by"])
        close_task(TOLD if row.on_paper else ANSWER, row.subject, by=by)
        mark_read_about(row.meeting.reference, by=by)
        log.record(
            "meeting:answered",
            by=by,
            subject=row.meeting.subject,
            detail={"answer": row.answer, "institution": str(row.institution_id)},
        )
    return row
