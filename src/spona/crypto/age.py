"""Seal a file of any size under a passphrase in constant memory, so that any age program opens it.

The format is age-encryption.org/v1 with one scrypt recipient. `pyrage` seals by passphrase too, but
only what lies in memory as a whole. Sealed: header | 16 bytes nonce | frames of 64 KiB and a tag;
only the last may be shorter and it alone is marked as the last, so what was cut does not open.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import os
from collections.abc import Iterable, Iterator
from typing import Final

from nacl import bindings as sodium

CHUNK: Final = 64 * 1024
_VERSION: Final = b"age-encryption.org/v1"
# 2 to this power rounds: 64 MiB and a quarter of a second for each guess.
_WORK: Final = 16
_BLOCK: Final = 8
_LAST: Final = b"\x01"


def seal_by_passphrase(passphrase: str, chunks: Iterable[bytes]) -> Iterator[bytes]:
    """Yield the header, then the frames of chunks of any sizes; the last comes when they end."""
    file_key = os.urandom(16)
    yield _header(passphrase, file_key)
    nonce = os.urandom(16)
    yield nonce
    key = _derived(file_key, salt=nonce, info=b"payload")
    buffer, number = bytearray(), 0
    for chunk in chunks:
        buffer += chunk
        # One frame is held back, since only the end tells which is the last.
        while len(buffer) > CHUNK:
            yield _frame(key, bytes(buffer[:CHUNK]), number, b"\x00")
            del buffer[:CHUNK]
            number += 1
    yield _frame(key, bytes(buffer), number, _LAST)


def _header(passphrase: str, file_key: bytes) -> bytes:
    salt = os.urandom(16)
    wrapping = hashlib.scrypt(
        passphrase.encode(),
        salt=_VERSION + b"/scrypt" + salt,
        n=1 << _WORK,
        r=_BLOCK,
        p=1,
        maxmem=(128 * _BLOCK << _WORK) + (1 << 20),
        dklen=32,
    )
    body = _seal(wrapping, file_key, bytes(12))
    text = b"%s\n-> scrypt %s %d\n%s\n---" % (_VERSION, _base64(salt), _WORK, _base64(body))
    mac = hmac.digest(_derived(file_key, salt=b"", info=b"header"), text, "sha256")
    return text + b" " + _base64(mac) + b"\n"


def _frame(key: bytes, content: bytes, number: int, last: bytes) -> bytes:
    return _seal(key, content, number.to_bytes(11) + last)


def _seal(key: bytes, content: bytes, nonce: bytes) -> bytes:
    return sodium.crypto_aead_chacha20poly1305_ietf_encrypt(content, None, nonce, key)


def _derived(key: bytes, *, salt: bytes, info: bytes) -> bytes:
    """HKDF-SHA-256 of one block."""
    extracted = hmac.digest(salt or bytes(32), key, "sha256")
    return hmac.digest(extracted, info + b"\x01", "sha256")


def _base64(content: bytes) -> bytes:
    """Without padding, as age writes it."""
    return base64.b64encode(content).rstrip(b"=")
