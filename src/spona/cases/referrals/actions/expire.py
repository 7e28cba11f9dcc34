"""What ends by itself: an agreement whose last day has passed, a deadline at which nobody
opened.
"""

from __future__ import annotations

from spona import audit, deadlines
from spona.access.actor import Actor
from spona.cases.consent.rests_on import RestsOn
from spona.cases.referrals.actions.dispatch import ANSWER_DEADLINE
from spona.cases.referrals.actions.ending import settle, take_body
from spona.cases.referrals.actions.second import fall_away, second_of, stand_in
from spona.cases.referrals.actions.transition import begin
from spona.cases.referrals.actions.withdraw import end_keys
from spona.cases.referrals.models import Referral
from spona.cases.referrals.moves import BEFORE_SENDING, MOVES, State
from spona.cases.referrals.telling import tell_recipient, tell_sender
from spona.deadlines.late import instant_has_passed, today_in
from spona.deadlines.queries import deadline_of


def expire(referral: Referral, *, by: Actor) -> Referral:
    """The agreement's last day has passed: unaccepted it expires, accepted its keys end.

    Nothing happens where the agreement lasts, so the job may come as often as it likes.
    """
    agreement = referral.agreement
    if agreement is None or agreement.ends_on is None:
        return referral
    if agreement.ends_on >= today_in(referral.network):
        return referral
    with audit.transaction() as log:
        taken = referral.state in MOVES["end_agreement"].sources
        locked = begin(referral, "end_agreement" if taken else "expire", by=by)
        row = locked.referral
        if locked.again:
            return row
        went_out = row.state not in BEFORE_SENDING
        locked.move(reason="agreement_ended")
        fall_away(row, by=by)
        end_keys(row, went_out=went_out, outcome="agreement_ended", by=by, log=log)
        tell_sender(row, "closed", by=by)
    return row


def ended_agreements() -> list[Referral]:
    """Open rows whose agreement may have run out; `expire` looks at the day of each network."""
    open_states = MOVES["expire"].sources | MOVES["end_agreement"].sources
    day = deadlines.today()
    return list(
        Referral.objects.filter(
            state__in=open_states, rests_on=RestsOn.AGREEMENT, agreement__ends_on__lte=day
        ).select_related("agreement", "network")
    )


def pass_over(referral: Referral, *, by: Actor) -> Referral:
    """Nobody has opened it within its deadline, and a second one was named: it goes there now."""
    deadline = deadline_of(ANSWER_DEADLINE, referral.subject)
    if (
        deadline is None
        or deadline.due_at is None
        or not instant_has_passed(deadline.due_at, deadlines.now())
    ):
        return referral
    with audit.transaction() as log:
        locked = begin(referral, "pass_over", by=by)
        row = locked.referral
        second = second_of(row)
        if locked.again or second is None:
            return row
        locked.move(reason="not_opened", to=second.recipient_institution, to_network=second.network)
        tell_recipient(row, "withdrawn", by=by)
        settle(row, outcome="not_opened", by=by)
        take_body(row, by=by)
        stand_in(second, first=row, by=by)
        tell_sender(row, "forwarded", by=by)
        lane = row.paper_side_id if row.on_paper else row.recipient_institution_id
        log.record("referral:passed_over", by=by, subject=row.subject, lane=lane)
    return row


def unopened_with_second() -> list[Referral]:
    rows = Referral.objects.filter(state=State.SENT, forwarded_to__state=State.STANDBY)
    return list(rows.select_related("network").distinct())
