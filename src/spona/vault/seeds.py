"""Seeds behind shared keys: published, wrapped to their holders, opened by one of them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Final
from uuid import UUID

from django.utils import timezone

from spona.access.actor import Actor
from spona.access.prepared_rows import PreparedRows
from spona.audit.queries import last_tag_of
from spona.crypto import aead, keypairs, wrap
from spona.crypto.errors import Unopenable
from spona.identity import public_keys
from spona.identity.keyring import Keyring
from spona.identity.models import Account
from spona.vault import labels, row_integrity
from spona.vault.models import (
    HELD,
    OPEN,
    SYMMETRIC,
    IntakeKey,
    IntakeWrap,
    PaperKey,
    SeedKey,
    SeedWrap,
    StatisticsKey,
    StatisticsWrap,
)

type AnyKey = IntakeKey | StatisticsKey
type AnyWrap = IntakeWrap | StatisticsWrap


def new_seed() -> tuple[bytes, bytes]:
    """Draw a seed; return it and the public key that grows from it."""
    seed = aead.new_key()
    return seed, keypairs.public_key(keypairs.private_key_from_seed(seed))


@dataclass(frozen=True, slots=True)
class Grown:
    """What grows from a seed: opens the wraps of either way. Made once for many wraps."""

    symmetric: bytes = field(repr=False)
    _pair: wrap.Unwrapper = field(repr=False)

    @classmethod
    def of(cls, seed: bytes) -> Grown:
        private = keypairs.private_key_from_seed(seed)
        return cls(keypairs.symmetric_key_from_seed(seed), wrap.Unwrapper(private))

    def unwrap(self, way: str, wrapped: bytes, *, info: bytes) -> bytes:
        """Return the secret of a wrap that was made this `way`; else Unopenable."""
        if way == SYMMETRIC:
            return aead.open_sealed(self.symmetric, wrapped, aad=info)
        return self._pair.unwrap(wrapped, info=info)


def wrapped_to(
    account: Account,
    wrap_row: SeedWrap,
    seed: bytes,
    *,
    by: Actor,
    effective_at: datetime | None = None,
) -> None:
    """Fill `wrap_row` (its key is set) with the seed for `account` and save it.

    With `effective_at` it is held until then. Unopenable where the account's key was replaced.
    """
    public = public_keys.newest(account)
    wrap_row.account = account
    wrap_row.account_key = public_keys.digest(public)
    wrap_row.granted_by = by.account_id
    wrapped = wrap.wrap_to(public, seed, info=wrap_row.info())
    if effective_at:
        wrap_row.state, wrap_row.effective_at = HELD, effective_at
        wrapped = row_integrity.hold(wrap_row.id, wrapped, info=wrap_row.info())
    wrap_row.wrapped = wrapped
    row_integrity.stamp(wrap_row).save(force_insert=True)


def release(wrap_row: SeedWrap, *, confirmed_by: UUID | None = None) -> None:
    """Make a held wrap usable; needs nobody's key."""
    row_integrity.check_last(wrap_row)
    wrap_row.wrapped = row_integrity.let_go(
        wrap_row.id, bytes(wrap_row.wrapped), info=wrap_row.info()
    )
    wrap_row.state, wrap_row.effective_at = OPEN, timezone.now()
    wrap_row.confirmed_by = confirmed_by
    row_integrity.stamp(wrap_row).save()


def opened(key: SeedKey, wraps: Iterable[SeedWrap], keys: Keyring) -> bytes:
    """Return the seed of `key` through this keyring's open wrap; else Unopenable."""
    row_integrity.check_last(key)
    for wrap_row in wraps:
        if wrap_row.account_id != keys.account_id or wrap_row.state != OPEN:
            continue
        row_integrity.check_last(wrap_row)
        seed = keys.unwrap(bytes(wrap_row.wrapped), info=wrap_row.info())
        return fitting(key, seed)
    raise Unopenable


def fitting(key: SeedKey, seed: bytes) -> bytes:
    """Return the seed; Unopenable unless the published key grows from it."""
    if keypairs.public_key(keypairs.private_key_from_seed(seed)) != bytes(key.public_key):
        raise Unopenable
    return seed


def intake_seed(institution: UUID, version: int, keys: Keyring) -> bytes:
    """Return the seed of one version of an institution's intake key; else Unopenable."""
    wraps = _INTAKE_WRAPS.rows([institution], [keys.account_id])
    for wrap_row in wraps:
        if wrap_row.key.version == version:
            vars(wrap_row.key)["log_tag"] = vars(wrap_row)["key_log_tag"]
            return opened(wrap_row.key, [wrap_row], keys)
    raise Unopenable


# One account has at most one wrap of each version.
_INTAKE_WRAPS: Final = PreparedRows(
    lambda institutions, accounts: (
        IntakeWrap.objects.filter(key__institution_id__in=institutions, account_id__in=accounts)
        .select_related("key")
        .annotate(log_tag=last_tag_of("pk"), key_log_tag=last_tag_of("key"))
    )
)


def statistics_seed(network: UUID, version: int, keys: Keyring) -> bytes:
    """Return the seed of one version of a network's statistics key; else Unopenable."""
    key = StatisticsKey.objects.filter(network_id=network, version=version).first()
    if key is None:
        raise Unopenable
    return opened(key, StatisticsWrap.objects.filter(key=key).select_related("key"), keys)


def sealed_for_paper(key: IntakeKey, seed: bytes, paper: PaperKey) -> None:
    """Put the seed of `key` under the key in the safe; the caller stamps and saves."""
    row_integrity.check_last(paper)
    key.paper_key = paper
    key.seed_for_paper_sealed = wrap.wrap_to(
        bytes(paper.public_key), seed, info=_paper_info(key, paper.id)
    )


def seed_from_paper(key: IntakeKey, private: bytes) -> bytes:
    """Return the seed of `key` that the paper's private half opens; else Unopenable."""
    row_integrity.check_last(key)
    if key.paper_key_id is None or key.seed_for_paper_sealed is None:
        raise Unopenable
    info = _paper_info(key, key.paper_key_id)
    return fitting(key, wrap.unwrap(private, bytes(key.seed_for_paper_sealed), info=info))


def _paper_info(key: IntakeKey, paper: UUID) -> bytes:
    return labels.paper_wrap_info(
        key=key.id, institution=key.institution_id, version=key.version, paper=paper
    )
