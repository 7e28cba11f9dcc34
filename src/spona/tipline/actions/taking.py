"""The first institution to take a tip over owns it; the wraps of the others are destroyed."""

from __future__ import annotations

from spona import audit, deadlines
from spona.access.actor import Actor
from spona.tipline.actions.reading import own_addressee
from spona.tipline.models import State, Tip
from spona.tipline.permissions import check_can_take
from spona.tipline.waiting import end, stop_deadline
from spona.vault.actions import adopt
from spona.vault.models import Box, Section


def take_over(tip: Tip, *, by: Actor) -> Tip:
    """Own the thread from now on; one's own again changes nothing.

    The row is locked, so of two at once exactly one wins, and the other gets Conflict with who
    was faster. What was held back (the body of a report with a name) is released. Needs
    nobody's key.
    """
    with audit.transaction() as log:
        row = Tip.objects.select_for_update(of=("self",)).get(pk=tip.pk)
        check_can_take(by, row)
        if row.institution_id is not None:
            return row
        own, now = own_addressee(row, by), deadlines.now()
        for box in _boxes(row, by):
            adopt(box, by=by)
        row.institution_id, row.taken_at, row.state = own.institution_id, now, State.TAKEN
        row.read_at = row.read_at or now
        row.save(update_fields=["institution", "taken_at", "state", "read_at"])
        stop_deadline(own, "taken_over", by=by)
        others = row.addressees.exclude(pk=own.pk).select_related("institution", "tip__network")
        for other in others:
            other.ended_at = now
            other.save(update_fields=["ended_at"])
            end(other, "taken_elsewhere", by=by)
            log.record(
                "tip:taken_elsewhere", by=by, subject=("tip", row.pk), lane=other.institution_id
            )
        log.record("tip:taken_over", by=by, subject=("tip", row.pk))
    return row


def _boxes(tip: Tip, by: Actor) -> list[Box]:
    """The word and each message to which a key of the own institution leads."""
    ids = [tip.box_id, *tip.messages.values_list("box_id", flat=True)]
    reached = Section.objects.visible_to(by).filter(box__in=ids).values("box")
    return list(Box.objects.filter(pk__in=reached).order_by("id"))
