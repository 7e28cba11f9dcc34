"""Who lets colleagues into a file, and who may be let in."""

from __future__ import annotations

from collections.abc import Iterable

from django.utils import timezone
from django.utils.translation import gettext as _

from spona.access.actor import Actor
from spona.access.denied import Denied
from spona.access.exclusion_marks import PERSON, mark
from spona.access.roles import ROLES
from spona.cases.case.models import Case
from spona.cases.case.queries import marks_on
from spona.cases.case.sections import SECTIONS
from spona.cases.marks import check_whole
from spona.directory.models import Member
from spona.directory.models.row_integrity import verify_rows
from spona.reference.models.signed import verify_rows as verify_signed_rows
from spona.vault.reasons import CHOSEN, SECOND_PERSON

LEADS = "case:write"
ASSIGNS = "referral:assign"


def check_can_form_team(actor: Actor, case: Case) -> None:
    """An intake holder of the institution that keeps the file."""
    verify_signed_rows(case)
    if actor.institution_id != case.owner_institution_id or not actor.may(ASSIGNS):
        raise Denied(_("Only an intake officer assigns. Ask one of them."))


def check_can_join(actor: Actor, case: Case, member: Member, sections: Iterable[str]) -> None:
    """A colleague with a login whose role works on files, and who was not locked out."""
    check_can_form_team(actor, case)
    chosen = set(sections)
    if not chosen:
        raise Denied(_("Tick at least one part of the file."))
    if chosen - set(SECTIONS):
        raise ValueError("not a section of a file")
    if case.closed_at is not None:
        raise Denied(_("This file is closed. Nobody is assigned to it any more."))
    check_can_lead(actor, member)
    marks = marks_on(case)
    check_whole(marks)
    if mark(PERSON, member.person_id) in marks:
        raise Denied(_("This colleague cannot be assigned to it. Choose another one."))


def check_can_lead(actor: Actor, member: Member) -> None:
    """Somebody of the actor's own institution who can work on files today."""
    if member.institution_id != actor.institution_id:
        raise Denied(_("Choose a colleague of your own institution."))
    if not member.is_active_on(timezone.localdate()):
        raise Denied(_("Choose a colleague of your own institution."))
    if member.person.account is None or member.person.account.disabled_at is not None:
        raise Denied(_("This colleague has no login yet. Invite them first."))
    verify_rows(member, member.person)
    if not may_lead(member):
        raise Denied(_("This colleague's role does not include this work. Choose another one."))


def may_lead(member: Member) -> bool:
    return any(LEADS in ROLES[role].permissions for role in member.roles if role in ROLES)


def check_can_break_glass(actor: Actor, case: Case, reason: str) -> None:
    """An intake holder, with one of the listed reasons, or asked to be the second person."""
    if actor.institution_id != case.owner_institution_id or not actor.may("key:hold"):
        raise Denied(_("Only an intake officer of the institution may do this."))
    if reason not in CHOSEN and reason != SECOND_PERSON:
        raise Denied(_("Choose a reason."))
