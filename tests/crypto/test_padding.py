import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from spona.crypto.errors import Unopenable
from spona.crypto.padding import pad, padded_size, unpad

KIB = 1024


@given(st.binary(max_size=3000))
@example(b"")
@example(b"\x80")
@example(bytes(511))
@example(b"\x80" + bytes(600))
def test_padding_comes_off_again(data: bytes) -> None:
    padded = pad(data)
    assert unpad(padded) == data
    assert len(padded) == padded_size(len(data) + 1)


def test_documents_come_in_eight_sizes() -> None:
    sizes = {padded_size(size) for size in range(64 * KIB + 1)}
    assert sizes == {512 << step for step in range(8)}


@pytest.mark.parametrize(
    ("size", "stored"),
    [
        (0, 512),
        (512, 512),
        (513, 1024),
        (1024, 1024),
        (1025, 2048),
        (64 * KIB, 64 * KIB),
        (64 * KIB + 1, 66 * KIB),
        (66 * KIB + 1, 68 * KIB),
        (1_000_000, 1_015_808),
        (2**27, 2**27),
        (2**27 + 1, 2**27 + 2**22),
    ],
)
def test_stored_sizes_are_pinned(size: int, stored: int) -> None:
    assert padded_size(size) == stored


@given(st.integers(min_value=0, max_value=2**40))
def test_the_overhead_stays_within_its_bound(size: int) -> None:
    stored = padded_size(size)
    assert stored >= size
    assert padded_size(stored) == stored
    if size > 64 * KIB:
        assert (stored - size) * 32 < size
    else:
        assert stored <= max(512, 2 * size)


@given(st.integers(min_value=0, max_value=2**30), st.integers(0, 10_000))
def test_a_longer_thing_is_never_stored_shorter(size: int, more: int) -> None:
    assert padded_size(size) <= padded_size(size + more)


@pytest.mark.parametrize("data", [b"", bytes(512), b"text", b"text" + bytes(508)])
def test_bytes_without_the_mark_are_refused(data: bytes) -> None:
    with pytest.raises(Unopenable):
        unpad(data)
