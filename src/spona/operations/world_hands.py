"""The invented people's own hands: each acts with the mandate and the keys they really have."""

from __future__ import annotations

from spona.access.actor import Actor
from spona.directory.actor import actor_for
from spona.directory.models import Member
from spona.identity import models as identity
from spona.identity import wraps
from spona.identity.keyring import Keyring, keyring_of


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
