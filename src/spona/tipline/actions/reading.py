"""An intake holder opens what has arrived: the writer then sees the day on which it was read."""

from __future__ import annotations

from spona import audit, deadlines
from spona.access.actor import Actor
from spona.tipline.models import Addressee, State, Tip
from spona.tipline.permissions import check_can_read
from spona.tipline.waiting import stop_deadline, wait_for_answer


def open_tip(tip: Tip, *, by: Actor) -> Tip:
    """Mark the word and all that was added as read by the own institution; again changes nothing.

    Opens nothing itself: the page does, and its reading is logged there. Denied where the role
    does not include it.
    """
    check_can_read(by)
    with audit.transaction() as log:
        row = Tip.objects.select_for_update(of=("self",)).get(pk=tip.pk)
        own = own_addressee(row, by)
        now = deadlines.now()
        news = row.messages.filter(institution=None, read_at=None).update(read_at=now)
        if own.read_at is not None and not news:
            return row
        own.read_at = own.read_at or now
        own.save(update_fields=["read_at"])
        if row.state == State.ARRIVED:
            row.state, row.read_at = State.READ, now
            row.save(update_fields=["state", "read_at"])
        if row.institution_id is not None:
            stop_deadline(own, "read", by=by)
        wait_for_answer(own, by=by)
        log.record("tip:opened", by=by, subject=("tip", row.pk), detail={"new": news})
    return row


def own_addressee(tip: Tip, by: Actor) -> Addressee:
    """The row of the institution one acts for."""
    rows = tip.addressees.select_related("institution", "tip__network")
    return rows.get(institution_id=str(by.institution_id))
