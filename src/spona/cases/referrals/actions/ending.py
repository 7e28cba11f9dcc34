"""What every ending has in common: deadline and tasks stop, and the keys of the recipient go."""

from __future__ import annotations

from spona import audit, deadlines
from spona.access.actor import Actor
from spona.cases.case.steps.actions import end_first_contact
from spona.cases.referrals.actions.dispatch import ANSWER_DEADLINE
from spona.cases.referrals.additions import addition_boxes, written_by_sender
from spona.cases.referrals.models import Referral
from spona.deadlines.actions import stop_running
from spona.tasks.actions import close_all
from spona.vault.actions import destroy


def settle(row: Referral, *, outcome: str, by: Actor) -> None:
    """Stop the deadline, let every open task fall away, and save the row as closed."""
    with audit.transaction():
        stop_running(ANSWER_DEADLINE, row.subject, outcome=outcome, by=by)
        close_all(row.subject, by=by)
        if row.to_case is not None:
            end_first_contact(row.to_case, outcome="dropped", by=by)
        row.closed_at = deadlines.now()
        row.save(update_fields=["state", "closed_at"])


def take_body(row: Referral, *, by: Actor) -> int:
    """The recipient keeps the cover and the reason; the rest closes to them for good."""
    by = _mover(row, by)
    gone = destroy(row.packet, by=by, institution=row.other_side_id, sections=("body",))
    for box in addition_boxes(row):
        gone += destroy(box, by=by, institution=row.other_side_id)
    return gone


def take_everything(row: Referral, *, by: Actor) -> int:
    """Cover, body and what the sender wrote afterwards; what the recipient wrote is their own."""
    by = _mover(row, by)
    gone = destroy(row.packet, by=by, institution=row.other_side_id)
    written = row.moves.filter(written_by_sender(row))
    for move in written.select_related("message"):
        assert move.message is not None
        gone += destroy(move.message, by=by, institution=row.other_side_id)
    return gone


def _mover(row: Referral, by: Actor) -> Actor:
    """Of what was passed on on paper the first sender owns no key, and takes it back all the same:
    in the server's name.
    """
    return by if row.paper_institution_id is None else Actor.system("housekeeping")
