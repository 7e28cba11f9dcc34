"""How the keys of many institutions stand, for a page that shows a whole network."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from uuid import UUID

from django.utils import timezone

from spona.crypto.errors import Unopenable
from spona.directory.models import Institution, Member
from spona.vault import row_integrity
from spona.vault.models import IntakeKey, IntakeWrap, PaperKey
from spona.vault.queries import (
    HOLDERS_AT_LEAST,
    Holder,
    holds_by_role,
    opens_today,
    remember_holders,
)


@dataclass(frozen=True, slots=True)
class KeyState:
    """`able`: have login and role today. `holders`: open today what arrives. `waiting`: were
    given the key and wait for their time. `on_paper`: a paper key counts. `replaced`: the key in
    the database is not the one that was published, so nothing may be sealed to it.
    """

    able: int
    holders: int
    waiting: int
    on_paper: bool
    replaced: bool = False

    @property
    def safe(self) -> bool:
        """Two can open, and the paper lies somewhere for the day when neither can."""
        return self.holders >= HOLDERS_AT_LEAST and self.on_paper


def key_states(institutions: Collection[UUID]) -> dict[UUID, KeyState]:
    """Of each institution; four queries, however many there are."""
    able = _able(institutions)
    opening, waiting = dict.fromkeys(institutions, 0), dict.fromkeys(institutions, 0)
    keys = list(IntakeKey.objects.filter(institution__in=institutions, ended_at=None))
    intact = [key for key in keys if _is_intact(key)]
    replaced = {key.institution_id for key in keys} - {key.institution_id for key in intact}
    wraps = _wraps(intact)
    for key in intact:
        owner = key.institution_id
        held = [
            Holder(wrap.account, wrap, opens_today(wrap, able[owner]), wrap.effective_at)
            for wrap in wraps if wrap.key_id == key.pk
        ]  # fmt: skip
        opening[owner] = sum(one.active for one in held)
        waiting[owner] = sum(not one.active and one.account.pk in able[owner] for one in held)
        remember_holders(key, held)
    papers = PaperKey.objects.filter(institution__in=institutions, ended_at=None)
    on_paper = {row.institution_id for row in papers if _is_intact(row)}
    return {
        one: KeyState(len(able[one]), opening[one], waiting[one], one in on_paper, one in replaced)
        for one in institutions
    }


def connected_among(institutions: Collection[Institution]) -> set[UUID]:
    """Ids of those that are `queries.connected`; where a key was replaced, nobody is."""
    states = key_states([one.pk for one in institutions])
    return {one for one, state in states.items() if state.holders}


def _able(institutions: Collection[UUID]) -> dict[UUID, set[UUID]]:
    """Institution → accounts whose role there today carries the intake key."""
    found: dict[UUID, set[UUID]] = {one: set() for one in institutions}
    today = Member.objects.active_on(timezone.localdate()).filter(
        institution__in=institutions, person__account__isnull=False,
        person__account__disabled_at=None,
    )  # fmt: skip
    for member in today.select_related("person"):
        account = member.person.account_id
        if account is not None and member.can_act() and holds_by_role(member):
            found[member.institution_id].add(account)
    return found


def _wraps(keys: Collection[IntakeKey]) -> list[IntakeWrap]:
    rows = IntakeWrap.objects.filter(key__in=keys).select_related("key", "account")
    return list(rows.order_by("created_at", "id"))


def _is_intact(row: IntakeKey | PaperKey) -> bool:
    try:
        row_integrity.check(row)
    except Unopenable:
        return False
    return True
