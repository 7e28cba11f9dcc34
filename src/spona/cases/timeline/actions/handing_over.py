"""The work of who leaves goes to a colleague in one step: files, referrals, messages, tasks."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from django.utils.translation import gettext as _

from spona import audit
from spona.access.actor import Actor
from spona.access.denied import Denied
from spona.cases.case.models import Case, CaseExclusion
from spona.cases.marks import PERSON, mark
from spona.cases.referrals.models import Exclusion, Referral
from spona.cases.team.permissions import check_can_lead
from spona.cases.team.queries import GLASS
from spona.cases.timeline.boxes import boxes_of
from spona.directory.models import Member
from spona.identity.keyring import Keyring
from spona.notifications.actions import notify
from spona.tasks.actions import move_task
from spona.tasks.models import Task
from spona.vault.actions import destroy, grant, to_account
from spona.vault.models import Grant
from spona.vault.models.boxes import MEMBER
from spona.vault.ways import grants_for, standing


@dataclass(frozen=True, slots=True)
class HandedOver:
    """How many things went over; `stayed` are those that the colleague may not see, or that
    only the leaver themselves can open.
    """

    things: int
    tasks: int
    stayed: int


def hand_over_work(leaver: Member, *, to: Member, by: Actor, keys: Keyring) -> HandedOver:
    """Wrap to `to` everything that was given to `leaver` by name, delete their wraps, move tasks.

    By an intake holder, or by the leaver; nobody else has to be there. What `to` was locked
    out of stays where it is and is counted, for a colleague who may see it.
    """
    _check(leaver, to, by)
    account, left = to.person.account, leaver.person.account_id
    assert account is not None
    if left is None:
        return HandedOver(0, 0, 0)
    with audit.transaction() as log:
        hidden = _hidden_from(to)
        rows = Grant.objects.filter(
            to_kind=MEMBER, to_id=left, member_of=leaver.institution_id
        ).exclude(basis=GLASS)
        moved: set[UUID] = set()
        stayed: set[UUID] = set()
        for row in standing(rows.order_by("section_id")):
            section = row.section
            if section.box_id in hidden or not grants_for(by, [section])[section.pk]:
                stayed.add(section.box_id)
                continue
            has = section.grants.filter(to_kind=MEMBER, to_id=account.pk).exists()
            if not has:
                again = to_account(account, basis=row.basis, member_of=to.institution_id)
                grant(section, again, by=by, keys=keys)
            destroy(row, by=by)
            moved.add(section.box_id)
        tasks = _move_tasks(leaver, to, by)
        if moved or tasks:
            notify(account, "assigned", reference="", by=by, email=to.person.email or None)
        done = HandedOver(len(moved - stayed), tasks, len(stayed))
        log.record(
            "work:handed_over",
            by=by,
            subject=("member", leaver.pk),
            detail={"to": str(to.pk), "things": done.things, "tasks": tasks},
        )
    return done


def _check(leaver: Member, to: Member, by: Actor) -> None:
    own = by.person_id == leaver.person_id
    if leaver.institution_id != by.institution_id or not (own or by.may("referral:assign")):
        raise Denied(_("Only an intake holder assigns. Ask one of them."))
    if leaver.person_id == to.person_id:
        raise Denied(_("Choose two different people."))
    check_can_lead(by, to)


def _hidden_from(to: Member) -> set[UUID]:
    """Boxes of what this colleague was locked out of."""
    stamp = mark(PERSON, to.person_id)
    rows = Exclusion.objects.filter(mark=stamp).values("referral")
    referrals = list(Referral.objects.filter(pk__in=rows))
    files = Case.objects.filter(
        pk__in=[
            *CaseExclusion.objects.filter(mark=stamp).values_list("case", flat=True),
            *(one.to_case_id for one in referrals if one.to_case_id),
        ]
    )
    return boxes_of(referrals) | set(files.values_list("box_id", flat=True))


def _move_tasks(leaver: Member, to: Member, by: Actor) -> int:
    stamp = mark(PERSON, to.person_id)
    hidden = Exclusion.objects.filter(mark=stamp).values("referral")
    rows = (
        Task.objects.open()
        .filter(owner=leaver)
        .exclude(subject_kind="referral", subject_id__in=hidden)
    )
    tasks = list(rows)
    for task in tasks:
        move_task(task, owner=to, by=by)
    return len(tasks)
