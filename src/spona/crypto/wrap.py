"""Wrap a key to somebody's public key (HPKE base mode, RFC 9180).

Suite 2, by which everything is wrapped: ML-KEM-768 and X25519 together (X-Wing), HKDF-SHA256,
ChaCha20-Poly1305. Suite 1, which is only read: DHKEM(X25519, HKDF-SHA256) with the same two.
Envelope: 1 suite byte | encapsulated key (1120 bytes; suite 1: 32) | ciphertext with its tag.

A private key is 32 bytes in both. Suite 1 takes them as the X25519 key, suite 2 grows both of its
keys from them; so the public X25519 half that suite 2 publishes is good for no wrap of suite 1, and
nobody can offer one in place of the stronger.

The library offers no associated data, so everything that identifies the grant (what, to whom, which
version, on what basis) goes into `info`, and the suite with it. Base mode does not say who wrapped:
rows are authenticated by `mac` beside it.
"""

from typing import Any, Final, NoReturn

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey
from cryptography.hazmat.primitives.hpke import (
    AEAD,
    KDF,
    KEM,
    MLKEM768X25519PrivateKey,
    Suite,
)

from spona.crypto import keypairs
from spona.crypto.encoding import canonical
from spona.crypto.errors import Unopenable

CLASSICAL: Final = b"\x01"
HYBRID: Final = b"\x02"
SUITES: Final = {
    CLASSICAL: Suite(KEM.X25519, KDF.HKDF_SHA256, AEAD.CHACHA20_POLY1305),
    HYBRID: Suite(KEM.MLKEM768_X25519, KDF.HKDF_SHA256, AEAD.CHACHA20_POLY1305),
}


def wrap_to(public: bytes, secret: bytes, *, info: bytes) -> bytes:
    """Return `secret` wrapped by suite 2 to a public key of 1216 bytes, 1137 bytes longer.

    Raises ValueError where `public` is not such a key: an X25519 key alone gets nothing.
    """
    recipient = keypairs.recipient_of(public)
    return HYBRID + SUITES[HYBRID].encrypt(secret, recipient, _bound(HYBRID, info))


def unwrap(private: bytes, wrapped: bytes, *, info: bytes) -> bytes:
    """Return the secret of one wrap made to this key with this info; else Unopenable."""
    return Unwrapper(private).unwrap(wrapped, info=info)


class Unwrapper:
    """A private key that opens many wraps: its pair is built once, at the first of them.

    Like every holder of keys it shows nothing of itself and cannot be pickled or copied.
    """

    __slots__ = ("__pair", "__private")

    def __init__(self, private: bytes) -> None:
        self.__private = private
        self.__pair: MLKEM768X25519PrivateKey | None = None

    def unwrap(self, wrapped: bytes, *, info: bytes) -> bytes:
        """Return the secret of a wrap made to this key with this info; else Unopenable."""
        suite, sealed = wrapped[:1], wrapped[1:]
        try:
            key = self.__key_for(suite)
            return SUITES[suite].decrypt(sealed, key, _bound(suite, info))
        except (InvalidTag, ValueError):
            raise Unopenable from None

    def __key_for(self, suite: bytes) -> MLKEM768X25519PrivateKey | X25519PrivateKey:
        if suite == HYBRID:
            if self.__pair is None:
                self.__pair = keypairs.pair_of(self.__private)
            return self.__pair
        if suite == CLASSICAL:
            return X25519PrivateKey.from_private_bytes(self.__private)
        raise Unopenable

    def __repr__(self) -> str:
        return "<Unwrapper>"

    def __reduce_ex__(self, _protocol: Any) -> NoReturn:
        raise TypeError("a private key stays where it was made")


def _bound(suite: bytes, info: bytes) -> bytes:
    return canonical("spona wrap", suite, info)
