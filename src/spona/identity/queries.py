"""Reads that compute something: does this secret belong to that account?"""

from __future__ import annotations

from collections.abc import Sequence

from spona.crypto.errors import Unopenable
from spona.identity import factors, wraps
from spona.identity.models import Account, Authenticator, CardCode


def are_unused_codes(account: Account, codes: Sequence[str]) -> bool:
    """True when these are codes of the account's present card, all of them unused."""
    macs = {factors.card_mac(account.pk, code) for code in codes}
    known = CardCode.objects.filter(account=account, code_mac__in=macs, used_at=None).count()
    return bool(codes) and known == len(codes)


def unused_codes(account: Account) -> int:
    """How many codes of the present card still open the door."""
    return CardCode.objects.filter(account=account, used_at=None).count()


def is_recovery_code(account: Account, code: str) -> bool:
    """True for the code that counts and for one that waits to be typed back."""
    try:
        wraps.open_by_any_code(account, code)
    except Unopenable:
        return False
    return True


def offered_seed(account: Account) -> str:
    """The seed that waits for the new app's first code, "" where none was offered."""
    app = Authenticator.objects.filter(account=account).first()
    if app is None or app.next_seed_sealed is None:
        return ""
    return factors.open_seed(account.pk, app.next_seed_sealed)
