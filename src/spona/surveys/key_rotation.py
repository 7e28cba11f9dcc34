"""What a member has begun to fill in, when they get new keys."""

from __future__ import annotations

from spona.access.actor import Actor
from spona.directory.models import Member
from spona.identity.keyring import Keyring
from spona.identity.models import Account
from spona.surveys.models import Draft
from spona.vault.refusals import Unopenable


class OwnAnswers:
    """All at once, as the drafts of reports: somebody has one or two."""

    def at_once(self, account: Account, *, by: Actor, keys: Keyring) -> None:
        _seal_again(account, keys)

    def move(self, account: Account, *, keys: Keyring, at_most: int) -> int:
        _seal_again(account, keys)
        return 0

    def left(self, account: Account) -> int:
        return 0


def _seal_again(account: Account, keys: Keyring) -> None:
    members = Member.objects.filter(person__account=account)
    marks = [Draft.mark_of(pk) for pk in members.values_list("pk", flat=True)]
    for row in Draft.objects.select_for_update().filter(owner_mark__in=marks):
        if not row.has_valid_mac():
            continue
        try:
            text = keys.open_own(bytes(row.sealed), aad=row.aad())
        except Unopenable:
            continue
        row.sealed = keys.seal_own(text, aad=row.aad())
        row.save(update_fields=["sealed"])
