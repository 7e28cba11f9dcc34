"""Give a referral that was taken over to a colleague, with the keys to its packet and file."""

from __future__ import annotations

from uuid import UUID

from spona import audit
from spona.access.actor import Actor
from spona.cases.case.actions import let_in
from spona.cases.case.steps.actions import give_steps
from spona.cases.referrals.actions.accept import open_file
from spona.cases.referrals.actions.dispatch import WORK
from spona.cases.referrals.models import Referral
from spona.cases.referrals.parties import side_of
from spona.cases.referrals.permissions import check_can_assign
from spona.cases.referrals.telling import tell
from spona.directory.models import Member
from spona.identity.keyring import Keyring
from spona.tasks.actions import move_tasks
from spona.tasks.queries import open_of
from spona.vault.actions import grant_sections
from spona.vault.models import ASSIGNED, Grant, Section
from spona.vault.recipients import to_account


def assign(referral: Referral, *, to: Member, by: Actor, keys: Keyring) -> Referral:
    """Let `to` open the packet, what was written to and fro, and the file; the task becomes theirs.

    A second click changes nothing. The holders keep their keys; opening what is assigned to
    a colleague then asks them for a reason.
    """
    if referral.to_case_id is None:
        # Nobody opens a file for somebody who does not get it; the rest is asked under the lock.
        check_can_assign(by, referral, to)
        referral = open_file(referral, by=by, keys=keys)
    with audit.transaction() as log:
        rows = Referral.objects.select_for_update(of=("self",))
        row = rows.select_related("to_case", "network").get(pk=referral.pk)
        check_can_assign(by, row, to)
        account = to.person.account
        assert account is not None
        if _has_it(row, account.pk):
            return row
        sections = _sections_of(row)
        if row.to_case is None:
            grant_sections(sections, to_account(account, basis=ASSIGNED), by=by, keys=keys)
        else:
            let_in(row.to_case, member=to, beside=sections, by=by, keys=keys)
            give_steps(row.to_case, to=to, by=by)
        move_tasks(open_of(row.subject).filter(kind=WORK), owner=to, by=by)
        tell([account], "assigned", row, by=by)
        log.record("referral:assigned", by=by, subject=row.subject, detail={"member": str(to.pk)})
    return row


def _has_it(row: Referral, account: UUID) -> bool:
    mine = Grant.objects.filter(to_kind="member", to_id=account, basis=ASSIGNED)
    return mine.filter(section__box=row.packet_id).exists()


def _sections_of(row: Referral) -> list[Section]:
    """Cover, body and messages, as far as the recipient's side was let in."""
    readable = {one.id for one in side_of(row, row.recipient_institution_id, section="cover")}
    said = [one.message_id for one in row.moves.exclude(message=None) if one.has_valid_mac()]
    boxes = [row.packet_id, *said]
    sections = Section.objects.filter(box__in=boxes, grants__to_id__in=readable)
    return list(sections.select_related("box").distinct().order_by("id"))
