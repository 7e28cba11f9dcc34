"""Take a colleague out of a file: their wraps of it and of what came with it are deleted."""

from __future__ import annotations

from django.db.models import Q

from spona import audit
from spona.access.actor import Actor
from spona.cases.case.actions import FIRST_CONTACT
from spona.cases.case.models import Case
from spona.cases.casefile.boxes import boxes_of, referrals_of
from spona.cases.referrals.actions.accept import WORK
from spona.cases.team.actions import unassign_file
from spona.cases.team.telling import tell_ended
from spona.directory.models import Member
from spona.tasks.actions import move_task
from spona.tasks.models import Task
from spona.vault.actions import destroy
from spona.vault.models import Grant
from spona.vault.models.boxes import ASSIGNED, GLASS, MEMBER


def take_out(case: Case, *, member: Member, by: Actor, excluded: bool = False) -> int:
    """Delete what was wrapped to this colleague for work; their tasks of it go to the queue.

    They get a notice, but not where they are `excluded` in the same step. Return how many wraps
    and tasks there were: none at a second click. Denied for who does not assign here.
    """
    account = member.person.account
    if account is None:
        return 0
    with audit.transaction():
        gone = unassign_file(case, member=member, by=by)
        referrals = referrals_of(case)
        rows = Grant.objects.filter(
            section__box__in=boxes_of(referrals),
            to_kind=MEMBER,
            to_id=account.pk,
            member_of=case.owner_institution_id,
            basis__in=(ASSIGNED, GLASS),
        )
        gone += destroy(rows, by=by)
        if gone and not excluded:
            tell_ended(account, case.reference, by=by)
        of_referrals = Q(
            kind=WORK, subject_kind="referral", subject_id__in=[one.pk for one in referrals]
        )
        kind, ident = case.subject
        first_contact = Q(kind=FIRST_CONTACT, subject_kind=kind, subject_id=ident)
        tasks = Task.objects.open().filter(of_referrals | first_contact, owner=member)
        for task in tasks:
            move_task(task, owner=None, by=by)
            gone += 1
    return gone
