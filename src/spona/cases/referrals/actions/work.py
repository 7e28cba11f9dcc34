"""Start the work, close it, and tell the sender what they may know."""

from __future__ import annotations

from typing import Final

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from spona import audit, deadlines
from spona.access.actor import Actor
from spona.access.denied import Denied
from spona.cases.case.steps.actions import end_first_contact
from spona.cases.referrals.actions.talk import QUESTION
from spona.cases.referrals.actions.transition import begin
from spona.cases.referrals.messages import seal_message
from spona.cases.referrals.models import Referral
from spona.cases.referrals.telling import tell_sender
from spona.tasks.actions import close_all, close_task

# What the sender learns of the end. It tells nothing about the person on purpose.
OUTCOMES: Final[dict[str, Promise]] = {
    "done": gettext_lazy("What was asked is done"),
    "partly_done": gettext_lazy("Done in part"),
    "continues": gettext_lazy("The work goes on with us, no more is asked of you"),
    "no_need": gettext_lazy("Checked; nothing more had to be done"),
}


def start_work(referral: Referral, *, by: Actor) -> Referral:
    """Somebody works on it now."""
    with audit.transaction() as log:
        locked = begin(referral, "start_work", by=by)
        row = locked.referral
        if not locked.again:
            locked.move()
            row.save(update_fields=["state"])
            log.record("referral:work_started", by=by, subject=row.subject)
    return row


def finish(referral: Referral, *, outcome: str, message: str, by: Actor) -> Referral:
    """Close it with a code of `OUTCOMES` and a sentence that the sender reads."""
    if outcome not in OUTCOMES:
        raise Denied(_("Choose how it ended."))
    if not message.strip():
        raise Denied(
            _("Write one sentence to the sender. Without it they do not know what became of it.")
        )
    with audit.transaction() as log:
        locked = begin(referral, "finish", by=by)
        row = locked.referral
        if not locked.again:
            words = seal_message(row, message, purpose="outcome", by=by)
            locked.move(message=words, reason=outcome)
            row.outcome, row.closed_at = outcome, deadlines.now()
            row.save(update_fields=["state", "outcome", "closed_at"])
            # A question that nobody answered fell away; the rest is done.
            close_task(QUESTION, row.subject, by=by, outcome="dropped")
            close_all(row.subject, by=by, outcome="done")
            if row.to_case is not None and outcome != "continues":
                # Where the work goes on, so does the first contact.
                ended = "dropped" if outcome == "no_need" else "done"
                end_first_contact(row.to_case, outcome=ended, by=by)
            tell_sender(row, "closed", by=by)
            log.record("referral:finished", by=by, subject=row.subject, detail={"outcome": outcome})
            log.record(
                "referral:closed", by=by, subject=row.subject, lane=row.sender_institution_id
            )
    return row
