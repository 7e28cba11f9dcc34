"""When somebody gets new keys: what other apps keep under the old ones moves to the new ones.

Those apps lie above this one and register what they move. While something is left, the keyring
opens with both pairs.
"""

from __future__ import annotations

from datetime import timedelta
from typing import Final, Protocol

from spona.access.actor import Actor
from spona.access.registry import Registry
from spona.identity.keyring import Keyring
from spona.identity.models import Account

AT_ONCE = 500
# No request lives so long: what it seals to the key it once read is there by then.
LATECOMERS = timedelta(minutes=5)


class Mover(Protocol):
    """What one app keeps under a person's own keys."""

    def at_once(self, account: Account, *, by: Actor, keys: Keyring) -> None:
        """Move what must not wait, in the transaction in which the keys change."""

    def move(self, account: Account, *, keys: Keyring, at_most: int) -> int:
        """Move a chunk; return how many. What was altered opens for nobody and is passed over."""

    def left(self, account: Account) -> int:
        """How many are still under earlier keys, without those that were altered."""


KEY_MOVERS: Final = Registry[Mover](
    "movers of keys",
    ("wraps", "drafts", "answers"),
    why="Without it, what somebody has under earlier keys would be lost with them.",
)


def at_once(account: Account, *, by: Actor, keys: Keyring) -> None:
    for mover in KEY_MOVERS.all().values():
        mover.at_once(account, by=by, keys=keys)


def move(account: Account, *, keys: Keyring, at_most: int = AT_ONCE) -> int:
    """Move the next chunk of all apps together; return how many were moved."""
    moved = 0
    for mover in KEY_MOVERS.all().values():
        moved += mover.move(account, keys=keys, at_most=at_most - moved)
        if moved >= at_most:
            break
    return moved


def left(account: Account) -> int:
    return sum(mover.left(account) for mover in KEY_MOVERS.all().values())
