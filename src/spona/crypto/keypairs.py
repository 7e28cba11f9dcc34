"""X25519 key pairs, drawn at random or grown from an institution's intake seed."""

from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey

from spona.crypto.encoding import canonical
from spona.crypto.kdf import hkdf

SEED_BYTES = 32


def new_private_key() -> bytes:
    """Draw a fresh X25519 private key of 32 bytes."""
    return X25519PrivateKey.generate().private_bytes_raw()


def public_key(private: bytes) -> bytes:
    """Return the 32 byte public half; ValueError where `private` is not 32 bytes."""
    pair = X25519PrivateKey.from_private_bytes(private)
    return pair.public_key().public_bytes_raw()


def private_key_from_seed(seed: bytes) -> bytes:
    """Return the X25519 key of a 32 byte seed: others seal to its public half."""
    return _grow(seed, "x25519 private key")


def symmetric_key_from_seed(seed: bytes) -> bytes:
    """Return the symmetric key of a 32 byte seed, for wraps that its holders make."""
    return _grow(seed, "symmetric key")


def _grow(seed: bytes, purpose: str) -> bytes:
    # A shorter seed could be guessed, and HKDF would not notice.
    if len(seed) != SEED_BYTES:
        raise ValueError(f"a seed is {SEED_BYTES} bytes")
    return hkdf(seed, info=canonical("spona seed", 1, purpose))
