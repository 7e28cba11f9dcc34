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
from spona.vault.queries import HOLDERS_AT_LEAST, holds_by_role, opens_today


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
    keys = IntakeKey.objects.filter(institution__in=institutions, ended_at=None)
    ours = {key.pk: _is_intact(key) for key in keys}
    replaced = {key.institution_id for key in keys if not ours[key.pk]}
    for wrap in _wraps([key for key, whole in ours.items() if whole]):
        owner = wrap.key.institution_id
        if opens_today(wrap, able[owner]):
            opening[owner] += 1
        elif wrap.account_id in able[owner]:
            waiting[owner] += 1
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


def _wraps(keys: Collection[UUID]) -> list[IntakeWrap]:
    return list(IntakeWrap.objects.filter(key__in=keys).select_related("key", "account"))


def _is_intact(row: IntakeKey | PaperKey) -> bool:
    try:
        row_integrity.check(row)
    except Unopenable:
        return False
    return True
