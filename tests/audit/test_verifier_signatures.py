"""Ed25519 of the file that people take home: the published vectors, and what OpenSSL says."""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from spona.audit.verifier.spona_verify import ORDER, P, decoded, encoded, is_signed
from spona.crypto.errors import Unopenable
from spona.crypto.signing import sign, verify, verify_key

GROUPS = json.loads(Path(__file__).with_name("ed25519_vectors.json").read_text())
# How many of each, and how many of them are valid: a file that was cut shows.
SIZES = {"RFC 8032": (5, 5), "Wycheproof": (151, 88), "CCTV": (66, 6)}


@pytest.mark.parametrize("group", GROUPS)
def test_every_published_vector_is_answered_as_published(group):
    vectors = GROUPS[group]["vectors"]
    assert (len(vectors), sum(one["valid"] for one in vectors)) == SIZES[group]
    for one in vectors:
        key, message, signature = (
            bytes.fromhex(one[part]) for part in ("key", "message", "signature")
        )
        assert is_signed(key, message, signature) == one["valid"], one["name"]


def openssl(key: bytes, message: bytes, signature: bytes) -> bool:
    try:
        verify(key, message, signature)
    except Unopenable:
        return False
    return True


@settings(max_examples=60, deadline=None)
@given(message=st.binary(max_size=300), place=st.integers(0, 8 * 96 - 1))
def test_it_says_what_openssl_says_of_whole_and_of_changed_signatures(message, place):
    secret = os.urandom(32)
    key, signature = verify_key(secret), sign(secret, message)
    assert is_signed(key, message, signature)
    changed = bytearray(key + signature)
    changed[place // 8] ^= 1 << place % 8
    other, wrong = bytes(changed[:32]), bytes(changed[32:])
    assert is_signed(other, message, wrong) == openssl(other, message, wrong) is False
    assert not is_signed(key, message + b"\0", signature)


def test_a_signature_has_one_form_only():
    secret = os.urandom(32)
    key, signature = verify_key(secret), sign(secret, b"said")
    s = int.from_bytes(signature[32:], "little")
    higher = signature[:32] + (s + ORDER).to_bytes(32, "little")
    assert not is_signed(key, b"said", higher)
    for wrong in (b"", signature[:-1], signature + b"\0", signature[:32]):
        assert not is_signed(key, b"said", wrong)
    for wrong in (b"", key[:-1], key + b"\0"):
        assert not is_signed(wrong, b"said", signature)


def test_a_key_with_which_anybody_can_sign_is_none():
    """R = A of small order, s = 0: OpenSSL takes it for some messages, whoever wrote them."""
    neutral = encoded((0, 1, 1, 0))
    assert openssl(neutral, b"said", neutral + bytes(32))
    assert not is_signed(neutral, b"said", neutral + bytes(32))


def test_a_point_has_one_text_only():
    for y in (P, P + 1, 2**255 - 1):
        assert decoded(y.to_bytes(32, "little")) is None
    minus_zero = (1 + 2**255).to_bytes(32, "little")
    assert decoded(minus_zero) is None
    assert decoded((2).to_bytes(32, "little")) is None  # no point has this y
    base = b"\x58" + b"\x66" * 31
    assert encoded(decoded(base)) == base
