"""Wrap a section's key to its recipients."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from uuid import UUID

from spona.access.actor import Actor
from spona.audit.queries import last_tag_of
from spona.crypto import aead, keypairs, wrap
from spona.crypto.errors import Unopenable
from spona.identity import public_keys
from spona.identity.keyring import Keyring
from spona.identity.models import Account
from spona.vault import queries, row_integrity, seeds
from spona.vault.models import (
    CODE,
    HELD,
    HPKE,
    INSTITUTION,
    MEMBER,
    OPEN,
    STATISTICS,
    SYMMETRIC,
    Code,
    Grant,
    IntakeKey,
    Section,
)
from spona.vault.recipients import Recipient, is_counted
from spona.vault.refusals import KeyReplaced, NotConnected


@dataclass(frozen=True, slots=True)
class Target:
    """The key of a recipient, checked. `fast` is the symmetric one where the maker holds it."""

    public: bytes
    version: int = 0
    member_of: UUID | None = None
    fast: bytes | None = field(default=None, repr=False)


@dataclass(slots=True)
class Wrapper:
    """Makes grants for one action; each recipient is looked up and checked once.

    `keys` of somebody who holds their own institution's seed make fast, symmetric wraps.
    """

    by: Actor
    keys: Keyring | None = None
    _known: dict[tuple[str, UUID, UUID | None], Target] = field(default_factory=dict, repr=False)

    def grant(self, section: Section, secret: bytes, recipient: Recipient) -> Grant:
        """Return the unsaved, stamped grant of the section's key `secret` to `recipient`.

        NotConnected where nobody there can open it; KeyReplaced where a key row was replaced.
        """
        if recipient.kind == STATISTICS and not is_counted(section):
            raise ValueError("a statistics key opens what is made for counting, and no file")
        target = self._target(recipient)
        row = Grant(
            section=section,
            to_kind=recipient.kind,
            to_id=recipient.id,
            to_version=target.version,
            member_of=target.member_of,
            way=SYMMETRIC if target.fast else HPKE,
            state=HELD if recipient.held else OPEN,
            basis=recipient.basis,
            until=recipient.until,
            granted_by=self.by.account_id,
        )
        info = row.info()
        if target.fast:
            wrapped = aead.seal(target.fast, secret, aad=info)
        else:
            wrapped = wrap.wrap_to(target.public, secret, info=info)
        row.wrapped = row_integrity.hold(row.id, wrapped, info=info) if recipient.held else wrapped
        return row_integrity.stamp(row)

    def _target(self, recipient: Recipient) -> Target:
        where = (recipient.kind, recipient.id, recipient.member_of)
        if where not in self._known:
            find = {
                INSTITUTION: self._institution,
                MEMBER: self._member,
                STATISTICS: _statistics,
                CODE: _code,
            }[recipient.kind]
            self._known[where] = find(recipient)
        return self._known[where]

    def _institution(self, recipient: Recipient) -> Target:
        # With its holders, by one question.
        held = queries.holders(recipient.id)
        key = queries.current_key(recipient.id)
        if key is None or not any(holder.active for holder in held):
            raise NotConnected
        fast = None
        if self.keys is not None and self.by.institution_id == recipient.id:
            fast = _own_key(key, held, self.keys)
        return Target(bytes(key.public_key), key.version, fast=fast)

    def _member(self, recipient: Recipient) -> Target:
        account = Account.objects.annotate(log_tag=last_tag_of("pk")).get(pk=recipient.id)
        if account.disabled_at is not None:
            raise NotConnected
        membership = recipient.member_of or _membership(recipient.id, self.by)
        try:
            public = public_keys.newest(account)
        except Unopenable:
            raise KeyReplaced("account", account.pk, owner=membership) from None
        return Target(public, account.key_version, member_of=membership)


def _statistics(recipient: Recipient) -> Target:
    key = queries.current_statistics_key(recipient.id)
    if key is None:
        raise NotConnected
    return Target(bytes(key.public_key), key.version)


def _code(recipient: Recipient) -> Target:
    return Target(bytes(row_integrity.check(Code.objects.get(pk=recipient.id)).public_key))


def _own_key(key: IntakeKey, held: Iterable[queries.Holder], keys: Keyring) -> bytes | None:
    """The symmetric key of one's own institution; None where the keyring has no seed of it."""
    try:
        seed = seeds.opened(key, [holder.wrap for holder in held], keys)
        return keypairs.symmetric_key_from_seed(seed)
    except Unopenable:
        return None


def _membership(account: UUID, by: Actor) -> UUID:
    """The institution as whose member somebody is let in: the granter's own comes first."""
    memberships = queries.institutions_of(account)
    if by.institution_id in memberships:
        return by.institution_id
    if len(memberships) > 1:
        raise ValueError("they act for several institutions: say for which, with member_of")
    if not memberships:
        raise NotConnected
    return memberships.pop()
