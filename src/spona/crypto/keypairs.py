"""Key pairs of suite 2: ML-KEM-768 and X25519 side by side, both grown from 32 secret bytes.

Whoever breaks one of the two still opens nothing. The private half is kept, sealed and printed as
its 32 bytes. They are drawn at random, read from paper, or grown from an institution's seed.
"""

import secrets
from typing import Final

from cryptography.hazmat.primitives.asymmetric.mlkem import MLKEM768PrivateKey, MLKEM768PublicKey
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey
from cryptography.hazmat.primitives.hpke import MLKEM768X25519PrivateKey, MLKEM768X25519PublicKey

from spona.crypto.encoding import canonical
from spona.crypto.kdf import hkdf

SEED_BYTES: Final = 32
_MLKEM_SEED_BYTES: Final = 64
_MLKEM_PUBLIC_BYTES: Final = 1184
PUBLIC_BYTES: Final = _MLKEM_PUBLIC_BYTES + 32

# Frozen: another label would grow another pair, and what was sealed to the first would be lost.
_MLKEM: Final = canonical("spona key pair", 2, "ml-kem-768 seed")
_X25519: Final = canonical("spona key pair", 2, "x25519 private key")


def new_private_key() -> bytes:
    """Draw a fresh private key: 32 bytes, from which both halves of the pair grow."""
    return secrets.token_bytes(SEED_BYTES)


def public_key(private: bytes) -> bytes:
    """Return the 1216 byte public key, ML-KEM first; ValueError where `private` is not 32 bytes."""
    mlkem, x25519 = _halves(private)
    return mlkem.public_key().public_bytes_raw() + x25519.public_key().public_bytes_raw()


def pair_of(private: bytes) -> MLKEM768X25519PrivateKey:
    """Build the pair for HPKE, which takes longer than to open a wrap with it: build it once."""
    return MLKEM768X25519PrivateKey(*_halves(private))


def recipient_of(public: bytes) -> MLKEM768X25519PublicKey:
    """Build the public half for HPKE; ValueError where `public` is no key of suite 2."""
    if len(public) != PUBLIC_BYTES:
        raise ValueError(f"a public key is {PUBLIC_BYTES} bytes")
    return MLKEM768X25519PublicKey(
        MLKEM768PublicKey.from_public_bytes(public[:_MLKEM_PUBLIC_BYTES]),
        X25519PublicKey.from_public_bytes(public[_MLKEM_PUBLIC_BYTES:]),
    )


def private_key_from_seed(seed: bytes) -> bytes:
    """Return the private key of a 32 byte seed: others seal to its public half."""
    # The label is that of suite 1, where these bytes are the X25519 key itself.
    return _grow(seed, canonical("spona seed", 1, "x25519 private key"))


def symmetric_key_from_seed(seed: bytes) -> bytes:
    """Return the symmetric key of a 32 byte seed, for wraps that its holders make."""
    return _grow(seed, canonical("spona seed", 1, "symmetric key"))


def signing_key_from_seed(seed: bytes) -> bytes:
    """Return the Ed25519 key of a 32 byte seed, with which its holders co-sign the log."""
    return _grow(seed, canonical("spona seed", 1, "witness key"))


def _halves(private: bytes) -> tuple[MLKEM768PrivateKey, X25519PrivateKey]:
    return (
        MLKEM768PrivateKey.from_seed_bytes(_grow(private, _MLKEM, length=_MLKEM_SEED_BYTES)),
        X25519PrivateKey.from_private_bytes(_grow(private, _X25519)),
    )


def _grow(seed: bytes, info: bytes, *, length: int = SEED_BYTES) -> bytes:
    # A shorter seed could be guessed, and HKDF would not notice.
    if len(seed) != SEED_BYTES:
        raise ValueError(f"a seed is {SEED_BYTES} bytes")
    return hkdf(seed, info=info, length=length)
