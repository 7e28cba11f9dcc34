"""A writer's drafts, when they get new keys."""

from __future__ import annotations

from spona.access.actor import Actor
from spona.cases.intake.models import Draft
from spona.identity.keyring import Keyring
from spona.identity.models import Account
from spona.vault.refusals import Unopenable


class Drafts:
    """All at once: somebody has a handful, and one that was saved meanwhile would be lost."""

    def at_once(self, account: Account, *, by: Actor, keys: Keyring) -> None:
        _seal_again(account, keys)

    def move(self, account: Account, *, keys: Keyring, at_most: int) -> int:
        # One that was begun in the very moment of the change; those that moved stay right.
        _seal_again(account, keys)
        return 0

    def left(self, account: Account) -> int:
        return 0


def _seal_again(account: Account, keys: Keyring) -> None:
    for draft in Draft.objects.select_for_update().filter(member__person__account=account):
        try:
            text = keys.open_own(bytes(draft.sealed), aad=draft.aad())
        except Unopenable:
            continue
        draft.sealed = keys.seal_own(text, aad=draft.aad())
        draft.save(update_fields=["sealed"])
