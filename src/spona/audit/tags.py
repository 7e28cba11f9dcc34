"""HMAC tags of log entries and lane heads.

Whoever writes the database alone can hash, and so could continue or rewrite a chain; without the
key file beside the pepper they cannot tag what they wrote.
"""

from __future__ import annotations

from functools import lru_cache
from typing import Final
from uuid import UUID

from django.conf import settings

from spona.crypto.encoding import canonical
from spona.crypto.errors import Unopenable
from spona.crypto.kdf import hkdf
from spona.crypto.mac import check_mac, mac

# Frozen labels: another text or number would disown every line that was ever written.
ENTRY: Final = "spona audit tag 1"
# Of its own, or the tag of an entry in the middle would be one of a head that was rolled back.
LANE: Final = "spona audit lane tag 1"
HEAD: Final = "spona audit head line 1"
_KEY: Final = b"spona audit log key 1"


def log_key() -> bytes:
    """The 32 byte key of all tags, grown from the MAC key of the server."""
    return _grown(settings.SECRETS["mac"])


def entry_tag(lane: UUID, seq: int, digest: bytes) -> bytes:
    """The 32 byte tag of the entry with this hash."""
    return mac(log_key(), ENTRY, lane, seq, digest)


def entry_tag_begins(lane: UUID) -> bytes:
    """What all tags of a lane's entries are over before the number: who reads a million encodes it
    once.
    """
    return canonical(ENTRY, lane)


def lane_tag(lane: UUID, seq: int, head: bytes) -> bytes:
    """The 32 byte tag of a lane's row."""
    return mac(log_key(), LANE, lane, seq, head)


def is_lane_tag(tag: bytes, lane: UUID, seq: int, head: bytes) -> bool:
    """Whether the server left the row of the lane like this, at some time."""
    try:
        check_mac(log_key(), tag, LANE, lane, seq, head)
    except Unopenable:
        return False
    return True


def head_line_tag(lane: UUID, seq: int, head: bytes) -> bytes:
    """The 32 byte tag of a line outside the database (`audit.lane_heads`)."""
    return mac(log_key(), HEAD, lane, seq, head)


@lru_cache(maxsize=2)
def _grown(key: bytes) -> bytes:
    return hkdf(key, info=_KEY)
