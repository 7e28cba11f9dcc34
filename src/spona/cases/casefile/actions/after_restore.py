"""An exclusion after a restore: the wraps by name are lost, so the institution's wrap waits.

The older backup has the wrap to the institution and not those by name that stood in its place.
Destroying it would leave nobody; so it is held back until a holder who is not locked out lets the
others in by name.
"""

from __future__ import annotations

from uuid import UUID

from django.utils.translation import gettext as _

from spona import audit
from spona.access.actor import Actor
from spona.access.denied import Denied
from spona.access.exclusion_marks import PERSON, mark, marks_of
from spona.cases.case.models import Case
from spona.cases.case.queries import marks_on
from spona.cases.casefile.actions.excluding import add_mark
from spona.cases.casefile.boxes import all_boxes, referrals_of
from spona.cases.casefile.held_after_restore import waiting_for_names
from spona.cases.marks import check_whole
from spona.cases.referrals.parties import member_with, receivers
from spona.cases.team.permissions import check_can_form_team
from spona.directory.models import Member, Person
from spona.identity.keyring import Keyring
from spona.reference.models.signed import verify_rows
from spona.tasks.actions import close_task, open_task
from spona.vault.actions import destroy, grant, hold_back, release_for_names
from spona.vault.key_resolution import standing
from spona.vault.models import BY_NAME, HOLDER, INSTITUTION, MEMBER, Grant
from spona.vault.queries import active_holders

TASK = "name_holders"


def exclude_again(case: UUID, stamp: str, *, by: Actor) -> bool:
    """Lock out again, without anybody's key, whom this mark names; False without such a file."""
    row = Case.objects.select_related("owner_institution").filter(pk=case).first()
    if row is None:
        return False
    verify_rows(row)
    with audit.transaction() as log:
        add_mark(log, row.exclusions, stamp, subject=row.subject, by=by)
        for referral in referrals_of(row):
            add_mark(log, referral.exclusions, stamp, subject=referral.subject, by=by)
        people = _people([stamp])
        if _close(row, people, by=by):
            owner = _who_names(row, people)
            own = row.owner_institution
            open_task(
                TASK, row.subject, institution=own, owner=owner, reference=row.reference, by=by
            )
        log.record("case:locked_out", by=by, subject=row.subject, lane=row.owner_institution_id)
    return True


def let_in_by_name(case: Case, *, by: Actor, keys: Keyring) -> int:
    """Let each holder who is not locked out in by name, and destroy the institution's wraps; return
    how many parts that were. Denied for whoever is locked out, and where nobody else is left.
    """
    check_can_form_team(by, case)
    stamps = marks_on(case)
    check_whole(stamps)
    if stamps & set(marks_of(by)):
        raise Denied(_("Only an intake officer assigns. Ask one of them."))
    with audit.transaction() as log:
        row = Case.objects.select_for_update(of=("self",)).get(pk=case.pk)
        others = receivers(row.owner_institution, [one.pk for one in _people(stamps)])
        waiting = waiting_for_names(row)
        for held in waiting:
            release_for_names(held, by=by)
            for one in others:
                theirs = held.section.grants.filter(to_kind=MEMBER, to_id=one.id, basis=HOLDER)
                if not standing(theirs):
                    grant(held.section, one, by=by, keys=keys)
            destroy(held, by=by, instead_by_name=True)
        close_task(TASK, row.subject, by=by)
        log.record("case:holders_named", by=by, subject=row.subject, detail={"parts": len(waiting)})
    return len(waiting)


def _close(row: Case, people: list[Person], *, by: Actor) -> int:
    """Hold back what leads to the institution, destroy what leads to these people by name."""
    boxes, own = all_boxes(row), row.owner_institution_id
    to_own = Grant.objects.filter(section__box__in=boxes, to_kind=INSTITUTION, to_id=own)
    held = sum(hold_back(one, BY_NAME, by=by) for one in to_own.select_related("section__box"))
    accounts = [one.account_id for one in people if one.account_id]
    theirs = Grant.objects.filter(
        section__box__in=boxes, to_kind=MEMBER, to_id__in=accounts, member_of=own
    )
    for one in theirs.select_related("section__box"):
        destroy(one, by=by)
    return held


def _people(stamps: list[str] | set[str]) -> list[Person]:
    """Whom the marks name. The mark says nothing by itself, so every person is asked."""
    wanted = set(stamps)
    return [one for one in Person.objects.all() if mark(PERSON, one.pk) in wanted]


def _who_names(row: Case, people: list[Person]) -> Member | None:
    """An active holder who is not locked out; None leaves the task to the institution's queue."""
    out = {one.account_id for one in people}
    able = [one for one in active_holders(row.owner_institution) if one.pk not in out]
    return member_with(able[0], row.owner_institution) if able else None
