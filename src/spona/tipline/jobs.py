"""Deadlines that fell due, and closed threads whose time has passed. No key is ever needed."""

from __future__ import annotations

from datetime import timedelta
from typing import Final

from django.utils import timezone

from spona import deadlines
from spona.access.actor import Actor
from spona.access.exclusion_marks import marks_for
from spona.deadlines.actions import FellDue, escalate_due, reach_next_step
from spona.deadlines.models import StepTo
from spona.deadlines.unreachable_steps import able_and_there
from spona.directory.models import Member, Seat
from spona.directory.queries import centre, coordinator_of, deputies_of, members_of
from spona.identity.models import Account
from spona.tipline import actions
from spona.tipline.exclusions import marks_on
from spona.tipline.models import Addressee, Tip
from spona.tipline.telling import tell, tell_holders
from spona.tipline.waiting import DEADLINE_KINDS
from spona.vault.queries import active_holders

# Who hears of it when nobody takes a tip over: a step has to be a person who can open.


def deputies(addressee: Addressee) -> list[Account]:
    """The deputy of the seat if they can open it; else everybody who can is told once more."""
    able = active_holders(addressee.institution)
    seat = (
        Seat.objects.active_on(timezone.localdate())
        .filter(network=addressee.tip.network, institution=addressee.institution)
        .select_related("deputy__person")
        .first()
    )
    deputy = seat.deputy.person.account_id if seat and seat.deputy else None
    return [account for account in able if account.pk == deputy] or able


def coordinators(tip: Tip) -> list[Account]:
    """The coordinator; one of a locked out institution is replaced by a deputy of another, and
    where there is none, by the Centre.
    """
    chief = coordinator_of(tip.network)
    found = _allowed(tip, [chief] if chief else [])
    found = found or _allowed(tip, deputies_of(tip.network))[:1]
    if not found and (national := centre()):
        found = _allowed(tip, members_of(national))
    accounts = [one.person.account for one in found]
    return [account for account in accounts if account is not None and account.is_active]


def _allowed(tip: Tip, people: list[Member]) -> list[Member]:
    out = marks_on(tip)
    return [
        one
        for one in people
        if not out & marks_for(people=[one.person_id], institutions=[one.institution_id])
    ]


# A closed thread lives so long after the last visit (security design, "the way of a referral").
KEPT: Final = timedelta(days=90)


def escalate() -> int:
    """Tell those whose turn it is: the holders, then the deputy, then the coordinator's list.

    The step and its notices are committed together, so a crash repeats the step and loses none.
    """
    by = Actor.system("escalation")
    return escalate_due(
        by=by, kinds=DEADLINE_KINDS, subject_kind="tip", tell=lambda fallen: _tell_all(fallen, by)
    )


def forget() -> int:
    """Delete closed threads without a visit for 90 days; return how many. Once a day is enough."""
    before = deadlines.today() - KEPT
    return actions.forget(before=before, by=Actor.system("housekeeping"))


def _tell_all(fallen: list[FellDue], by: Actor) -> None:
    ids = [fell.deadline.subject_id for fell in fallen]
    rows = Addressee.objects.filter(pk__in=ids).select_related("tip__network", "institution")
    addressees = {row.pk: row for row in rows}
    for fell in fallen:
        addressee = addressees.get(fell.deadline.subject_id)
        if addressee is not None:
            _tell(fell, addressee, by)


def _tell(fell: FellDue, addressee: Addressee, by: Actor) -> None:
    tip = addressee.tip
    if _nobody_is_there(fell, addressee) and (above := reach_next_step(fell, by=by)) is not None:
        # Those who are away find it when they come back; meanwhile the next one hears of it.
        _tell(above, addressee, by)
    if fell.step.to == StepTo.QUEUE:
        tell_holders(tip, [addressee.institution], "reminder", by=by)
    elif fell.step.to == StepTo.DEPUTY:
        tell(tip, deputies(addressee), "deputy_reminder", by=by)
    else:
        tell(tip, coordinators(tip), "waiting", by=by)


def _nobody_is_there(fell: FellDue, addressee: Addressee) -> bool:
    """True where everybody of this step who could open it is absent."""
    if fell.step.to == StepTo.COORDINATOR:
        return False
    queue = fell.step.to == StepTo.QUEUE
    able = active_holders(addressee.institution) if queue else deputies(addressee)
    return not able_and_there(addressee.institution_id, [account.pk for account in able])
