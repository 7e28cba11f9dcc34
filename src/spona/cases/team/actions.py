"""Let a colleague into a file, take them out, and open in need what is assigned to others."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection

from django.utils import timezone
from django.utils.translation import gettext as _

from spona import audit
from spona.access.actor import Actor
from spona.access.denied import Conflict
from spona.cases.case.attached import PREFIX
from spona.cases.case.erasure_reasons import reason_sections
from spona.cases.case.models import Case
from spona.cases.case.sections import LATER, SECTIONS
from spona.cases.case.steps.actions import give_steps
from spona.cases.case.steps.kinds import WORDS
from spona.cases.team.permissions import (
    check_can_break_glass,
    check_can_form_team,
    check_can_join,
)
from spona.cases.team.queries import hear_of
from spona.cases.team.telling import tell
from spona.directory.models import Member
from spona.identity.keyring import Keyring
from spona.vault.actions import destroy, grant_sections
from spona.vault.key_resolution import grants_for, standing
from spona.vault.models import ASSIGNED, GLASS, MEMBER, OWN, Grant, Section
from spona.vault.permissions import only_as_holder
from spona.vault.recipients import to_account

# How long an intake holder reads what is assigned to others, from one reason.
LASTS = dt.timedelta(hours=3)
# What stands beside a section belongs to its readers: attachments to the notes, agreements
# (see `consent`) to the legal part, what was met about (see `conferences`) to the plan, and so are
# the words of steps.
_BESIDE = {"notes": [PREFIX], "legal": ["agreed_"], "plan": ["met_", WORDS]}


def assign_file(
    case: Case, *, member: Member, sections: Collection[str], by: Actor, keys: Keyring
) -> int:
    """Let a colleague open these sections, and no others any more; return how many keys changed.

    Where none did, as at a second click, nothing is told and nothing logged. What they hold in
    place of the institution's key stays beside it. Denied for who was locked out, who cannot
    work on files, or without a section.
    """
    with audit.transaction() as log:
        # Whoever locks somebody out at this moment holds the row: then this colleague is asked
        # about anew. Before the sections, as they take them.
        files = Case.objects.select_for_update(of=("self",))
        case = files.select_related("owner_institution", "network__town", "box").get(pk=case.pk)
        check_can_join(by, case, member, sections)
        account = member.person.account
        assert account is not None
        mine = Grant.objects.filter(
            section__box=case.box, to_kind=MEMBER, to_id=account.pk, basis=ASSIGNED
        )
        had = {row.section_id for row in standing(mine)}
        wanted = _sections(case, sections)
        fresh = [section for section in wanted if section.pk not in had]
        grant_sections(fresh, to_account(account, basis=ASSIGNED), by=by, keys=keys)
        changed = len(fresh) + destroy(list(mine.exclude(section__in=wanted)), by=by)
        if not changed:
            return 0
        tell([account], "access_changed" if had else "assigned", case, by=by)
        if set(SECTIONS) <= set(sections):
            # Who has all of it leads it; what lies with the intake is theirs now.
            give_steps(case, to=member, by=by)
        log.record(
            "case:assigned",
            by=by,
            subject=case.subject,
            detail={"member": str(member.pk), "parts": len(set(sections))},
        )
    return changed


def unassign_file(case: Case, *, member: Member, by: Actor) -> int:
    """Delete what was wrapped to this colleague for work; return how many there were."""
    check_can_form_team(by, case)
    account = member.person.account_id
    if account is None:
        return 0
    with audit.transaction() as log:
        rows = Grant.objects.filter(
            section__box=case.box, to_kind=MEMBER, to_id=account, basis__in=(ASSIGNED, GLASS, OWN)
        )
        gone = destroy(rows, by=by)
        if gone:
            log.record(
                "case:unassigned", by=by, subject=case.subject, detail={"member": str(member.pk)}
            )
    return gone


def break_glass(case: Case, *, reason: str, by: Actor, keys: Keyring) -> dt.datetime:
    """Open for three hours what is assigned to others; return when it ends.

    Loud: the team and the other holders hear of it, and it stands in the file's log. The key
    itself ends: the wrap made here has an end that nobody can move. It stands beside what a
    holder has by name where somebody is excluded, and leaves that as it is. Conflict where it
    would change no key; then nobody is told of anything.
    """
    check_can_break_glass(by, case, reason)
    until = timezone.now() + LASTS
    with audit.transaction() as log:
        assert by.account_id is not None
        rows = list(Section.objects.visible_to(by).filter(box=case.box_id).select_related("box"))
        mine = grants_for(by, rows)
        closed = [section for section in rows if only_as_holder(mine[section.pk])]
        if not closed:
            raise Conflict(
                _(
                    "Nothing was changed: what you hold a key to is open to you. "
                    "Open the file again; if a part is missing, ask another intake officer."
                )
            )
        me = to_account(by.account_id, basis=GLASS, until=until, member_of=by.institution_id)
        grant_sections(closed, me, by=by, keys=keys)
        tell(hear_of(case), "opened_outside_team", case, by=by)
        log.record(
            "case:opened_in_need",
            by=by,
            subject=case.subject,
            detail={"reason": reason, "until": until.isoformat(timespec="seconds")},
        )
    return until


def _sections(case: Case, names: Collection[str]) -> list[Section]:
    chosen = {name for name in names if name in SECTIONS}
    chosen |= {one for one, beside in LATER.items() if beside in names}
    chosen |= set(reason_sections(names))
    beside = tuple(prefix for name in names for prefix in _BESIDE.get(name, ()))
    rows = Section.objects.filter(box=case.box_id).select_related("box").order_by("id")
    return [one for one in rows if one.name in chosen or one.name.startswith(beside)]
