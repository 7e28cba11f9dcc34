"""Once a day: what falls due in the plans becomes tasks. Nobody is told twice."""

from __future__ import annotations

from spona.access.actor import Actor
from spona.deadlines.late import today_in
from spona.plans import actions
from spona.plans.models import Plan, State


def remind() -> int:
    """Tasks that are open for the adopted plans of the networks; practice networks too, whose
    people rehearse with them.
    """
    by = Actor.system("reminders")
    plans = Plan.objects.filter(state=State.ADOPTED).select_related("network")
    return sum(actions.remind(plan, day=today_in(plan.network), by=by) for plan in plans)
