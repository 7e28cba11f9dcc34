"""Let a colleague into a file, take them out, and open in need what is assigned to others."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection

from django.db.models import Q
from django.utils import timezone

from spona import audit
from spona.access.actor import Actor
from spona.cases.case.attached import PREFIX
from spona.cases.case.models import Case
from spona.cases.case.sections import SECTIONS
from spona.cases.team.permissions import (
    check_can_break_glass,
    check_can_form_team,
    check_can_join,
)
from spona.cases.team.queries import hear_of
from spona.cases.team.telling import tell
from spona.directory.models import Member
from spona.identity.keyring import Keyring
from spona.vault.actions import destroy, grant
from spona.vault.models import Grant, Section
from spona.vault.models.boxes import MEMBER
from spona.vault.recipients import ASSIGNED, GLASS, to_account

# How long an intake holder reads what is assigned to others, from one reason.
LASTS = dt.timedelta(hours=3)
# What stands beside a section belongs to its readers: attachments to the notes, agreements
# (see `consent`) to the legal part, what was met about (see `conferences`) to the plan.
_BESIDE = {"notes": PREFIX, "legal": "agreed_", "plan": "met_"}


def assign_file(
    case: Case, *, member: Member, sections: Collection[str], by: Actor, keys: Keyring
) -> None:
    """Let a colleague open these sections, and no others any more; a second click changes nothing.

    Denied for who was locked out, who cannot work on files, or without a section.
    """
    check_can_join(by, case, member, sections)
    account = member.person.account
    assert account is not None
    with audit.transaction() as log:
        mine = Grant.objects.filter(section__box=case.box, to_kind=MEMBER, to_id=account.pk)
        had = set(mine.exclude(basis=GLASS).values_list("section_id", flat=True))
        wanted = list(_sections(case, sections))
        for section in wanted:
            if section.pk not in had:
                grant(section, to_account(account, basis=ASSIGNED), by=by, keys=keys)
        for old in mine.exclude(section__in=wanted).filter(basis=ASSIGNED):
            destroy(old, by=by)
        if not had:
            tell([account], "assigned", case, by=by)
        log.record(
            "case:assigned",
            by=by,
            subject=case.subject,
            detail={"member": str(member.pk), "parts": sorted(sections)},
        )


def unassign_file(case: Case, *, member: Member, by: Actor) -> int:
    """Delete every wrap made to this colleague by name; return how many there were."""
    check_can_form_team(by, case)
    account = member.person.account_id
    if account is None:
        return 0
    with audit.transaction() as log:
        rows = list(
            Grant.objects.filter(
                section__box=case.box,
                to_kind=MEMBER,
                to_id=account,
                basis__in=(ASSIGNED, GLASS),
            )
        )
        for row in rows:
            destroy(row, by=by)
        if rows:
            log.record(
                "case:unassigned", by=by, subject=case.subject, detail={"member": str(member.pk)}
            )
    return len(rows)


def break_glass(case: Case, *, reason: str, by: Actor, keys: Keyring) -> dt.datetime:
    """Open for three hours what is assigned to others; return when it ends.

    Loud: the team and the other holders hear of it, and it stands in the file's log. The key
    itself ends: the wrap made here has an end that nobody can move.
    """
    check_can_break_glass(by, case, reason)
    until = timezone.now() + LASTS
    with audit.transaction() as log:
        assert by.account_id is not None
        mine = Grant.objects.filter(to_kind=MEMBER, to_id=by.account_id).exclude(basis=GLASS)
        rows = Section.objects.visible_to(by).filter(box=case.box_id)
        me = to_account(by.account_id, basis=GLASS, until=until, member_of=by.institution_id)
        for section in rows.exclude(pk__in=mine.values("section")).select_related("box"):
            grant(section, me, by=by, keys=keys)
        tell(hear_of(case), "opened_outside_team", case, by=by)
        log.record(
            "case:opened_in_need",
            by=by,
            subject=case.subject,
            detail={"reason": reason, "until": until.isoformat(timespec="seconds")},
        )
    return until


def _sections(case: Case, names: Collection[str]) -> list[Section]:
    chosen = Q(name__in=[name for name in names if name in SECTIONS])
    for name, prefix in _BESIDE.items():
        if name in names:
            chosen |= Q(name__startswith=prefix)
    rows = Section.objects.filter(chosen, box=case.box_id)
    return list(rows.select_related("box").order_by("name"))
