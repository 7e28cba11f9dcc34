"""What a security key is given to sign: kept nowhere until it was answered, then good no more.

Before a sign-in nothing may be set in the browser or written down for it, so a challenge carries
its own end and a tag that only this server makes. An answered one is noted, and counts once.
"""

from __future__ import annotations

import hashlib
import secrets
from datetime import UTC, datetime, timedelta

from django.conf import settings
from django.utils import timezone

from spona.crypto.encoding import Part
from spona.crypto.errors import Unopenable
from spona.crypto.mac import check_mac, mac
from spona.identity.models import SpentChallenge

# Long enough to fetch a key from the coat; a page that lay open longer asks again.
LASTS = timedelta(minutes=5)
_NONCE, _END, _TAG = 16, 8, 32


def new(purpose: str, *bound: Part) -> bytes:
    """Draw a challenge for one purpose, bound to whom or what it was drawn for."""
    nonce = secrets.token_bytes(_NONCE)
    end = int((timezone.now() + LASTS).timestamp()).to_bytes(_END)
    return nonce + end + mac(settings.SECRETS["mac"], *_said(purpose, nonce, end, bound))


def is_valid(challenge: bytes, purpose: str, *bound: Part) -> bool:
    """True for one that `new` drew for this purpose and bound to the same, before its end."""
    if len(challenge) != _NONCE + _END + _TAG:
        return False
    nonce, end, tag = _cut(challenge)
    try:
        check_mac(settings.SECRETS["mac"], tag, *_said(purpose, nonce, end, bound))
    except Unopenable:
        return False
    return timezone.now() < _end_of(end)


def spend(challenge: bytes) -> bool:
    """Note that it was answered; False where it was before, on whichever worker."""
    _nonce, end, _tag = _cut(challenge)
    digest = hashlib.sha256(challenge).hexdigest()
    _row, fresh = SpentChallenge.objects.get_or_create(
        digest=digest, defaults={"ends_at": _end_of(end)}
    )
    return fresh


def _said(purpose: str, nonce: bytes, end: bytes, bound: tuple[Part, ...]) -> tuple[Part, ...]:
    return ("spona challenge", 1, purpose, nonce, end, *bound)


def _cut(challenge: bytes) -> tuple[bytes, bytes, bytes]:
    return challenge[:_NONCE], challenge[_NONCE : _NONCE + _END], challenge[_NONCE + _END :]


def _end_of(end: bytes) -> datetime:
    return datetime.fromtimestamp(int.from_bytes(end), UTC)
