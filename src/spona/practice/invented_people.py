"""The invented people of a stage: each acts with the mandate and the keys they really have."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TypedDict

from spona.access.actor import Actor
from spona.directory.actor import actor_for
from spona.directory.models import Institution, Member, Network
from spona.identity import wraps
from spona.identity.keyring import Keyring, keyring_of
from spona.identity.models import Account
from spona.practice.models import InventedMember, Stage


class Can(TypedDict):
    """For an action that opens something."""

    by: Actor
    keys: Keyring


@dataclass(slots=True)
class InventedPeople:
    """All of one stage, for the length of one job: nothing of it is kept."""

    stage: Stage
    _rows: dict[str, InventedMember] = field(default_factory=dict)
    _rings: dict[str, Keyring] = field(default_factory=dict)

    def __post_init__(self) -> None:
        rows = self.stage.invented_members.select_related(
            "member__person__account", "member__institution"
        )
        self._rows = {row.key: row for row in rows}

    @property
    def network(self) -> Network:
        return self.stage.network

    def member(self, key: str) -> Member:
        return self._rows[key].member

    def body(self, key: str) -> Institution:
        return self.member(key).institution

    def account(self, key: str) -> Account:
        account = self.member(key).person.account
        assert account is not None
        return account

    def on_paper(self, sector: str) -> Institution:
        """An invented body where nobody has a login."""
        seats = self.network.seats.values("institution")
        return Institution.objects.get(pk__in=seats, sector=sector)

    def at(self, institution: Institution) -> str:
        """The first intake holder of an invented body; "" where nobody there opens anything."""
        found = (
            key
            for key, row in self._rows.items()
            if row.member.institution_id == institution.pk and "intake_holder" in row.member.roles
        )
        return next(found, "")

    def actor(self, key: str) -> Actor:
        """As the middleware would make it; RuntimeError where the mandate gives nothing today."""
        actor = actor_for(self.account(key), member_id=self.member(key).pk)
        if actor is None:
            raise RuntimeError(f"the invented {key} has no mandate today")
        return actor

    def can(self, key: str) -> Can:
        if key not in self._rings:
            account = self.account(key)
            self._rings[key] = keyring_of(
                account, wraps.open_by_password(account, self._rows[key].secret)
            )
        return {"by": self.actor(key), "keys": self._rings[key]}
