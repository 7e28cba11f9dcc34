"""What an ending says of an account: the row, or the factors, that replace every older one.

Password, recovery code, factors and renewed keys are endings whose payload is the replacing row
itself. It holds ciphertext and keyed hashes, as the row does, and nothing opens by it.
"""

from __future__ import annotations

from typing import Final
from uuid import UUID

from django.db import models

from spona.audit import Log, endings
from spona.identity.models import Account, Authenticator, CardCode, SecurityKey

# What says nothing about who gets in; sessions of every epoch end at a restore anyway.
_LEFT_OUT: Final = frozenset(
    {
        "language", "theme", "epoch", "created_at", "last_seen_at", "codes_full_at",
        "wrong_codes", "wrong_code_mailed_at", "new_browser_at",
    }
)  # fmt: skip
FACTORS: Final[dict[str, type[models.Model]]] = {
    "app": Authenticator,
    "card": CardCode,
    "keys": SecurityKey,
}


def note_account(log: Log, kind: str, account: UUID) -> None:
    """The row as it stands now replaces every older one, also after a restore."""
    row = Account.objects.get(pk=account)
    names = {field.attname for field in Account._meta.concrete_fields} - _LEFT_OUT  # noqa: SLF001
    log.ending(kind, account, endings.columns_of(row, names))


def note_factors(log: Log, account: UUID) -> None:
    """The second factors as they stand now replace all older ones."""
    found = {
        name: model._default_manager.filter(account=account)  # noqa: SLF001 - of any model
        for name, model in FACTORS.items()
    }
    rows = {name: [endings.columns_of(row) for row in each] for name, each in found.items()}
    log.ending(endings.FACTOR, account, rows)


def standing[Row: models.Model](model: type[Row], account: UUID) -> list[Row] | None:
    """The rows of one kind of factor as Spona left them last; None where none was ever replaced.

    A row that is not among them was taken away, and somebody has put it back. One question, whose
    answer needs the key beside the pepper; what was deleted of it is found within the hour.
    """
    last = endings.newest(endings.FACTOR, account)
    if last is None:
        return None
    if last.payload is None or not endings.has_valid_mac(last):
        return []
    name = next(name for name, one in FACTORS.items() if one is model)
    return [model(**endings.columns_in(model, row)) for row in last.payload[name]]
