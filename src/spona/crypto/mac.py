"""Authenticate a row: whoever writes the database alone cannot forge it."""

import hmac

from spona.crypto.encoding import Part, canonical
from spona.crypto.errors import Unopenable


def mac(key: bytes, *parts: Part) -> bytes:
    """Return the 32 byte HMAC-SHA256 of the parts, encoded by `canonical`."""
    return hmac.digest(key, canonical(*parts), "sha256")


def check_mac(key: bytes, tag: bytes, *parts: Part) -> None:
    """Raise Unopenable unless `tag` is the MAC of the parts; in constant time."""
    if not hmac.compare_digest(tag, mac(key, *parts)):
        raise Unopenable
