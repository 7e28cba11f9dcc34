"""Two of three give the key, one says nothing."""

from __future__ import annotations

import secrets
from itertools import permutations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from spona.crypto import aead
from spona.crypto.errors import Unopenable
from spona.crypto.secret_sharing import NUMBERS, combine, shares_of, split

KEYS = st.binary(min_size=32, max_size=32)


@given(KEYS)
def test_any_two_shares_give_the_key_in_either_order(key: bytes) -> None:
    shares = dict(zip(NUMBERS, split(key), strict=True))
    for i, j in permutations(NUMBERS, 2):
        assert combine((i, shares[i]), (j, shares[j])) == key


def test_for_a_given_share_every_key_is_possible_and_none_is_likelier() -> None:
    """Each byte is shared alone: for a key's byte, the 256 slopes give each share exactly once."""
    for byte in (0, 1, 0x80, 0xFF):
        shares = [shares_of(bytes([byte]) * 32, bytes([slope]) * 32) for slope in range(256)]
        for number in NUMBERS:
            assert len({share[number - 1][0] for share in shares}) == 256


@given(KEYS, KEYS)
def test_whoever_has_one_share_can_explain_it_by_any_key(key: bytes, other: bytes) -> None:
    """Of each key there is a slope under which just this share comes out."""
    for number in NUMBERS:
        share = split(key)[number - 1]
        slope = bytes(
            SLOPES[number, wanted ^ seen] for wanted, seen in zip(other, share, strict=True)
        )
        assert shares_of(other, slope)[number - 1] == share


# (number, number · slope) → slope
SLOPES = {
    (number, shares_of(bytes(32), bytes([slope]) * 32)[number - 1][0]): slope
    for number in NUMBERS
    for slope in range(256)
}


def test_the_same_key_twice_has_other_shares() -> None:
    key = secrets.token_bytes(32)
    assert not set(split(key)) & set(split(key))


def test_shares_of_two_keys_open_nothing() -> None:
    key, other = aead.new_key(), aead.new_key()
    sealed = aead.seal(key, b"tajna", aad=b"")
    mixed = combine((1, split(key)[0]), (2, split(other)[1]))
    with pytest.raises(Unopenable):
        aead.open_sealed(mixed, sealed, aad=b"")
    with pytest.raises(Unopenable):
        aead.open_sealed(split(key)[0], sealed, aad=b"")


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ((1, bytes(32)), (1, bytes(32))),
        ((0, bytes(32)), (1, bytes(32))),
        ((1, bytes(32)), (4, bytes(32))),
        ((1, bytes(32)), (2, bytes(31))),
        ((1, b""), (2, b"")),
    ],
)
def test_what_is_no_pair_of_shares_is_refused(
    first: tuple[int, bytes], second: tuple[int, bytes]
) -> None:
    with pytest.raises(ValueError, match="share"):
        combine(first, second)


def test_only_a_whole_key_is_shared() -> None:
    for key in (b"", bytes(31), bytes(33)):
        with pytest.raises(ValueError, match="32 bytes"):
            split(key)
