"""Seal and open a short secret under a symmetric key (XChaCha20-Poly1305-IETF).

Envelope: 1 suite byte | 24 bytes nonce | ciphertext with its 16 byte tag.
The nonce is long enough to be drawn at random for every message of a key.

This cipher does not commit to its key: whoever may choose an envelope freely
can build one that opens under two keys. Rows that hold envelopes opened with a
password are therefore authenticated by `mac` as well.
"""

import secrets

from nacl import bindings as sodium
from nacl.exceptions import CryptoError

from spona.crypto.errors import Unopenable

SUITE = b"\x01"
KEY_BYTES = sodium.crypto_aead_xchacha20poly1305_ietf_KEYBYTES
NONCE_BYTES = sodium.crypto_aead_xchacha20poly1305_ietf_NPUBBYTES
TAG_BYTES = sodium.crypto_aead_xchacha20poly1305_ietf_ABYTES
OVERHEAD = len(SUITE) + NONCE_BYTES + TAG_BYTES

_encrypt = sodium.crypto_aead_xchacha20poly1305_ietf_encrypt
_decrypt = sodium.crypto_aead_xchacha20poly1305_ietf_decrypt


def new_key() -> bytes:
    """Draw a fresh symmetric key of 32 bytes."""
    return secrets.token_bytes(KEY_BYTES)


def seal(key: bytes, plaintext: bytes, *, aad: bytes) -> bytes:
    """Return the envelope of `plaintext`, 41 bytes longer than it.

    `key` is 32 bytes, else TypeError. `aad` is not stored: it says what the
    envelope is and where it lies, and opening needs the same bytes again.
    """
    nonce = secrets.token_bytes(NONCE_BYTES)
    return SUITE + nonce + _encrypt(plaintext, SUITE + aad, nonce, key)


def open_sealed(key: bytes, envelope: bytes, *, aad: bytes) -> bytes:
    """Return the plaintext of an envelope made by `seal`; else Unopenable."""
    # The binding asks for memory of a negative size where the tag is cut.
    if envelope[:1] != SUITE or len(envelope) < OVERHEAD:
        raise Unopenable
    nonce, sealed = envelope[1 : 1 + NONCE_BYTES], envelope[1 + NONCE_BYTES :]
    try:
        # The suite byte is authenticated, so that an envelope of one suite can
        # never be relabelled as one of another.
        return _decrypt(sealed, SUITE + aad, nonce, key)
    except CryptoError:
        raise Unopenable from None
