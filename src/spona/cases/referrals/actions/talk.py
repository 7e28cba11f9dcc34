"""A question to the sender and its answer: one sealed message in either direction.

Before acceptance the question stops the recipient's deadline for as long as its urgency allows, and
the answer starts it again. While somebody works on it a question stops nothing.
"""

from __future__ import annotations

from typing import Final

from django.utils.translation import gettext as _

from spona import audit
from spona.access.actor import Actor
from spona.access.denied import Conflict, Denied
from spona.cases.referrals.actions.dispatch import ANSWER_DEADLINE, sender_task
from spona.cases.referrals.actions.transition import begin
from spona.cases.referrals.messages import seal_message
from spona.cases.referrals.models import Referral
from spona.cases.referrals.moves import State
from spona.cases.referrals.permissions import check_can_move
from spona.cases.referrals.question_pause import urgency_of
from spona.cases.referrals.questions import is_asked
from spona.cases.referrals.telling import tell_recipient, tell_sender
from spona.deadlines.actions import pause, resume
from spona.deadlines.queries import deadline_of
from spona.identity.keyring import Keyring
from spona.notifications.actions import mark_read_about
from spona.tasks.actions import close_task

QUESTION: Final = "supply_more"


def give_feedback(referral: Referral, *, message: str, by: Actor, keys: Keyring) -> Referral:
    """Ask the sender something: it becomes a task of who wrote it. The caller makes it happen once.

    Before acceptance the state becomes "needs more information" and the deadline pauses: not where
    it is immediate, at most 24 hours where it is urgent, else at most five working days.
    """
    if not message.strip():
        raise Denied(_("Write what you ask of the sender."))
    check_can_move(by, referral, "give_feedback")
    urgency = urgency_of(referral, by=by, keys=keys)
    with audit.transaction() as log:
        verb = "ask_more" if _state(referral) == State.OPENED else "give_feedback"
        locked = begin(referral, verb, by=by)
        row = locked.referral
        if not locked.again:
            locked.move(message=seal_message(row, message, purpose="feedback", by=by))
            row.save(update_fields=["state"])
            if row.state == State.NEEDS_INFORMATION and (
                deadline := deadline_of(ANSWER_DEADLINE, row.subject)
            ):
                pause(deadline, reason="waits_for_sender", urgency=urgency, by=by)
            sender_task(row, QUESTION, by=by)
            tell_sender(row, "asked", by=by)
            log.record("referral:feedback_given", by=by, subject=row.subject)
            log.record("referral:asked", by=by, subject=row.subject, lane=row.sender_institution_id)
    return row


def answer_question(referral: Referral, *, message: str, by: Actor) -> Referral:
    """Answer the recipient, sealed to both sides; the task closes and the deadline runs on.

    Conflict where nothing is asked (any more). The caller makes it happen once.
    """
    if not message.strip():
        raise Denied(_("Write the answer."))
    with audit.transaction() as log:
        working = _state(referral) in (State.ACCEPTED, State.IN_WORK)
        locked = begin(referral, "answer_question" if working else "supply_more", by=by)
        row = locked.referral
        if locked.again:
            return row
        if not is_asked(row.moves.all()):
            raise Conflict(_("This question was answered already."))
        locked.move(message=seal_message(row, message, purpose="answer", by=by))
        row.save(update_fields=["state"])
        if deadline := deadline_of(ANSWER_DEADLINE, row.subject):
            resume(deadline, by=by)
        close_task(QUESTION, row.subject, by=by)
        tell_recipient(row, "answered", by=by)
        mark_read_about(row.reference, by=by)
        log.record("referral:question_answered", by=by, subject=row.subject)
        if not row.on_paper:
            log.record(
                "referral:answer_arrived",
                by=by,
                subject=row.subject,
                lane=row.recipient_institution_id,
            )
    return row


def _state(referral: Referral) -> str:
    """As it is now: which verb it is depends on it, and `begin` asks again under the lock."""
    return Referral.objects.values_list("state", flat=True).get(pk=referral.pk)
