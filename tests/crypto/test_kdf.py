import pytest
from argon2.exceptions import HashingError

from spona.crypto.aead import new_key
from spona.crypto.kdf import (
    PRODUCTION,
    SMALLEST,
    Cost,
    argon2id,
    hkdf,
    new_salt,
    password_key,
)


def test_the_costs_are_pinned() -> None:
    assert Cost(memory_kib=64 * 1024, time=3, parallelism=1) == PRODUCTION
    assert Cost(memory_kib=8, time=1, parallelism=1) == SMALLEST


def test_argon2id_is_the_published_one() -> None:
    """Reference implementation, test.c: Argon2id version 0x13, t=2, m=2^16, p=1."""
    cost = Cost(memory_kib=65536, time=2, parallelism=1)
    assert argon2id(b"password", salt=b"somesalt", cost=cost).hex() == (
        "09316115d5cf24ed5a15a31a3ba326e5cf32edc24702987c02b6566f61913cf7"
    )


@pytest.mark.parametrize("dearer", [Cost(16, 1, 1), Cost(16, 2, 1), Cost(16, 1, 2), Cost(24, 1, 1)])
def test_each_part_of_the_cost_counts(dearer: Cost) -> None:
    salt = new_salt()
    others = {Cost(8, 1, 1), Cost(16, 1, 1), Cost(16, 2, 1)} - {dearer}
    key = argon2id(b"secret", salt=salt, cost=dearer)
    assert all(argon2id(b"secret", salt=salt, cost=cost) != key for cost in others)


def test_a_short_salt_is_refused() -> None:
    assert len(new_salt()) == 16
    assert new_salt() != new_salt()
    with pytest.raises(HashingError):
        argon2id(b"secret", salt=b"1234567", cost=SMALLEST)


@pytest.mark.parametrize(
    ("key", "salt", "info", "length", "expected"),
    [
        (
            b"\x0b" * 22,
            bytes(range(13)),
            bytes(range(0xF0, 0xFA)),
            42,
            "3cb25f25faacd57a90434f64d0362f2a2d2d0a90cf1a5a4c5db02d56ecc4c5bf34007208d5b887185865",
        ),
        (
            bytes(range(0x50)),
            bytes(range(0x60, 0xB0)),
            bytes(range(0xB0, 0x100)),
            82,
            (
                "b11e398dc80327a1c8e7f78c596a49344f012eda2d4efad8a050cc4c19afa97c"
                "59045a99cac7827271cb41c65e590e09da3275600c2f09b8367793a9aca3db71"
                "cc30c58179ec3e87c14c01d5c1f3434f1d87"
            ),
        ),
        (
            b"\x0b" * 22,
            b"",
            b"",
            42,
            "8da4e775a563c18f715f802a063c5a31b8a11f5c5ee1879ec3454e5f3c738d2d9d201395faa4b61a96c8",
        ),
    ],
)
def test_hkdf_is_the_published_one(
    key: bytes, salt: bytes, info: bytes, length: int, expected: str
) -> None:
    """RFC 5869, appendix A.1 to A.3."""
    assert hkdf(key, salt=salt, info=info, length=length).hex() == expected


def test_a_password_key_depends_on_everything() -> None:
    salt, pepper = new_salt(), new_key()
    keys = {
        password_key("lozinka", salt=salt, cost=SMALLEST, pepper=pepper, info=b"a"),
        password_key("lozinkA", salt=salt, cost=SMALLEST, pepper=pepper, info=b"a"),
        password_key("lozinka", salt=new_salt(), cost=SMALLEST, pepper=pepper, info=b"a"),
        password_key("lozinka", salt=salt, cost=Cost(16, 1, 1), pepper=pepper, info=b"a"),
        password_key("lozinka", salt=salt, cost=SMALLEST, pepper=new_key(), info=b"a"),
        password_key("lozinka", salt=salt, cost=SMALLEST, pepper=pepper, info=b"b"),
    }
    assert len(keys) == 6
    assert {len(key) for key in keys} == {32}


@pytest.mark.parametrize(
    ("typed", "elsewhere"),
    [
        ("\u010di\u010da-\u0160abac", "c\u030cic\u030ca-S\u030cabac"),
        ("\u01c9ubav \u01ccega", "ljubav njega"),
        ("lozinka\uff11\uff12", "lozinka12"),
    ],
)
def test_one_password_from_two_keyboards_is_one_key(typed: str, elsewhere: str) -> None:
    salt, pepper = new_salt(), new_key()
    assert typed != elsewhere
    assert password_key(typed, salt=salt, cost=SMALLEST, pepper=pepper, info=b"") == password_key(
        elsewhere, salt=salt, cost=SMALLEST, pepper=pepper, info=b""
    )


def test_an_empty_pepper_is_refused() -> None:
    with pytest.raises(ValueError, match="pepper"):
        password_key("lozinka", salt=new_salt(), cost=SMALLEST, pepper=b"", info=b"")
