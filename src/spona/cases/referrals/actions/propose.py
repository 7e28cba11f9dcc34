"""What rests on agreement, or was asked for, goes on only by the sender's click."""

from __future__ import annotations

from django.utils.translation import gettext as _

from spona import audit
from spona.access.actor import Actor
from spona.access.denied import Conflict
from spona.cases.referrals.actions.dispatch import ANSWER_DEADLINE, sender_task
from spona.cases.referrals.actions.ending import settle, take_body
from spona.cases.referrals.actions.forward import check_reason
from spona.cases.referrals.actions.second import second_of, stand_in
from spona.cases.referrals.actions.transition import begin
from spona.cases.referrals.coordinator import show_to_coordinator
from spona.cases.referrals.messages import seal_message
from spona.cases.referrals.models import Referral
from spona.cases.referrals.passing import check_can_pass_on, check_goes_by_proposal
from spona.cases.referrals.permissions import check_can_move
from spona.cases.referrals.question_pause import urgency_of
from spona.cases.referrals.telling import tell_recipient, tell_sender
from spona.deadlines.actions import pause, resume
from spona.deadlines.queries import deadline_of
from spona.directory.models import Institution, Network
from spona.identity.keyring import Keyring
from spona.notifications.actions import mark_read_about
from spona.tasks.actions import close_task

CONFIRM = "confirm_forward"


def propose_forward(
    referral: Referral,
    *,
    to: Institution,
    network: Network,
    reason: str,
    message: str = "",
    by: Actor,
    keys: Keyring,
) -> Referral:
    """Say that it is not ours and for whom it is; the deadline pauses as for a question.

    Of the packet only the cover is opened, for its urgency says how long the deadline may wait.
    Nothing is sealed: the sender holds the key, and the agreement.
    """
    check_reason(reason)
    check_goes_by_proposal(referral)
    check_can_move(by, referral, "propose_forward")
    urgency = urgency_of(referral, by=by, keys=keys)
    with audit.transaction() as log:
        locked = begin(referral, "propose_forward", by=by)
        row = locked.referral
        if locked.again:
            return row
        check_can_pass_on(row, to, network, on_paper=True)
        words = seal_message(row, message, purpose="not_ours", by=by)
        before = row.moves.filter(verb="propose_forward").exists()
        locked.move(message=words, reason=reason, to=to, to_network=network)
        row.save(update_fields=["state"])
        if deadline := deadline_of(ANSWER_DEADLINE, row.subject):
            pause(deadline, reason="waits_for_competent", urgency=urgency, by=by)
        sender_task(row, CONFIRM, by=by)
        tell_sender(row, "asked", by=by)
        mark_read_about(row.reference, by=by)
        log.record("referral:forward_proposed", by=by, subject=row.subject)
        log.record(
            "referral:asked_to_forward", by=by, subject=row.subject, lane=row.sender_institution_id
        )
        if before:
            # Twice to and fro: somebody outside the two should see it.
            show_to_coordinator(row, by=by)
    return row


def refuse_forward(referral: Referral, *, message: str = "", by: Actor) -> Referral:
    """The sender does not want it to go there: it is with the recipient again, the deadline
    runs.
    """
    with audit.transaction() as log:
        locked = begin(referral, "refuse_forward", by=by)
        row = locked.referral
        if not locked.again:
            locked.move(message=seal_message(row, message, purpose="stays", by=by))
            row.save(update_fields=["state"])
            if deadline := deadline_of(ANSWER_DEADLINE, row.subject):
                resume(deadline, by=by)
            close_task(CONFIRM, row.subject, by=by)
            tell_recipient(row, "answered", by=by)
            mark_read_about(row.reference, by=by)
            log.record("referral:forward_refused", by=by, subject=row.subject)
    return row


def hand_to_second(referral: Referral, *, reason: str, message: str = "", by: Actor) -> Referral:
    """Not ours, and the sender has named the second one: it goes there at once, without a key.

    Conflict where no second one was named.
    """
    check_reason(reason)
    with audit.transaction() as log:
        locked = begin(referral, "hand_to_second", by=by)
        row = locked.referral
        if locked.again:
            return row
        second = second_of(row)
        if second is None:
            raise Conflict(_("No second institution is named any more. Say for whom it is."))
        words = seal_message(row, message, purpose="not_ours", by=by)
        locked.move(
            message=words, reason=reason, to=second.recipient_institution, to_network=second.network
        )
        settle(row, outcome="forwarded", by=by)
        take_body(row, by=by)
        stand_in(second, first=row, by=by)
        tell_sender(row, "forwarded", by=by)
        mark_read_about(row.reference, by=by)
        log.record("referral:forwarded", by=by, subject=row.subject)
        log.record("referral:passed_on", by=by, subject=row.subject, lane=row.sender_institution_id)
    return row
