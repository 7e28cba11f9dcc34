"""A transfer takes effect when it is accepted: the sender's file closes, the count goes along."""

from __future__ import annotations

from spona import audit, deadlines
from spona.access.actor import Actor
from spona.cases.case.models import Case
from spona.cases.case.steps.actions import end_steps
from spona.cases.referrals.models import Referral
from spona.vault.actions import destroy
from spona.vault.models import STATISTICS, Grant
from spona.vault.recipients import COUNTED_SECTION


def hand_over(row: Referral, *, by: Actor) -> None:
    """Close the file that was handed over, and take it out of the sender's count.

    A person is counted once: the recipient's new file carries the count from now on. In the
    server's name, because the recipient has no say over the sender's keys.
    """
    with audit.transaction():
        case = close_file(row, by=by)
        counted = Grant.objects.filter(
            section__box=case.box_id, section__name=COUNTED_SECTION, to_kind=STATISTICS
        )
        destroy(counted, by=Actor.system("housekeeping"))


def close_file(row: Referral, *, by: Actor) -> Case:
    """The sender's file closes, and is counted with the sender still: of what was taken over on
    paper there is no other file here.
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
