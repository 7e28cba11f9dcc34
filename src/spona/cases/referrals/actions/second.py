"""The second recipient, named beforehand: it goes there without anybody, or it falls away."""

from __future__ import annotations

from spona import audit, deadlines
from spona.access.actor import Actor
from spona.cases.referrals.actions.dispatch import ANSWER_DEADLINE, arrive
from spona.cases.referrals.actions.transition import Locked
from spona.cases.referrals.models import Referral
from spona.cases.referrals.moves import State
from spona.deadlines.queries import deadline_of
from spona.vault.actions import destroy, release
from spona.vault.queries import connected


def second_of(row: Referral) -> Referral | None:
    """The row that waits behind this one, under lock.

    None where none was named, or where nobody there can open anything any more.
    """
    second = _standby(row)
    return second if second is not None and connected(second.recipient_institution) else None


def _standby(row: Referral) -> Referral | None:
    rows = Referral.objects.select_for_update(of=("self",)).filter(
        forwarded_from=row, state=State.STANDBY
    )
    return rows.select_related(
        "network", "sender_institution", "recipient_institution", "sent_by__person"
    ).first()


def stand_in(second: Referral, *, first: Referral, by: Actor) -> Referral:
    """Release the second's cover and put it into their queue: the sealing was done beforehand.

    In the server's name, because the recipient of the first has no say over these keys.
    """
    with audit.transaction():
        system = Actor.system("escalation")
        Locked(second, "stand_in", system, again=False).move(reason=first.state)
        second.sent_at = deadlines.now()
        second.save(update_fields=["state", "sent_at"])
        release(
            second.packet,
            by=system,
            institution=second.recipient_institution_id,
            sections=("cover",),
        )
        arrive(second, urgency=urgency_of(first), by=by)
    return second


def fall_away(row: Referral, *, by: Actor) -> None:
    """The first is settled, so what was held for the second is destroyed unread."""
    with audit.transaction() as log:
        second = _standby(row)
        if second is None:
            return
        system = Actor.system("escalation")
        Locked(second, "fall_away", system, again=False).move()
        second.closed_at = deadlines.now()
        second.save(update_fields=["state", "closed_at"])
        destroy(second.packet, by=system, institution=second.recipient_institution_id)
        log.record(
            "referral:fell_away", by=by, subject=second.subject, lane=row.sender_institution_id
        )


def urgency_of(row: Referral) -> str:
    """As far as the rule of its deadline tells it: the cover is sealed, and no job opens it."""
    deadline = deadline_of(ANSWER_DEADLINE, row.subject)
    return deadline.rule.urgency if deadline is not None and deadline.rule is not None else ""
