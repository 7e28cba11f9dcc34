from enum import IntEnum, StrEnum
from typing import cast
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from spona.crypto.encoding import Part, canonical

parts = st.lists(
    st.one_of(
        st.none(),
        st.integers(),
        st.text(st.characters(exclude_categories=["Cs"])),
        st.binary(),
        st.uuids(),
    ),
    max_size=5,
)


def with_types(listed: list[Part]) -> list[tuple[type, Part]]:
    return [(type(part), part) for part in listed]


@given(parts, parts)
def test_different_parts_never_give_equal_bytes(one: list[Part], other: list[Part]) -> None:
    same = with_types(one) == with_types(other)
    assert (canonical(*one) == canonical(*other)) == same


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (("ab", "c"), ("a", "bc")),
        (("a",), (b"a",)),
        ((1,), ("1",)),
        ((None,), ("",)),
        ((None,), ()),
        ((b"", b""), (b"",)),
        ((UUID(int=0),), (bytes(16),)),
        ((canonical("a"), "b"), ("a", "b")),
    ],
)
def test_parts_that_look_alike_are_told_apart(
    one: tuple[Part, ...], other: tuple[Part, ...]
) -> None:
    assert canonical(*one) != canonical(*other)


def test_the_encoding_reads_as_documented() -> None:
    assert canonical("Ниш") == b"s\0\0\0\0\0\0\0\x06" + "Ниш".encode()
    assert canonical(-12) == b"i\0\0\0\0\0\0\0\x03-12"
    assert canonical(b"\xff") == b"b\0\0\0\0\0\0\0\x01\xff"
    assert canonical(None) == b"n\0\0\0\0\0\0\0\0"
    assert canonical(UUID(int=1)) == b"u\0\0\0\0\0\0\0\x10" + bytes(15) + b"\x01"


def test_a_choice_or_safe_text_reads_as_the_text_that_it_is() -> None:
    class Choice(StrEnum):
        ONE = "one"

    class Place(IntEnum):
        ONE = 1

    class Ident(UUID):
        pass

    narrower = (Choice.ONE, Place.ONE, Ident(int=1))
    assert canonical(*narrower) == canonical("one", 1, UUID(int=1))


@pytest.mark.parametrize("foreign", [True, 1.5, ["a"], bytearray(b"a")])
def test_other_types_are_refused(foreign: object) -> None:
    with pytest.raises(TypeError, match=type(foreign).__name__):
        canonical(cast("Part", foreign))
