"""Take a colleague out of a file: their wraps of it and of what came with it are deleted."""

from __future__ import annotations

from spona import audit
from spona.access.actor import Actor
from spona.cases.case.models import Case
from spona.cases.referrals.actions.accept import WORK
from spona.cases.team.actions import unassign_file
from spona.cases.timeline.boxes import boxes_of, referrals_of
from spona.directory.models import Member
from spona.tasks.actions import move_task
from spona.tasks.models import Task
from spona.vault.actions import ASSIGNED, destroy
from spona.vault.models import Grant
from spona.vault.models.boxes import MEMBER
from spona.vault.recipients import GLASS


def take_out(case: Case, *, member: Member, by: Actor) -> None:
    """Delete what was wrapped to this colleague by name; their tasks of it go to the queue.

    A second click changes nothing. Denied for who does not assign here.
    """
    account = member.person.account_id
    if account is None:
        return
    with audit.transaction():
        unassign_file(case, member=member, by=by)
        referrals = referrals_of(case)
        rows = Grant.objects.filter(
            section__box__in=boxes_of(referrals),
            to_kind=MEMBER,
            to_id=account,
            member_of=case.owner_institution_id,
            basis__in=(ASSIGNED, GLASS),
        )
        for row in rows:
            destroy(row, by=by)
        tasks = Task.objects.open().filter(
            kind=WORK,
            owner=member,
            subject_kind="referral",
            subject_id__in=[one.pk for one in referrals],
        )
        for task in tasks:
            move_task(task, owner=None, by=by)
