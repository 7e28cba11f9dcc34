"""Those who give a service have no place: the sender has it back, and looks for another."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from spona import audit
from spona.access.actor import Actor
from spona.access.denied import Denied
from spona.cases.referrals.actions.dispatch import sender_task
from spona.cases.referrals.actions.ending import settle, take_body
from spona.cases.referrals.actions.second import fall_away, second_of, stand_in
from spona.cases.referrals.actions.transition import begin
from spona.cases.referrals.messages import seal_message
from spona.cases.referrals.models import Referral
from spona.cases.referrals.passing import check_gives_places
from spona.cases.referrals.telling import tell_sender
from spona.notifications.actions import mark_read_about
from spona.tasks.actions import close_task

# Of the service, never of the person: whom it is for stands in the sealed sentence.
NO_PLACE: Final[Mapping[str, Promise]] = {
    "full": gettext_lazy("Every place is taken"),
    "paused": gettext_lazy("The service does not work now"),
    "not_given": gettext_lazy("This service is not given here"),
    "other": gettext_lazy("Another reason, in the sentence"),
}
READ = "read_answer"


def have_no_place(referral: Referral, *, reason: str, message: str, by: Actor) -> Referral:
    """Say so with a code of `NO_PLACE` and a sentence that the sender reads.

    The recipient keeps the cover and the reason. Where a second one was named, it goes there
    at once; else it is a task of the sender, so that nobody forgets the person.
    """
    if reason not in NO_PLACE:
        raise Denied(_("Choose why there is no place."))
    if not message.strip():
        raise Denied(_("Write one sentence: the sender has to look for another place."))
    check_gives_places(referral.recipient_institution.sector)
    with audit.transaction() as log:
        locked = begin(referral, "have_no_place", by=by)
        row = locked.referral
        if locked.again:
            return row
        second = second_of(row)
        words = seal_message(row, message, purpose="no_place", by=by)
        locked.move(
            message=words,
            reason=reason,
            to=second.recipient_institution if second else None,
            to_network=second.network if second else None,
        )
        settle(row, outcome="no_place", by=by)
        take_body(row, by=by)
        if second is not None:
            stand_in(second, first=row, by=by)
        else:
            fall_away(row, by=by)
        sender_task(row, READ, by=by)
        tell_sender(row, "answered", by=by)
        mark_read_about(row.reference, by=by)
        log.record("referral:no_place", by=by, subject=row.subject, detail={"reason": reason})
        log.record("referral:came_back", by=by, subject=row.subject, lane=row.sender_institution_id)
    return row


def note_answer(referral: Referral, *, by: Actor) -> None:
    """The sender has read it and takes care of what comes next; the task is done."""
    if by.institution_id != referral.sender_institution_id:
        raise Denied(_("Only the other institution can do this."))
    with audit.transaction() as log:
        if close_task(READ, referral.subject, by=by):
            mark_read_about(referral.reference, by=by)
            log.record("referral:answer_read", by=by, subject=referral.subject)
