"""Sign a checkpoint of the audit log (Ed25519, RFC 8032)."""

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import (
    Ed25519PrivateKey,
    Ed25519PublicKey,
)

from spona.crypto.errors import Unopenable


def verify_key(signing: bytes) -> bytes:
    """Return the 32 byte public half, with which anybody can verify."""
    pair = Ed25519PrivateKey.from_private_bytes(signing)
    return pair.public_key().public_bytes_raw()


def sign(signing: bytes, message: bytes) -> bytes:
    """Return the 64 byte signature of `message`; the same again for the same input."""
    return Ed25519PrivateKey.from_private_bytes(signing).sign(message)


def verify(public: bytes, message: bytes, signature: bytes) -> None:
    """Raise Unopenable unless `signature` of `message` was made by the key's owner."""
    try:
        Ed25519PublicKey.from_public_bytes(public).verify(signature, message)
    except (InvalidSignature, ValueError):
        raise Unopenable from None
