"""Lock a colleague out of a file: no key, no row, no notice; also one who holds the intake key."""

from __future__ import annotations

from itertools import chain
from typing import Any
from uuid import UUID

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext as _

from spona import audit
from spona.access.actor import Actor
from spona.access.denied import Conflict, Denied
from spona.access.exclusion_marks import PERSON, mark
from spona.audit import endings
from spona.cases.case.acting_membership import acting_membership
from spona.cases.case.models import Case
from spona.cases.case.queries import excluded_people, joined_with
from spona.cases.case.steps.actions import return_steps, take_steps
from spona.cases.casefile.boxes import all_boxes, boxes_of, referrals_of
from spona.cases.casefile.locking import lock_files, lock_sections
from spona.cases.data_requests.actions import take_from
from spona.cases.data_requests.queries import requests_about
from spona.cases.marks import Subject, note_excluded, noted_marks
from spona.cases.referrals.actions.additions import TASK as READ_ADDITION
from spona.cases.referrals.actions.dispatch import WORK
from spona.cases.referrals.parties import receivers
from spona.cases.team.actions import unassign_file
from spona.cases.team.permissions import check_can_form_team
from spona.cases.team.telling import tell_ended
from spona.directory.models import Member
from spona.identity.keyring import Keyring
from spona.notifications.actions import mark_read_about
from spona.reference.models.signed import verify_rows
from spona.tasks.actions import move_task
from spona.tasks.models import Task
from spona.vault.actions import destroy, grant
from spona.vault.key_resolution import standing
from spona.vault.models import ASSIGNED, GLASS, HOLDER, INSTITUTION, MEMBER, Grant, Section
from spona.vault.recipients import Recipient

# Take a colleague out of a file: their wraps of it and of what came with it are deleted.


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
            kind__in=(WORK, READ_ADDITION),
            subject_kind="referral",
            subject_id__in=[one.pk for one in referrals],
        )
        for task in Task.objects.open().filter(of_referrals, owner=member):
            move_task(task, owner=None, by=by)
            gone += 1
        gone += return_steps(case, of=member, by=by)
    return gone


def exclude(case: Case, *, member: Member, by: Actor, keys: Keyring) -> bool:
    """Nothing of this file, nor of what came with it, leads to `member` any more.

    Where they hold the institution's key, or may hold it one day, each other holder is let in
    by name and the wrap to the institution is deleted; so it is in every file that became one
    with this one, and in the requests about data that name it, which are answered by who locks
    them out. False where they were locked out already and nothing changed. Denied for oneself,
    for who is not of the institution, and where nobody else would be left who can open it.
    Conflict where files are joined, or something is sent, at this moment.
    """
    check_can_form_team(by, case)
    if member.person_id == by.person_id:
        raise Denied(_("You cannot lock yourself out. Ask another intake officer."))
    if member.institution_id != case.owner_institution_id:
        raise Denied(_("Choose a colleague of your own institution."))
    together = joined_with(case)
    asked = [
        one
        for each in together
        for about in [requests_about(each, by=by, keys=keys)]
        for one in (*about.running, *about.ended)
    ]
    with audit.transaction() as log:
        # Whoever adds to a report or answers at this moment holds its row until it is sealed: so
        # it is closed here with the rest, or goes to the others by name.
        rows, _referrals = lock_files(together)
        if {one.pk for one in joined_with(case)} != {one.pk for one in together}:
            raise Conflict(_("Several colleagues write at this moment. Try again."))
        boxes = {row.pk: all_boxes(row) for row in rows}
        lock_sections({*chain(*boxes.values()), *(one.box_id for one in asked)})
        changed = [_lock_out(row, boxes[row.pk], member, log, by=by, keys=keys) for row in rows]
        if not any(changed):
            return False
        others = _others(case, member)
        for one in asked:
            _close(one.box_id, member, others, by=by, keys=keys)
        take_from(asked, member=member, by=by)
        return True


def _lock_out(
    row: Case, boxes: set[UUID], member: Member, log: audit.Log, *, by: Actor, keys: Keyring
) -> bool:
    """A second click changes nothing: the log says that it was done, a row alone does not."""
    verify_rows(row)
    stamp = mark(PERSON, member.person_id)
    if not add_mark(log, row.exclusions, stamp, subject=row.subject, by=by):
        return False
    take_out(row, member=member, by=by, excluded=True)
    referrals = referrals_of(row)
    for referral in referrals:
        add_mark(log, referral.exclusions, stamp, subject=referral.subject, by=by)
        mark_read_about(referral.reference, by=by)
    others = _others(row, member)
    for box in sorted(boxes):
        _close(box, member, others, by=by, keys=keys)
    _queue_by_name([one.pk for one in referrals], by)
    take_steps(row, to=acting_membership(by), by=by)
    log.ending(endings.EXCLUSION, row.pk, {"mark": stamp})
    log.record("case:locked_out", by=by, subject=row.subject)
    return True


def add_mark(
    log: audit.Log, rows: models.Manager[Any], stamp: str, *, subject: Subject, by: Actor
) -> bool:
    """Add a mark to the `exclusions` of a file or referral; False where the log names it already.

    A row that somebody planted with this mark becomes ours: it says what is said now anyway.
    """
    if stamp in noted_marks(rows.all(), subject):
        return False
    row, _made = rows.get_or_create(mark=stamp)
    if not row.has_valid_mac():
        rows.bulk_update([row.stamp()], ["mac"])
    note_excluded(log, [row], subject=subject, by=by)
    return True


def _others(row: Case, member: Member) -> list[Recipient]:
    """Who is let in by name: what is given to them must not go to somebody who was locked out
    before.
    """
    return receivers(row.owner_institution, excluded_people(row) | {member.person_id})


def _close(
    box: UUID,
    member: Member,
    others: list[Recipient],
    *,
    by: Actor,
    keys: Keyring,
) -> None:
    """By name to each other holder, then nothing to the institution and to `member`.

    What they were given for work, or opened with a reason, is no key to keep a file by.
    """
    # In the order in which they are locked elsewhere.
    sections = Section.objects.filter(box=box).select_related("box").order_by("pk")
    own = member.institution_id
    to_own = Q(to_kind=INSTITUTION, to_id=own)
    for section in sections:
        held = section.grants.filter(to_own).first()
        if held is None:
            continue
        for one in others:
            has = section.grants.filter(to_kind=MEMBER, to_id=one.id, basis=HOLDER)
            if not standing(has):
                grant(section, one, by=by, keys=keys)
        destroy(held, by=by, instead_by_name=True)
    account = member.person.account_id
    if account is not None:
        rest = Grant.objects.filter(section__box=box, to_kind=MEMBER, to_id=account, member_of=own)
        destroy(rest, by=by)


def _queue_by_name(referrals: list[UUID], by: Actor) -> None:
    """What lies in the queue of the institution becomes the task of who locked somebody out."""
    me = acting_membership(by)
    rows = Task.objects.open().filter(
        subject_kind="referral",
        subject_id__in=referrals,
        institution=me.institution,
        owner=None,
    )
    for task in rows:
        move_task(task, owner=me, by=by)
