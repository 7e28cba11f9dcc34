"""How the keys of many institutions stand, for a page that shows a whole network."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from typing import Final
from uuid import UUID

from django.utils import timezone

from spona.access.prepared_rows import PreparedRows
from spona.audit.queries import last_tag_of
from spona.directory.models import Institution, Member
from spona.vault.models import IntakeKey, PaperKey
from spona.vault.queries import (
    HOLDERS_AT_LEAST,
    WRAPS,
    Holder,
    holds_by_role,
    opens_today,
    remember_holders,
)
from spona.vault.row_integrity import is_whole


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


_KEYS: Final = PreparedRows(
    lambda institutions: IntakeKey.objects.filter(
        institution__in=institutions, ended_at=None
    ).annotate(log_tag=last_tag_of("pk"))
)
_PAPERS: Final = PreparedRows(
    lambda institutions: PaperKey.objects.filter(
        institution__in=institutions, ended_at=None
    ).annotate(log_tag=last_tag_of("pk"))
)
# Whose mandate holds today is asked of the rows: a day is no value of a statement that is kept.
_MEMBERS: Final = PreparedRows(
    lambda institutions: Member.objects.filter(
        institution__in=institutions, person__account__isnull=False,
        person__account__disabled_at=None,
    ).select_related("person")
)  # fmt: skip


def key_states(institutions: Collection[UUID]) -> dict[UUID, KeyState]:
    """Of each institution; four queries, however many there are."""
    able = _able(institutions)
    opening, waiting = dict.fromkeys(institutions, 0), dict.fromkeys(institutions, 0)
    keys = _KEYS.rows([*institutions])
    intact = [key for key in keys if is_whole(key)]
    replaced = {key.institution_id for key in keys} - {key.institution_id for key in intact}
    wraps = WRAPS.rows([key.pk for key in intact])
    for key in intact:
        owner = key.institution_id
        held = [
            Holder(wrap.account, wrap, opens_today(wrap, able[owner]), wrap.effective_at)
            for wrap in wraps if wrap.key_id == key.pk
        ]  # fmt: skip
        opening[owner] = sum(one.active for one in held)
        waiting[owner] = sum(not one.active and one.account.pk in able[owner] for one in held)
        remember_holders(key, held)
    papers = _PAPERS.rows([*institutions])
    on_paper = {row.institution_id for row in papers if is_whole(row)}
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
    today = timezone.localdate()
    for member in _MEMBERS.rows([*institutions]):
        account = member.person.account_id
        if (
            account is not None
            and member.is_active_on(today)
            and holds_by_role(member)
            and member.can_act()
        ):
            found[member.institution_id].add(account)
    return found
