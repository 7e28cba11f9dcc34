"""Who works on a file, with which parts of it, and who opened it in need."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Final
from uuid import UUID

from django.utils import timezone

from spona.access.actor import Actor
from spona.access.exclusion_marks import PERSON, mark
from spona.access.prepared_rows import PreparedRows
from spona.audit.recording import cached
from spona.audit.transaction_cache import tables
from spona.cases.case.models import Case
from spona.cases.case.queries import marks_on
from spona.cases.case.sections import SECTIONS
from spona.cases.team.permissions import may_lead
from spona.directory.models import Member
from spona.identity.models import Account
from spona.vault.key_resolution import standing
from spona.vault.models import BESIDE, GLASS, INSTITUTION, MEMBER, OPEN, Grant, Section
from spona.vault.queries import active_holders
from spona.vault.slots import slot_of


@dataclass(slots=True)
class Colleague:
    """Somebody to whom keys of this file were given by name. `until` for who opened in need."""

    member: Member
    sections: list[str] = field(default_factory=list)
    until: datetime | None = None

    @property
    def everything(self) -> bool:
        return set(self.sections) == set(SECTIONS)


def team_of(case: Case) -> list[Colleague]:
    """People with keys for work, in the order of their names; holders are not in it, also where
    somebody is excluded and they have theirs by name.
    """
    rows = [row for row in _by_name(case) if row[3] not in BESIDE]
    return _colleagues(case, [row[:3] for row in rows])


def opened_in_need(case: Case) -> list[Colleague]:
    """Who opened what is assigned to others and still can."""
    now = timezone.now()
    rows = [row for row in _by_name(case) if row[3] == GLASS and row[2] and row[2] > now]
    return _colleagues(case, [row[:3] for row in rows])


def colleagues_of(case: Case, actor: Actor) -> list[Member]:
    """Who could be assigned to it: today's colleagues with a login and the role for it."""
    out = marks_on(case)
    return [one for one in able_colleagues(actor) if mark(PERSON, one.person_id) not in out]


def able_colleagues(actor: Actor) -> list[Member]:
    if actor.institution_id is None:
        return []
    rows = (
        Member.objects.active_on(timezone.localdate())
        .filter(
            institution_id=actor.institution_id,
            person__account__isnull=False,
            person__account__disabled_at=None,
        )
        .select_related("person__account")
        .order_by("person__name")
    )
    return [one for one in rows if one.can_act() and may_lead(one)]


def hear_of(case: Case) -> list[Account]:
    """The team, and the holders where the institution's key opens it: nobody locked out."""
    grants = standing(Grant.objects.filter(section__box=case.box_id, state=OPEN))
    named = {one.to_id for one in grants if one.to_kind == MEMBER}
    rows = Account.objects.filter(pk__in=named, disabled_at=None)
    found = {account.pk: account for account in rows}
    own = (INSTITUTION, case.owner_institution_id)
    if any((one.to_kind, one.to_id) == own for one in grants):
        found |= {one.pk: one for one in active_holders(case.owner_institution_id)}
    return list(found.values())


def _by_name(case: Case) -> list[tuple[UUID, str, datetime | None, str]]:
    """Account, section, end and basis of each grant to somebody by name."""
    return cached(
        ("grants by name", case.pk, case.owner_institution_id),
        lambda: _read_by_name(case),
        of=tables(Grant, Section),
    )


def _read_by_name(case: Case) -> list[tuple[UUID, str, datetime | None, str]]:
    names = {slot_of(case.box_id, name): name for name in SECTIONS}
    rows = _GRANTS.rows(list(names), [case.owner_institution_id])
    return [(account, names[slot], until, basis) for account, slot, until, basis in rows]


_GRANTS: Final = PreparedRows(
    lambda slots, institutions: Grant.objects.filter(
        section__slot__in=slots,
        to_kind=MEMBER,
        member_of__in=institutions,
        state=OPEN,
    ).values_list("to_id", "section__slot", "until", "basis")
)


def _colleagues(case: Case, rows: Iterable[tuple[UUID, str, datetime | None]]) -> list[Colleague]:
    sections: dict[UUID, list[str]] = {}
    ends: dict[UUID, datetime | None] = {}
    for account, section, until in rows:
        sections.setdefault(account, []).append(section)
        ends[account] = until
    if not sections:
        return []
    members = (
        Member.objects.filter(
            institution=case.owner_institution_id, person__account_id__in=sections
        )
        .select_related("person__account")
        .order_by("person__name", "-starts_on")
    )
    found: dict[UUID, Colleague] = {}
    for member in members:
        ident = member.person.account_id
        assert ident is not None
        names = [name for name in SECTIONS if name in sections[ident]]
        found.setdefault(ident, Colleague(member, names, ends[ident]))
    return list(found.values())
