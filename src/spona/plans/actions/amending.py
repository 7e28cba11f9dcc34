"""A change after the adoption is an amendment: dated, with a reason, kept with old and new."""

from __future__ import annotations

from dataclasses import asdict, dataclass

from django.utils.translation import gettext as _

from spona import deadlines
from spona.access.actor import Actor
from spona.access.denied import Denied
from spona.plans.models import Amendment, Plan, State


@dataclass(frozen=True, slots=True)
class Change:
    """`what` as "2.1 Talks at schools"; `field` a name of `plans.rows`, or added, removed."""

    what: str
    field: str
    old: str = ""
    new: str = ""


def amend(plan: Plan, changes: list[Change], *, reason: str, by: Actor) -> Amendment | None:
    """Keeps the changes of an adopted plan; of a draft nothing is kept but the log."""
    if plan.state == State.DRAFT or not changes:
        return None
    if not reason.strip():
        raise Denied(_("The plan is adopted: write why it is changed."))
    last = plan.amendments.order_by("-number").values_list("number", flat=True).first()
    return Amendment.objects.create(
        plan=plan,
        number=(last or 0) + 1,
        made_at=deadlines.now(),
        made_by_id=by.member_id,
        reason=reason.strip()[:300],
        changes=[asdict(one) for one in changes],
    )
