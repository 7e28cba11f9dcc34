"""Deadlines that fell due, and closed threads whose time has passed. No key is ever needed."""

from __future__ import annotations

from datetime import timedelta
from typing import Final

from spona import deadlines
from spona.access.actor import Actor
from spona.deadlines.actions import FellDue, escalate_due, reach_next_step
from spona.deadlines.models import StepTo
from spona.deadlines.unreachable_steps import able_and_there
from spona.tipline import actions
from spona.tipline.escalation import coordinators, deputies
from spona.tipline.models import Addressee
from spona.tipline.telling import tell, tell_holders
from spona.tipline.waiting import DEADLINE_KINDS
from spona.vault.queries import active_holders

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
