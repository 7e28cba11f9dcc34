"""To whom a section's key is wrapped, and the wrapping itself."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime
from uuid import UUID

from django.utils import timezone

from spona.access.actor import Actor
from spona.crypto import aead, keypairs, wrap
from spona.crypto.errors import Unopenable
from spona.directory.models import Institution
from spona.identity import public_keys
from spona.identity.keyring import Keyring
from spona.identity.models import Account
from spona.vault import authentic, queries, seeds
from spona.vault.models import Code, Grant, IntakeWrap, Section
from spona.vault.models.authentic import HELD, OPEN
from spona.vault.models.boxes import CODE, HPKE, INSTITUTION, MEMBER, STATISTICS, SYMMETRIC
from spona.vault.refusals import NotConnected

# The basis of a grant to a member who works on the matter.
ASSIGNED = "assigned"
# The only section that may be counted, so that a statistics key never reads a file.
COUNTED_SECTION = "count"


@dataclass(frozen=True, slots=True)
class Recipient:
    """Whom to let in. `basis` is a code, `until` an instant after which nothing opens."""

    kind: str
    id: UUID
    held: bool = False
    basis: str = ""
    until: datetime | None = None
    member_of: UUID | None = None

    def __post_init__(self) -> None:
        if not re.fullmatch(r"[a-z0-9_]{0,40}", self.basis):
            raise ValueError("the basis of a grant is a code")
        if self.until and self.until <= timezone.now():
            raise ValueError("a grant cannot end before it begins")


def to_institution(
    institution: Institution | UUID,
    *,
    held: bool = False,
    basis: str = "",
    until: datetime | None = None,
) -> Recipient:
    """All intake holders of an institution, now and later."""
    return Recipient(INSTITUTION, queries.ident(institution), held, basis, until)


def to_account(
    account: Account | UUID,
    *,
    held: bool = False,
    basis: str = "",
    until: datetime | None = None,
    member_of: UUID | None = None,
) -> Recipient:
    """One member, by name, as a member of one institution and as long as they are.

    Without `member_of` it is the granter's own institution, else the only one they have.
    """
    ident = account if isinstance(account, UUID) else account.pk
    return Recipient(MEMBER, ident, held, basis, until, member_of)


def to_statistics(network: UUID) -> Recipient:
    """The analysts of a network; for the section `count` only."""
    return Recipient(STATISTICS, network)


def to_code(code: Code, *, held: bool = False, basis: str = "") -> Recipient:
    """Whoever has the code, until the code's own end."""
    return Recipient(CODE, code.pk, held, basis, code.until)


def recipients_excluding(
    institution: Institution | UUID,
    excluded: Iterable[Account | UUID],
    *,
    held: bool = False,
    basis: str = "",
    until: datetime | None = None,
) -> list[Recipient]:
    """Whom to wrap to at an institution when some accounts must not see it.

    Where an excluded account belongs to the institution or has any wrap of its key, the
    answer is each other active holder by name: whoever holds the key, now or after a
    later promotion, could open what is wrapped to it, and so could the paper key.
    An empty list means that nobody is left: the whole institution is excluded.
    Raises NotConnected where there is no active holder to begin with.
    """
    owner = queries.ident(institution)
    out = {thing if isinstance(thing, UUID) else thing.pk for thing in excluded}
    able = queries.active_holders(owner)
    if not able:
        raise NotConnected
    wrapped = IntakeWrap.objects.filter(key__institution_id=owner, account_id__in=out)
    if not wrapped.exists() and not queries.members_of(owner, out):
        return [to_institution(owner, held=held, basis=basis, until=until)]
    return [
        to_account(account, held=held, basis=basis, until=until, member_of=owner)
        for account in able
        if account.pk not in out
    ]


def grant_row(
    section: Section,
    secret: bytes,
    recipient: Recipient,
    *,
    by: Actor,
    keys: Keyring | None = None,
) -> Grant:
    """Return the unsaved, stamped grant of a section's key (`secret`) to `recipient`.

    NotConnected where nobody there can open it; Unopenable where a key row was replaced.
    `keys` of a holder of the recipient's own key make the fast, symmetric wrap.
    """
    if recipient.kind == STATISTICS and section.name != COUNTED_SECTION:
        raise ValueError("a statistics key opens counted records only")
    row = Grant(
        section=section,
        to_kind=recipient.kind,
        to_id=recipient.id,
        state=HELD if recipient.held else OPEN,
        basis=recipient.basis,
        until=recipient.until,
        granted_by=by.account_id,
    )
    if recipient.kind == MEMBER:
        row.member_of = recipient.member_of or _hat(recipient.id, by)
    wrapped = _wrapped(row, secret, by=by, keys=keys)
    if recipient.held:
        wrapped = authentic.hold(row.id, wrapped, info=row.info())
    row.wrapped = wrapped
    return authentic.stamp(row)


def recipient_of(grant: Grant) -> Recipient:
    """The recipient that an existing grant names, for a new wrap to the same."""
    bare = Recipient(grant.to_kind, grant.to_id, grant.state == HELD, grant.basis)
    return replace(bare, until=grant.until, member_of=grant.member_of)


def _wrapped(row: Grant, secret: bytes, *, by: Actor, keys: Keyring | None) -> bytes:
    match row.to_kind:
        case "institution":
            key = queries.current_key(row.to_id)
            if key is None or not queries.connected(row.to_id):
                raise NotConnected
            row.to_version = key.version
            if keys is not None and by.institution_id == row.to_id:
                fast = _symmetric(row, secret, keys)
                if fast is not None:
                    return fast
            public = bytes(key.public_key)
        case "member":
            public = _public_key_of(row.to_id)
        case "statistics":
            counted = queries.current_statistics_key(row.to_id)
            if counted is None:
                raise NotConnected
            row.to_version, public = counted.version, bytes(counted.public_key)
        case _:
            public = bytes(authentic.check(Code.objects.get(pk=row.to_id)).public_key)
    row.way = HPKE
    return wrap.wrap_to(public, secret, info=row.info())


def _symmetric(row: Grant, secret: bytes, keys: Keyring) -> bytes | None:
    """The fast wrap for one's own institution; None where the keyring has no seed of it."""
    try:
        seed = seeds.intake_seed(row.to_id, row.to_version, keys)
    except Unopenable:
        return None
    row.way = SYMMETRIC
    return aead.seal(keypairs.symmetric_key_from_seed(seed), secret, aad=row.info())


def _hat(account: UUID, by: Actor) -> UUID:
    """The institution as whose member somebody is let in: the granter's own comes first."""
    hats = queries.institutions_of(account)
    if by.institution_id in hats:
        return by.institution_id
    if len(hats) > 1:
        raise ValueError("they act for several institutions: say for which, with member_of")
    if not hats:
        raise NotConnected
    return hats.pop()


def _public_key_of(account_id: UUID) -> bytes:
    account = Account.objects.get(pk=account_id)
    if account.disabled_at is not None:
        raise NotConnected
    return public_keys.checked(account)
