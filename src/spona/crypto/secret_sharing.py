"""A key in three shares of which any two give it back, and one alone says nothing.

Shamir's scheme for two of three, byte by byte in GF(2⁸) with AES's polynomial (FIPS 197, 4.2):
share i = key ⊕ i · slope, i = 1, 2, 3. For a given share each key fits exactly one slope, and the
slope is drawn at random, so whoever has one share knows no more than before.
"""

import secrets

KEY_BYTES = 32
NUMBERS = (1, 2, 3)
_POLYNOMIAL = 0x11B


def split(key: bytes) -> tuple[bytes, bytes, bytes]:
    """Return the shares 1, 2 and 3 of a key of 32 bytes, under a fresh slope; else ValueError."""
    return shares_of(key, secrets.token_bytes(KEY_BYTES))


def shares_of(key: bytes, slope: bytes) -> tuple[bytes, bytes, bytes]:
    """Return the shares 1, 2 and 3 for a slope that is as long as the key and used only once."""
    if not len(key) == len(slope) == KEY_BYTES:
        raise ValueError("key and slope have 32 bytes")
    first, second, third = (_plus(key, _times(slope, number)) for number in NUMBERS)
    return first, second, third


def combine(first: tuple[int, bytes], second: tuple[int, bytes]) -> bytes:
    """Return the key of two shares, each given with its number, in either order.

    ValueError for the same number twice, a number that is none, or another length. Shares of two
    different keys give bytes that open nothing: their papers say to which set they belong.
    """
    (i, one), (j, other) = first, second
    if i == j or not {i, j} <= set(NUMBERS):
        raise ValueError("two different shares of 1, 2 and 3 are needed")
    if not len(one) == len(other) == KEY_BYTES:
        raise ValueError("a share has 32 bytes")
    # The straight line through both points, at zero: (j · one ⊕ i · other) / (i ⊕ j).
    line = _plus(_times(one, j), _times(other, i))
    return _times(line, _inverse(i ^ j))


def _plus(one: bytes, other: bytes) -> bytes:
    return bytes(a ^ b for a, b in zip(one, other, strict=True))


def _times(content: bytes, factor: int) -> bytes:
    return bytes(_product(byte, factor) for byte in content)


def _product(one: int, other: int) -> int:
    """The product in GF(2⁸): shift, add, and take the polynomial off where a ninth bit appears."""
    total = 0
    while other:
        if other & 1:
            total ^= one
        one = one << 1 ^ (_POLYNOMIAL if one & 0x80 else 0)
        other >>= 1
    return total


def _inverse(number: int) -> int:
    return next(each for each in range(1, 256) if _product(each, number) == 1)
