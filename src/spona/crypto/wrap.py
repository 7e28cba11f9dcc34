"""Wrap a key to somebody's public key (HPKE base mode, RFC 9180).

Suite 1: DHKEM(X25519, HKDF-SHA256), HKDF-SHA256, ChaCha20-Poly1305.
Envelope: 1 suite byte | 32 bytes encapsulated key | ciphertext with its tag.
A hybrid suite with ML-KEM gets the next number and leaves these as they are.

The library offers no associated data, so everything that identifies the grant
(what, to whom, which version, on what basis) goes into `info`. Base mode does
not say who wrapped: rows are authenticated by `mac` beside it.
"""

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.asymmetric.x25519 import (
    X25519PrivateKey,
    X25519PublicKey,
)
from cryptography.hazmat.primitives.hpke import AEAD, KDF, KEM, Suite

from spona.crypto.encoding import canonical
from spona.crypto.errors import Unopenable

SUITE = b"\x01"
HPKE = Suite(KEM.X25519, KDF.HKDF_SHA256, AEAD.CHACHA20_POLY1305)


def wrap_to(public: bytes, secret: bytes, *, info: bytes) -> bytes:
    """Return `secret` wrapped to a 32 byte X25519 public key, 49 bytes longer.

    Raises ValueError where `public` is not such a key.
    """
    recipient = X25519PublicKey.from_public_bytes(public)
    return SUITE + HPKE.encrypt(secret, recipient, _bound(info))


def unwrap(private: bytes, wrapped: bytes, *, info: bytes) -> bytes:
    """Return the secret of a wrap made by `wrap_to` with this info; else Unopenable."""
    if wrapped[:1] != SUITE:
        raise Unopenable
    try:
        recipient = X25519PrivateKey.from_private_bytes(private)
        return HPKE.decrypt(wrapped[1:], recipient, _bound(info))
    except (InvalidTag, ValueError):
        raise Unopenable from None


def _bound(info: bytes) -> bytes:
    return canonical("spona wrap", SUITE, info)
