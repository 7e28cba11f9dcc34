"""A person's own wraps, when they get new keys."""

from __future__ import annotations

from collections.abc import Iterator
from uuid import UUID

from django.db.models import QuerySet

from spona.access.actor import Actor
from spona.crypto import wrap
from spona.crypto.errors import Unopenable
from spona.identity import public_keys
from spona.identity.keyring import Keyring
from spona.identity.models import Account
from spona.vault import row_integrity, telling
from spona.vault.models import MEMBER, OPEN, Grant, IntakeWrap, SeedWrap, StatisticsWrap

_WINDOW = 500


class Wraps:
    """Seeds at once, since a holder with another key counts as none; sections in chunks."""

    def at_once(self, account: Account, *, by: Actor, keys: Keyring) -> None:
        owners = set[UUID]()
        for table in (IntakeWrap, StatisticsWrap):
            rows = table.objects.filter(account=account).select_for_update(of=("self",))
            for row in rows.select_related("key").order_by("id"):
                # The altered and the lost ones open for nobody: they stay what they are.
                if _moved_seed(row, account, keys) and isinstance(row, IntakeWrap):
                    owners.add(row.key.owner_id)
        for owner in sorted(owners):
            telling.holders_of_change(owner, by=by)

    def move(self, account: Account, *, keys: Keyring, at_most: int) -> int:
        moved = 0
        for grant in _earlier(_rows(account).select_for_update(of=("self",))):
            moved += _moved_grant(grant, account, keys)
            if moved == at_most:
                break
        return moved

    def left(self, account: Account) -> int:
        return sum(row_integrity.is_whole(grant) for grant in _earlier(_rows(account)))


def _moved_seed(row: SeedWrap, account: Account, keys: Keyring) -> bool:
    info, wrapped, held = row.info(), bytes(row.wrapped), row.state != OPEN
    try:
        row_integrity.check_last(row)
        inner = row_integrity.let_go(row.pk, wrapped, info=info) if held else wrapped
        seed = keys.unwrap(inner, info=info)
    except Unopenable:
        return False
    public = public_keys.checked(account)
    row.account_key = public_keys.digest(public)
    fresh = wrap.wrap_to(public, seed, info=info)
    row.wrapped = row_integrity.hold(row.pk, fresh, info=info) if held else fresh
    row_integrity.stamp(row).save(update_fields=["account_key", "wrapped", "mac"])
    return True


def _moved_grant(grant: Grant, account: Account, keys: Keyring) -> bool:
    """Same row, same person, same state, same time: only the wrap is another one."""
    wrapped, held = bytes(grant.wrapped), grant.state != OPEN
    try:
        row_integrity.check(grant)
        info = grant.info()
        inner = row_integrity.let_go(grant.pk, wrapped, info=info) if held else wrapped
        secret = keys.unwrap(inner, info=info)
    except Unopenable:
        return False
    grant.to_version = account.key_version
    info = grant.info()
    fresh = wrap.wrap_to(public_keys.checked(account), secret, info=info)
    grant.wrapped = row_integrity.hold(grant.pk, fresh, info=info) if held else fresh
    row_integrity.stamp(grant).save(update_fields=["to_version", "wrapped", "mac"])
    return True


def _rows(account: Account) -> QuerySet[Grant]:
    """What is wrapped to earlier keys of this account."""
    return Grant.objects.filter(
        to_kind=MEMBER, to_id=account.pk, to_version__lt=account.key_version
    )


def _earlier(rows: QuerySet[Grant]) -> Iterator[Grant]:
    """In the order of ids, a window at a time."""
    last: UUID | None = None
    while True:
        left = rows if last is None else rows.filter(pk__gt=last)
        window = list(left.select_related("section__box").order_by("id")[:_WINDOW])
        yield from window
        if len(window) < _WINDOW:
            return
        last = window[-1].pk
