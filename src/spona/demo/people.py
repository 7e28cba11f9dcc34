"""The invented people: each acts with the mandate and the keys they really have."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TypedDict
from uuid import UUID

from spona.access.actor import Actor
from spona.directory.actor import actor_for
from spona.directory.models import Member
from spona.identity import models as identity
from spona.identity import wraps
from spona.identity.keyring import Keyring, keyring_of


class Can(TypedDict):
    """For an action that opens something."""

    by: Actor
    keys: Keyring


@dataclass(slots=True)
class DemoPeople:
    """`actor("ana.skola")` and, where something is opened, `can("bea.csr")`.

    A password costs a tenth of a second, so each is typed once.
    """

    members: Mapping[str, Member]
    password: str
    _rings: dict[UUID, Keyring] = field(default_factory=dict)

    def actor(self, login: str) -> Actor:
        return actor_of(self.members[login])

    def keys(self, login: str) -> Keyring:
        member = self.members[login]
        if member.pk not in self._rings:
            self._rings[member.pk] = keys_of(member, self.password)
        return self._rings[member.pk]

    def can(self, login: str) -> Can:
        return {"by": self.actor(login), "keys": self.keys(login)}


def actor_of(member: Member) -> Actor:
    """As the middleware would make it; RuntimeError where the mandate gives nothing today."""
    actor = actor_for(_account(member), member_id=member.pk)
    if actor is None:
        raise RuntimeError(f"{member} has no mandate today")
    return actor


def keys_of(member: Member, password: str) -> Keyring:
    account = _account(member)
    return keyring_of(account, wraps.open_by_password(account, password))


def _account(member: Member) -> identity.Account:
    account = member.person.account
    if account is None:
        raise RuntimeError(f"{member} has no account")
    return account
