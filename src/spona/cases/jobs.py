"""Clocks that fell due: first the holders again, then the deputy, then the coordinator's list."""

from __future__ import annotations

from django.utils import timezone

from spona import clocks
from spona.access.actor import Actor
from spona.cases.referrals.actions import offer_packets as offer
from spona.cases.referrals.actions.send import CLOCK
from spona.cases.referrals.coordinator import coordinators
from spona.cases.referrals.models import Referral
from spona.cases.referrals.parties import readers
from spona.cases.referrals.telling import tell, tell_sender
from spona.clocks.actions import FellDue, walk
from spona.clocks.models import StepTo
from spona.directory.models import Seat
from spona.identity.models import Account


def escalate() -> int:
    """Tell those whose turn it is; return how many rungs were reached. Every few minutes.

    The rung and its notices are committed together, so a crash repeats the rung and loses none.
    """
    by = Actor.system("escalation")
    return walk(by=by, kinds=(CLOCK,), tell=lambda fallen: _tell_all(fallen, by))


def _tell_all(fallen: list[FellDue], by: Actor) -> None:
    ids = [fell.clock.subject_id for fell in fallen]
    rows = Referral.objects.filter(pk__in=ids).select_related(
        "network", "recipient_institution", "sender_institution", "sent_by__person"
    )
    referrals = {row.pk: row for row in rows}
    for fell in fallen:
        referral = referrals.get(fell.clock.subject_id)
        if referral is not None:
            _tell(fell, referral, by)


def offer_packets() -> int:
    """Whoever sent something on paper is told when the recipient can open it here. Every minute."""
    return offer(by=Actor.system("escalation"))


def _tell(fell: FellDue, referral: Referral, by: Actor) -> None:
    if fell.step.to == StepTo.QUEUE and referral.on_paper:
        # Who has to call them: the writer, else everybody at the sender who can open it.
        tell_sender(referral, _near_or_passed("reminder", "overdue", fell), by=by)
    elif fell.step.to == StepTo.QUEUE:
        able = readers(referral, referral.recipient_institution)
        tell(able, _near_or_passed("reminder", "overdue", fell), referral, by=by)
    elif fell.step.to == StepTo.DEPUTY:
        kind = _near_or_passed("deputy_reminder", "deputy_overdue", fell)
        tell(_deputy(referral), kind, referral, by=by)
    else:
        tell(coordinators(referral), "waiting", referral, by=by)


def _near_or_passed(near: str, passed: str, fell: FellDue) -> str:
    """The kind of notice: after a downtime a rung is reached when the deadline is over already.

    By a rule that is only proposed nothing is late, so it stays a reminder.
    """
    rule, due_at = fell.clock.rule, fell.clock.due_at
    late = rule is not None and rule.binding and due_at is not None and due_at < clocks.now()
    return passed if late else near


def _deputy(referral: Referral) -> list[Account]:
    """The deputy of the seat, if they can open it; else everybody who can is told once more.

    A step has to be a person who can open: whoever was locked out has no place in it, and of
    what went on paper nobody at the recipient.
    """
    there = referral.sender_institution if referral.on_paper else referral.recipient_institution
    able = readers(referral, there)
    seat = (
        Seat.objects.active_on(timezone.localdate())
        .filter(network=referral.network, institution=there)
        .select_related("deputy__person")
        .first()
    )
    deputy = seat.deputy if seat is not None and seat.is_ours() else None
    if deputy is None or not deputy.gives_a_hat():
        return able
    return [account for account in able if account.pk == deputy.person.account_id] or able
