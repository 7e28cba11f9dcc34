"""Take an earlier text out of a file for good: one person asks, an intake holder agrees."""

from __future__ import annotations

from typing import Final
from uuid import UUID

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from spona import audit
from spona.access.actor import Actor
from spona.access.denied import Conflict, Denied
from spona.access.roles import ROLES
from spona.cases.case.acting_membership import acting_membership
from spona.cases.case.erasure_reasons import read_reasons, write_reason
from spona.cases.case.models import Case
from spona.cases.case.permissions import (
    check_can_agree_to_erase,
    check_can_ask_to_erase,
    check_can_refuse_to_erase,
)
from spona.cases.case.queries import marks_on
from spona.cases.casefile.section_history import asks_still
from spona.cases.team.permissions import ASSIGNS
from spona.cases.team.queries import hear_of
from spona.cases.team.telling import tell
from spona.directory.models import Member
from spona.identity.keyring import Keyring
from spona.identity.models import Account
from spona.tasks.actions import close_task, open_task
from spona.vault import actions as vault
from spona.vault.models import Section, SectionRevision
from spona.vault.queries import members_of

APPROVE: Final = "approve_erasure"
NO_REASON: Final = gettext_lazy("Write why it must not be kept. Who decides reads it.")
LAPSED: Final = gettext_lazy(
    "Whoever asked that this text be erased does not work on this file any more: the request has "
    "lapsed and the text stays. If it must not be kept, ask for it yourself."
)


def ask_to_erase(
    case: Case, section: Section, revision: int, *, why: str, by: Actor, keys: Keyring
) -> None:
    """Ask that an earlier text be erased, as the person may demand; a task of the other holders.

    `why` is sealed beside the part, for its readers: who decides reads it, and it stays when the
    text is gone. Denied without it, and where nobody else of the institution could look at it.
    """
    check_can_ask_to_erase(by, case)
    if not why.strip():
        raise Denied(NO_REASON, field="why")
    able = _second_people(case, by)
    if not able:
        raise Denied(
            _(
                "Nobody else at your institution can look at this. Two people erase an earlier "
                "text: name a second intake officer."
            )
        )
    held = read_reasons(section, by=by, keys=keys)
    with audit.transaction():
        if _has_lapsed(case, section, revision):
            _let_lapse(case, section, revision, by)
        vault.ask_to_erase(section, revision, by=by)
        name = acting_membership(by).person.name
        write_reason(case, held, revision, why, name=name, by=by, keys=keys)
        # Where somebody is locked out, the task is a person's and stays out of lists.
        named = len(able) == 1 or marks_on(case)
        open_task(
            APPROVE,
            case.subject,
            institution=case.owner_institution,
            owner=able[0] if named else None,
            network=case.network,
            reference=case.reference,
            by=by,
        )
        accounts = [one.person.account for one in able if one.person.account is not None]
        tell(accounts, "task", case, by=by)


def agree_to_erase(
    case: Case, section: Section, revision: int, *, by: Actor, keys: Keyring
) -> None:
    """Look at it, and let the ciphertext be destroyed; its number, day and author stay.

    Conflict where whoever asked may not ask any more: then the request falls away, and it takes
    another one.
    """
    check_can_agree_to_erase(by, case)
    if _has_lapsed(case, section, revision):
        with audit.transaction():
            _let_lapse(case, section, revision, by)
        raise Conflict(LAPSED)
    vault.open_revision(section, revision, by=by, keys=keys)
    with audit.transaction():
        row = vault.erase_revision(section, revision, by=by)
        _settled(case, section, row.erasure_asked_by, by)


def refuse_to_erase(case: Case, section: Section, revision: int, *, by: Actor) -> None:
    """It stays: an intake holder says so, or whoever asked takes it back."""
    asked_by = _asked_by(section, revision)
    check_can_refuse_to_erase(by, case, asked_by=asked_by)
    with audit.transaction():
        vault.keep_revision(section, revision, by=by)
        _settled(case, section, asked_by, by)


def _second_people(case: Case, by: Actor) -> list[Member]:
    """Intake holders to whom the file is open, but for who asks."""
    assert by.institution_id is not None
    accounts = [account.pk for account in hear_of(case)]
    return [
        member
        for member in members_of(by.institution_id, accounts)
        if member.person_id != by.person_id
        and any(ASSIGNS in ROLES[role].permissions for role in member.roles if role in ROLES)
    ]


def _asked_by(section: Section, revision: int) -> UUID | None:
    rows = SectionRevision.objects.filter(section=section, revision=revision, erased_at=None)
    return rows.values_list("erasure_asked_by", flat=True).first()


def _has_lapsed(case: Case, section: Section, revision: int) -> bool:
    asked_by = _asked_by(section, revision)
    return asked_by is not None and not asks_still(case, section, asked_by)


def _let_lapse(case: Case, section: Section, revision: int, by: Actor) -> None:
    vault.keep_revision(section, revision, by=by, lapsed=True)
    _settled(case, section, None, by)


def _settled(case: Case, section: Section, asked_by: UUID | None, by: Actor) -> None:
    """Whoever asked, and works on it still, hears of it; the task ends with the last one that was
    asked for.
    """
    waiting = SectionRevision.objects.filter(
        section__box=case.box_id, erasure_asked_by__isnull=False, erased_at=None
    )
    if not waiting.exists():
        close_task(APPROVE, case.subject, by=by)
    if asked_by is not None and asks_still(case, section, asked_by):
        tell(Account.objects.filter(person=asked_by), "answered", case, by=by)
