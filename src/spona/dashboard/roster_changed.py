"""To the deputy of the institution's seat: what changed in the duty roster since they looked."""

from __future__ import annotations

from spona.access.actor import Actor
from spona.deadlines.models import Duty
from spona.deadlines.presence import is_deputy_of


def roster_changed(actor: Actor) -> int:
    """How many turns the deputy has not seen yet, by one query; 0 for everybody else, by none."""
    if actor.institution_id is None or actor.member_id is None:
        return 0
    if not is_deputy_of(actor.institution_id, actor.member_id):
        return 0
    rows = Duty.objects.filter(institution_id=actor.institution_id)
    return sum(row.has_valid_mac() and row.unseen for row in rows)
