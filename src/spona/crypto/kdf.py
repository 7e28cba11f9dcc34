"""Keys from passwords (slow) and keys from keys (fast)."""

import hmac
import secrets
import unicodedata
from dataclasses import dataclass

from argon2.low_level import Type, hash_secret_raw
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

SALT_BYTES = 16


@dataclass(frozen=True, slots=True)
class Cost:
    """What one guess at a password costs; stored with each account."""

    memory_kib: int
    time: int
    parallelism: int


# RFC 9106, section 4, second recommended option, with one lane instead of four:
# the server's cores belong to the requests that run beside a login.
PRODUCTION = Cost(memory_kib=65536, time=3, parallelism=1)

# The least Argon2 allows. For people of a test world only.
SMALLEST = Cost(memory_kib=8, time=1, parallelism=1)


def new_salt() -> bytes:
    """Draw a salt of 16 bytes, one for each secret (RFC 9106, section 3.1)."""
    return secrets.token_bytes(SALT_BYTES)


def argon2id(secret: bytes, *, salt: bytes, cost: Cost) -> bytes:
    """Return 32 bytes: Argon2id version 1.3 (RFC 9106) without secret and data.

    `salt` is at least 8 bytes, else argon2.exceptions.HashingError.
    """
    return hash_secret_raw(
        secret,
        salt,
        time_cost=cost.time,
        memory_cost=cost.memory_kib,
        parallelism=cost.parallelism,
        hash_len=32,
        type=Type.ID,
    )


def hkdf(key: bytes, *, info: bytes, length: int = 32, salt: bytes = b"") -> bytes:
    """Return `length` bytes for the purpose `info`: HKDF-SHA256 (RFC 5869).

    `key` must be hard to guess already; for what people remember, `argon2id`
    comes first.
    """
    return HKDF(SHA256(), length=length, salt=salt, info=info).derive(key)


def password_key(
    password: str,
    *,
    salt: bytes,
    cost: Cost,
    pepper: bytes,
    info: bytes,
) -> bytes:
    """Return the 32 byte key of a password: Argon2id, HMAC with pepper, HKDF.

    The pepper lies outside the database, so that its thief cannot even begin to
    guess; an empty one is refused with ValueError. The password is normalised
    (NFKC, as NIST SP 800-63B asks): one keyboard sends "č" or "lj" as one code
    point and another as two, and the person must get in from both.
    """
    if not pepper:
        raise ValueError("the pepper is missing")
    text = unicodedata.normalize("NFKC", password)
    slow = argon2id(text.encode(), salt=salt, cost=cost)
    return hkdf(hmac.digest(pepper, slow, "sha256"), info=info)
