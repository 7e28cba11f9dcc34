"""A transfer takes effect when it is accepted: the sender's file closes, the count goes along."""

from __future__ import annotations

from spona import audit, deadlines
from spona.access.actor import Actor
from spona.cases.case.models import Case
from spona.cases.case.steps.actions import end_steps
from spona.cases.referrals.models import Referral


def close_file(row: Referral, *, by: Actor) -> Case:
    """Close the sender's file. A person is counted once: from now on by the recipient's file, or,
    of what was taken over on paper, with the sender still, for there is no other file here.
    """
    assert row.from_case_id is not None
    with audit.transaction() as log:
        case = Case.objects.select_for_update().get(pk=row.from_case_id)
        if case.closed_at is None:
            case.closed_at = deadlines.now()
            case.save(update_fields=["closed_at"])
            end_steps(case, by=by)
            log.record(
                "case:handed_over", by=by, subject=("case", case.pk), lane=row.sender_institution_id
            )
    return case
