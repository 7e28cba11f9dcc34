"""Clocks that fell due: first the holders again, then the deputy, then the coordinator's list."""

from __future__ import annotations

from django.utils import timezone

from spona import audit
from spona.access.actor import Actor
from spona.cases.referrals.actions.send import CLOCK
from spona.cases.referrals.marks import marks_for
from spona.cases.referrals.models import Referral
from spona.cases.referrals.parties import readers
from spona.cases.referrals.telling import tell
from spona.clocks.actions import FellDue, fall_due
from spona.clocks.models import StepTo
from spona.directory.models import Member, Seat
from spona.directory.queries import centre, coordinator_of, deputies_of, members_of
from spona.identity.models import Account


def escalate() -> int:
    """Tell those whose turn it is; return how many rungs were reached. Every few minutes.

    The rung and its notices are committed together, so a crash repeats the rung and loses none.
    """
    by = Actor.system("escalation")
    with audit.transaction():
        fallen = fall_due(by=by, kinds=(CLOCK,))
        ids = [fell.clock.subject_id for fell in fallen]
        rows = Referral.objects.filter(pk__in=ids).select_related(
            "network", "recipient_institution", "sender_institution", "sent_by__person"
        )
        referrals = {row.pk: row for row in rows}
        for fell in fallen:
            referral = referrals.get(fell.clock.subject_id)
            if referral is not None:
                _tell(fell, referral, by)
    return len(fallen)


def _tell(fell: FellDue, referral: Referral, by: Actor) -> None:
    if fell.step.to == StepTo.QUEUE:
        tell(readers(referral, referral.recipient_institution), "reminder", referral, by=by)
    elif fell.step.to == StepTo.DEPUTY:
        tell(_deputy(referral), "deputy_reminder", referral, by=by)
    else:
        tell(_coordinator(referral), "waiting", referral, by=by)


def _deputy(referral: Referral) -> list[Account]:
    """The deputy of the seat, if they can open it; else everybody who can is told once more.

    A step has to be a person who can open: whoever was locked out has no place in it.
    """
    able = readers(referral, referral.recipient_institution)
    seat = (
        Seat.objects.active_on(timezone.localdate())
        .filter(network=referral.network, institution=referral.recipient_institution)
        .select_related("deputy__person")
        .first()
    )
    deputy = seat.deputy.person.account_id if seat and seat.deputy else None
    return [account for account in able if account.pk == deputy] or able


def _coordinator(referral: Referral) -> list[Account]:
    """The coordinator; one who is locked out is replaced by a deputy of another institution,
    and where there is none, by the Centre.
    """
    chief = coordinator_of(referral.network)
    found = [one for one in ([chief] if chief else []) if not _locked_out(referral, one)]
    if not found:
        found = [one for one in deputies_of(referral.network) if not _locked_out(referral, one)][:1]
    if not found and (national := centre()):
        found = [one for one in members_of(national) if not _locked_out(referral, one)]
    accounts = [one.person.account for one in found]
    return [account for account in accounts if account is not None and account.is_active]


def _locked_out(referral: Referral, member: Member) -> bool:
    marks = marks_for(people=[member.person_id], institutions=[member.institution_id])
    return referral.exclusions.filter(mark__in=marks).exists()
