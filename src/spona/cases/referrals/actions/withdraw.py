"""Taken back by the sender, or because the person does not agree any more."""

from __future__ import annotations

from spona import audit
from spona.access.actor import Actor
from spona.cases.referrals.actions.ending import settle, take_body, take_everything
from spona.cases.referrals.actions.recall import ask_paper_back
from spona.cases.referrals.actions.second import fall_away
from spona.cases.referrals.actions.transition import begin
from spona.cases.referrals.messages import seal_message
from spona.cases.referrals.models import Referral
from spona.cases.referrals.moves import BEFORE_SENDING
from spona.cases.referrals.parties import readers
from spona.cases.referrals.telling import tell, tell_recipient
from spona.statistics.actions import end_report_count


def withdraw(referral: Referral, *, message: str = "", by: Actor) -> Referral:
    """The sender takes it back before it was taken over; the recipient keeps cover and reason."""
    with audit.transaction() as log:
        locked = begin(referral, "withdraw", by=by)
        row = locked.referral
        if locked.again:
            return row
        went_out = row.state not in BEFORE_SENDING
        words = seal_message(row, message, purpose="withdrawn", by=by, at_home=not went_out)
        locked.move(message=words)
        fall_away(row, by=by)
        if went_out:
            take_body(row, by=by)
            tell_recipient(row, "withdrawn", by=by)
            # What went on paper was never theirs here, so their log knows nothing of it.
            if not row.on_paper:
                log.record(
                    "referral:taken_back",
                    by=by,
                    subject=row.subject,
                    lane=row.recipient_institution_id,
                )
        else:
            take_everything(row, by=by)
        settle(row, outcome="withdrawn", by=by)
        ask_paper_back(row, by=by)
        end_report_count(row.pk, by=by)
        log.record("referral:withdrawn", by=by, subject=row.subject)
    return row


def withdraw_agreement(referral: Referral, *, by: Actor) -> Referral:
    """The person does not agree any more: the recipient's keys to all of it are destroyed.

    Also when it was taken over: what rests on agreement was never copied. A stone stays, and
    nobody else has to be online.
    """
    with audit.transaction() as log:
        locked = begin(referral, "withdraw_agreement", by=by)
        row = locked.referral
        if locked.again:
            return row
        went_out = row.state not in BEFORE_SENDING
        locked.move(reason="agreement")
        fall_away(row, by=by)
        end_keys(row, went_out=went_out, outcome="agreement_withdrawn", by=by, log=log)
    return row


def end_keys(row: Referral, *, went_out: bool, outcome: str, by: Actor, log: audit.Log) -> None:
    """Cover, body and the sender's words close to the recipient; they are told before that."""
    told = readers(row, row.recipient_institution) if went_out else []
    take_everything(row, by=by)
    settle(row, outcome=outcome, by=by)
    # A paper does not close with the keys.
    ask_paper_back(row, by=by)
    tell(told, "withdrawn", row, by=by)
    detail = {"outcome": outcome}
    log.record(
        "referral:keys_destroyed", by=by, subject=row.subject, lane=row.sender_institution_id,
        detail=detail,
    )  # fmt: skip
    if went_out and not row.on_paper:
        log.record(
            "referral:keys_destroyed", by=by, subject=row.subject,
            lane=row.recipient_institution_id, detail=detail,
        )  # fmt: skip
