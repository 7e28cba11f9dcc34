"""Other key files: accounts and second factors as they were, under the new ones."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final
from uuid import UUID

from django.db import models
from django.db.models import F

from spona import audit
from spona.access.actor import Actor
from spona.access.server_keys import KeyChange, NotOurs, in_parts
from spona.audit import endings
from spona.audit.queries import last_tags
from spona.crypto.errors import Unopenable
from spona.identity import factors, former_keys, permissions, public_keys, security_keys, wraps
from spona.identity.ended import FACTORS
from spona.identity.models import (
    Account,
    Attempt,
    Authenticator,
    CardCode,
    FormerKey,
    KnownBrowser,
    SecurityKey,
    Session,
)

_CHANGED: Final[dict[type[models.Model], list[str]]] = {
    Account: ["usk_by_password_sealed", "key_mac", "wraps_mac"],
    Authenticator: ["seed_sealed", "next_seed_sealed"],
    CardCode: ["code_mac"],
    SecurityKey: ["sealed"],
}


def keep_former_keys(change: KeyChange, *, by: Actor) -> None:
    """What only people could make anew goes on resting on these; before anything else changes."""
    permissions.check_can_rotate(by)
    rows = former_keys.sealed_anew(change)
    with audit.transaction():
        FormerKey.objects.all().delete()
        FormerKey.objects.bulk_create(rows)


def renew_accounts(change: KeyChange, *, by: Actor) -> dict[str, int]:
    """Table → rows. NotOurs where the old key files do not vouch for one.

    Every session ends and no browser is known any more: only keyed hashes of their tokens are here.
    """
    permissions.check_can_rotate(by)
    counts = {}
    for model, names in _CHANGED.items():
        found = model._base_manager.all()  # noqa: SLF001 - of any model
        counts[model._meta.label_lower] = found.count()  # noqa: SLF001
        for rows in in_parts(found):
            # One for each part: the lines of the next ones need not lie in memory beside these.
            with change.under_new(), audit.transaction() as log:
                last = last_tags([row.pk for row in rows]) if model is Account else {}
                for row in rows:
                    if isinstance(row, Account) and last.get(row.pk) != row.short_tag():
                        raise NotOurs(row._meta.label_lower, row.pk)  # noqa: SLF001
                    _renew(row, change)
                    if isinstance(row, Account):
                        row.note_state(log)
                found.bulk_update(rows, names, batch_size=100)
    with change.under_new(), audit.transaction() as log:
        Session.objects.all().delete()
        KnownBrowser.objects.all().delete()
        Attempt.objects.all().delete()
        Account.objects.update(epoch=F("epoch") + 1)
        log.record("session:ended_everywhere", by=by, subject=("session", None))
    return counts


def renewed_account(payload: Mapping[str, Any], change: KeyChange) -> dict[str, Any]:
    """What an ending says of an account, under the new key files."""
    row = Account(**endings.columns_in(Account, payload))
    _renew(row, change)
    return endings.columns_of(row, payload)


def renewed_factors(payload: Mapping[str, Any], change: KeyChange) -> dict[str, Any]:
    """What an ending says of somebody's second factors, under the new key files."""
    found = {}
    for name, model in FACTORS.items():
        rows = [model(**endings.columns_in(model, said)) for said in payload[name]]
        for row in rows:
            _renew(row, change)
        found[name] = [endings.columns_of(row) for row in rows]
    return found


def _renew(row: models.Model, change: KeyChange) -> None:
    try:
        match row:
            case Account():
                _renew_account(row, change)
            case Authenticator():
                _renew_app(row, change)
            case CardCode():
                made = former_keys.next_layer("factors", bytes.fromhex(row.code_mac), change)
                row.code_mac = made.hex()
            case SecurityKey():
                security_keys.seal_anew(row, change)
    except (Unopenable, ValueError):
        raise NotOurs(row._meta.label_lower, row.pk) from None  # noqa: SLF001


def _renew_account(row: Account, change: KeyChange) -> None:
    sealed = bytes(row.usk_by_password_sealed)
    with change.under_old():
        wraps.check(row)
        public_keys.checked(row)
        # Of a login that was closed for good nothing is left.
        bare = former_keys.out_of_envelope("pepper", row.pk, sealed) if sealed else sealed
    with change.under_new():
        if bare:
            row.usk_by_password_sealed = change.sealed_once(
                sealed, lambda: former_keys.enveloped("pepper", row.pk, bare)
            )
        wraps.sign(row)
        public_keys.sign(row)


def _renew_app(row: Authenticator, change: KeyChange) -> None:
    row.seed_sealed = _renewed_seed(row.account_id, bytes(row.seed_sealed), change)
    if row.next_seed_sealed is not None:
        offered = bytes(row.next_seed_sealed)
        row.next_seed_sealed = _renewed_seed(row.account_id, offered, change)


def _renewed_seed(account: UUID, sealed: bytes, change: KeyChange) -> bytes:
    with change.under_old():
        seed = factors.open_seed(account, sealed)
    with change.under_new():
        return change.sealed_once(sealed, lambda: factors.sealed_seed(account, seed))
