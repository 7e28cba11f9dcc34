"""Reads that compute something: does this secret belong to that account?"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final
from uuid import UUID

from django.utils import timezone

from spona.access.prepared_rows import PreparedRows
from spona.crypto.errors import Unopenable
from spona.identity import factors, wraps
from spona.identity.models import Account, Authenticator, CardCode, SecurityKey, Session
from spona.identity.sessions import LASTS


def are_unused_codes(account: Account, codes: Sequence[str]) -> bool:
    """True when these are codes of the account's present card, all of them unused."""
    macs = {factors.card_mac(account.pk, code) for code in codes}
    known = CardCode.objects.filter(account=account, code_mac__in=macs, used_at=None).count()
    return bool(codes) and known == len(codes)


# When each code of the present card was used; None where it was not.
_CARD: Final = PreparedRows(
    lambda accounts: CardCode.objects.filter(account__in=accounts).values_list("used_at", flat=True)
)


def unused_codes(account: Account) -> int:
    """How many codes of the present card still open the door."""
    return _CARD.rows([account.pk]).count(None)


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


def other_factors(account: Account, *, without: UUID) -> bool:
    """True where something stands beside the password without this security key.

    An app counts once it has shown a code: a seed that nobody scanned opens nothing.
    """
    return (
        unused_codes(account) > 0
        or Authenticator.objects.filter(account=account, last_step__gt=0).exists()
        or SecurityKey.objects.filter(account=account).exclude(pk=without).exists()
    )


# So few codes that the next card should be made before they are gone.
FEW_CODES = 2


def card_runs_out(account: Account) -> bool:
    """True where a card was made and hardly a code of it is left."""
    card = _CARD.rows([account.pk])
    return bool(card) and card.count(None) <= FEW_CODES


def sessions_of(account: Account) -> list[Session]:
    """Where somebody is signed in, the one used last first; none that has run out."""
    born_after = timezone.now() - LASTS
    rows = Session.objects.filter(account=account, created_at__gt=born_after)
    ours = account.get_session_auth_hash()
    return list(rows.filter(auth_hash=ours).order_by("-active_at", "id"))
