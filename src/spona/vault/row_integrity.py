"""Check rows before use, and the outer layer of what is held back.

A writer of the database alone can neither forge nor change a row; the keys for that
lie outside it (`settings.SECRETS`).
"""

from __future__ import annotations

from uuid import UUID

from django.conf import settings

from spona.audit.queries import is_last
from spona.crypto import aead, kdf
from spona.crypto import mac as hmac
from spona.crypto.encoding import Part
from spona.crypto.errors import Unopenable
from spona.vault import labels
from spona.vault.models import Authenticated, Logged


def stamp[Row: Authenticated](row: Row) -> Row:
    """Set the HMAC over all that the row says; the caller saves it."""
    row.mac = hmac.mac(settings.SECRETS["mac"], *row.facts())
    return row


def check[Row: Authenticated](row: Row) -> Row:
    """Return the row; Unopenable unless it is as the server wrote it."""
    return check_said(row, row.facts())


def check_said[Row: Authenticated](row: Row, facts: tuple[Part, ...]) -> Row:
    """As `check`, where the caller has at hand what the row says."""
    hmac.check_mac(settings.SECRETS["mac"], bytes(row.mac), *facts)
    return row


def check_last[Row: Logged](row: Row) -> Row:
    """Return the row; Unopenable unless it is as the server wrote it, and wrote it last."""
    if not is_last(check(row), row.short_tag()):
        raise Unopenable
    return row


def is_whole(row: Authenticated) -> bool:
    """True where the row is as the server wrote it, and last where the log keeps that."""
    try:
        check_last(row) if isinstance(row, Logged) else check(row)
    except Unopenable:
        return False
    return True


def hold(row: UUID, wrapped: bytes, *, info: bytes) -> bytes:
    """Seal a wrap once more, so that its recipient cannot use it before its release."""
    return aead.seal(_hold_key(row), wrapped, aad=labels.hold_aad(info))


def let_go(row: UUID, held: bytes, *, info: bytes) -> bytes:
    """Take the outer layer off; Unopenable where the row is not the one that was held."""
    return aead.open_sealed(_hold_key(row), held, aad=labels.hold_aad(info))


def _hold_key(row: UUID) -> bytes:
    return kdf.hkdf(settings.SECRETS["hold"], info=labels.hold_key_info(row))
