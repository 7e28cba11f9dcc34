"""The work of who leaves goes to a colleague in one step: files, referrals, messages, tasks."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from django.utils.translation import gettext as _

from spona import audit
from spona.access.actor import Actor
from spona.access.denied import Denied
from spona.access.exclusion_marks import PERSON, mark
from spona.cases.case.models import Case, CaseExclusion
from spona.cases.case.steps.kinds import REMINDER
from spona.cases.case.steps.queries import able_owners, case_of, is_step
from spona.cases.casefile.boxes import all_boxes, boxes_of
from spona.cases.marks import Subject, noted_subjects
from spona.cases.referrals.models import Exclusion, Referral
from spona.cases.team.permissions import check_can_lead
from spona.cases.team.telling import tell_ended
from spona.deadlines.exclusions import not_excluded
from spona.directory.actor import actor_for
from spona.directory.models import Member
from spona.identity.keyring import Keyring
from spona.notifications.actions import notify
from spona.tasks.actions import move_task
from spona.tasks.models import Task
from spona.vault.actions import destroy, grant, to_account
from spona.vault.key_resolution import grants_for, standing
from spona.vault.models import ASSIGNED, GLASS, HOLDER, MEMBER, OWN, Grant
from spona.vault.queries import active_holders


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
    out of stays where it is and is counted, for a colleague who may see it. Where somebody is
    excluded, an intake holder has the files by name: that is their office, so it stays with
    them until they hold no key any more, and goes to `to` too if `to` is a holder. Where nothing
    went over, nobody is told and nothing is logged.
    """
    _check(leaver, to, by)
    account, left = to.person.account, leaver.person.account_id
    assert account is not None
    if left is None:
        return HandedOver(0, 0, 0)
    with audit.transaction() as log:
        hidden = _exclusions_of(to)
        boxes = _boxes_of(hidden)
        rows = Grant.objects.filter(
            to_kind=MEMBER, to_id=left, member_of=leaver.institution_id
        ).exclude(basis__in=(GLASS, OWN))
        moved: set[UUID] = set()
        stayed: set[UUID] = set()
        over: list[Grant] = []
        holders = {one.pk for one in active_holders(leaver.institution_id)}
        for row in standing(rows.order_by("section_id", "id")):
            section = row.section
            if section.box_id in boxes or not grants_for(by, [section])[section.pk]:
                stayed.add(section.box_id)
                continue
            office = row.basis == HOLDER and left in holders
            if office and account.pk not in holders:
                continue
            basis = ASSIGNED if row.basis == HOLDER and account.pk not in holders else row.basis
            # A wrap that ends in three hours, or that nobody here made, is none to work by.
            has = section.grants.filter(to_kind=MEMBER, to_id=account.pk, basis=basis)
            lacked = not standing(has)
            if lacked:
                again = to_account(account, basis=basis, member_of=to.institution_id)
                grant(section, again, by=by, keys=keys)
            if not office:
                over.append(row)
            if lacked or not office:
                moved.add(section.box_id)
        destroy(over, by=by)
        tasks = _move_tasks(leaver, to, hidden, by)
        done = HandedOver(len(moved - stayed), tasks, len(stayed))
        if not moved and not tasks:
            return done
        notify(account, "assigned", reference="", by=by, email=to.person.email or None)
        if over and leaver.person.account is not None:
            tell_ended(leaver.person.account, "", by=by)
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
        raise Denied(_("Only an intake officer assigns. Ask one of them."))
    if leaver.person_id == to.person_id:
        raise Denied(_("Choose two different people."))
    check_can_lead(by, to)


def _exclusions_of(to: Member) -> set[Subject]:
    """Files and referrals that this colleague was locked out of: by the rows, and by the log."""
    stamp = mark(PERSON, to.person_id)
    every = [*Exclusion.objects.all(), *CaseExclusion.objects.all()]
    found = noted_subjects(stamp, every, kinds=["referral", "case"])
    rows = Exclusion.objects.filter(mark=stamp).values_list("referral", flat=True)
    found |= {("referral", pk) for pk in rows}
    came = Referral.objects.filter(pk__in=_ids(found, "referral"), to_case__isnull=False)
    files = CaseExclusion.objects.filter(mark=stamp).values_list("case", flat=True)
    return found | {
        ("case", pk) for pk in (*files, *came.values_list("to_case", flat=True)) if pk is not None
    }


def _ids(subjects: set[Subject], kind: str) -> list[UUID]:
    return [ident for each, ident in subjects if each == kind]


def _boxes_of(hidden: set[Subject]) -> set[UUID]:
    boxes = boxes_of(Referral.objects.filter(pk__in=_ids(hidden, "referral")))
    for case in Case.objects.filter(pk__in=_ids(hidden, "case")):
        boxes |= all_boxes(case)
    return boxes


def _move_tasks(leaver: Member, to: Member, hidden: set[Subject], by: Actor) -> int:
    """Those whose subject is hidden stay, and so does what `to` sees no row of."""
    account = to.person.account
    actor = actor_for(account, member_id=to.pk) if account else None
    if actor is None:
        return 0
    rows = Task.objects.open().filter(not_excluded(actor), owner=leaver).exclude(kind=REMINDER)
    tasks = [
        one
        for one in rows
        if (one.subject_kind, one.subject_id) not in hidden
        # A step is nobody's who cannot open the file.
        and (not is_step(one) or to.pk in {able.pk for able in able_owners(case_of(one))})
    ]
    for task in tasks:
        move_task(task, owner=to, by=by)
    return len(tasks)
