import io
import itertools
import secrets
import tracemalloc
from collections.abc import Iterator

import pytest
from hypothesis import given
from hypothesis import strategies as st
from nacl import bindings as sodium

from spona.crypto.aead import new_key
from spona.crypto.errors import Unopenable
from spona.crypto.padding import padded_size
from spona.crypto.stream import (
    CHUNK,
    FRAME,
    START,
    chunk_count,
    open_stream,
    pad_stream,
    seal_stream,
    trim_stream,
)

MESSAGE = sodium.crypto_secretstream_xchacha20poly1305_TAG_MESSAGE
PUSH = sodium.crypto_secretstream_xchacha20poly1305_TAG_PUSH
FINAL = sodium.crypto_secretstream_xchacha20poly1305_TAG_FINAL
SIZES = [0, 1, CHUNK - 1, CHUNK, CHUNK + 1, 2 * CHUNK, 3 * CHUNK + 5]


def sealed_frames(key: bytes, content: bytes) -> list[bytes]:
    return list(seal_stream(key, [content]))


def opened(key: bytes, pieces: list[bytes], chunks: int) -> bytes:
    return b"".join(open_stream(key, iter(pieces), expected_chunks=chunks))


def by_hand(key: bytes, chunks: list[tuple[bytes, int]], *, bound: bytes) -> list[bytes]:
    """The stored form, made with libsodium alone."""
    state = sodium.crypto_secretstream_xchacha20poly1305_state()
    header = sodium.crypto_secretstream_xchacha20poly1305_init_push(state, key)
    push = sodium.crypto_secretstream_xchacha20poly1305_push
    frames = [push(state, content, bound, tag) for content, tag in chunks]
    return [b"\x01" + header, *frames]


@pytest.mark.parametrize("size", SIZES)
def test_what_was_sealed_opens_from_pieces_and_from_a_file(size: int) -> None:
    key, content = new_key(), secrets.token_bytes(size)
    frames = sealed_frames(key, content)
    count = chunk_count(size)
    assert [len(part) for part in frames[:-1]] == [START] + [FRAME] * (count - 1)
    assert sum(map(len, frames)) == START + size + 17 * count
    assert opened(key, frames, count) == content
    assert opened(key, [b"".join(frames)], count) == content
    file = io.BytesIO(b"".join(frames))
    chunks = list(open_stream(key, file, expected_chunks=count))
    assert b"".join(chunks) == content
    assert [len(chunk) for chunk in chunks[:-1]] == [CHUNK] * (count - 1)


@given(st.lists(st.integers(0, 100_000), max_size=5), st.integers(1, 100_000))
def test_how_the_bytes_arrive_does_not_matter(sizes: list[int], piece: int) -> None:
    key, chunks = new_key(), [secrets.token_bytes(size) for size in sizes]
    content = b"".join(chunks)
    stored = b"".join(seal_stream(key, iter(chunks)))
    pieces = [stored[at : at + piece] for at in range(0, len(stored), piece)]
    assert opened(key, pieces, chunk_count(len(content))) == content


@pytest.mark.parametrize(
    ("size", "count"),
    [(0, 1), (1, 1), (CHUNK, 1), (CHUNK + 1, 2), (2 * CHUNK, 2), (2 * CHUNK + 1, 3)],
)
def test_chunks_are_counted(size: int, count: int) -> None:
    assert chunk_count(size) == count


@pytest.mark.parametrize("size", SIZES)
def test_a_file_cut_at_a_frame_border_is_refused(size: int) -> None:
    key = new_key()
    frames = sealed_frames(key, bytes(size))
    for kept in range(len(frames)):
        for count in {chunk_count(size), max(1, kept - 1)}:
            with pytest.raises(Unopenable):
                opened(key, frames[:kept], count)


def test_a_file_cut_inside_a_frame_or_extended_is_refused() -> None:
    key = new_key()
    frames = sealed_frames(key, bytes(2 * CHUNK))
    stored = b"".join(frames)
    cuts = [0, 1, START - 1, START + 1, START + 16, len(stored) - FRAME - 1]
    variants = [stored[:cut] for cut in [*cuts, len(stored) - 1, len(stored) - 17]]
    variants += [stored + b"\0", stored + frames[-1], stored + stored, b"\0" + stored]
    for variant in variants:
        with pytest.raises(Unopenable):
            opened(key, [variant], 2)


def test_frames_in_another_order_are_refused() -> None:
    key = new_key()
    start, *frames = sealed_frames(key, secrets.token_bytes(3 * CHUNK))
    for order in itertools.product(range(3), repeat=3):
        pieces = [start, *(frames[at] for at in order)]
        if order == (0, 1, 2):
            assert len(opened(key, pieces, 3)) == 3 * CHUNK
        else:
            with pytest.raises(Unopenable):
                opened(key, pieces, 3)


def test_frames_of_another_file_under_the_same_key_are_refused() -> None:
    key = new_key()
    ours, theirs = (sealed_frames(key, bytes(2 * CHUNK)) for _ in range(2))
    for mixed in ([ours[0], *theirs[1:]], [*ours[:2], theirs[2]]):
        with pytest.raises(Unopenable):
            opened(key, mixed, 2)


def test_every_flipped_byte_is_refused() -> None:
    key = new_key()
    stored = b"".join(sealed_frames(key, b"a short file"))
    for at in range(len(stored)):
        for bit in (0x01, 0x80):
            flipped = bytearray(stored)
            flipped[at] ^= bit
            with pytest.raises(Unopenable):
                opened(key, [bytes(flipped)], 1)


@pytest.mark.parametrize("count", [-1, 0, 1, 3, 4])
def test_a_wrong_count_is_refused(count: int) -> None:
    key = new_key()
    frames = sealed_frames(key, bytes(2 * CHUNK))
    with pytest.raises(Unopenable):
        opened(key, frames, count)


@pytest.mark.parametrize("count", [-1, 0, 2])
def test_a_wrong_count_of_a_short_file_is_refused(count: int) -> None:
    key = new_key()
    with pytest.raises(Unopenable):
        opened(key, sealed_frames(key, b"one chunk"), count)


def test_a_file_is_read_frame_by_frame_and_never_by_lines() -> None:
    class File(io.BytesIO):
        def __next__(self) -> bytes:
            raise AssertionError

        def read(self, size: int | None = -1) -> bytes:
            assert size is not None
            assert 0 < size <= FRAME
            return super().read(size)

    key, content = new_key(), bytes(3 * CHUNK)
    file = File(b"".join(sealed_frames(key, content)))
    assert b"".join(open_stream(key, file, expected_chunks=3)) == content


def test_a_wrong_key_opens_nothing() -> None:
    frames = sealed_frames(new_key(), b"secret")
    for wrong in (new_key(), b"", new_key()[:31]):
        with pytest.raises(Unopenable):
            opened(wrong, frames, 1)


def test_the_stored_form_is_as_documented() -> None:
    assert (CHUNK, FRAME, START) == (65_536, 65_553, 25)
    key, content = new_key(), secrets.token_bytes(CHUNK + 1)
    chunks = [(content[:CHUNK], MESSAGE), (content[CHUNK:], FINAL)]
    assert opened(key, by_hand(key, chunks, bound=b"\x01"), 2) == content


def test_the_suite_is_authenticated_not_only_compared() -> None:
    key = new_key()
    with pytest.raises(Unopenable):
        opened(key, by_hand(key, [(b"secret", FINAL)], bound=b"\x02"), 1)


@pytest.mark.parametrize(
    "tags", [(MESSAGE, MESSAGE), (FINAL, FINAL), (FINAL, MESSAGE), (PUSH, FINAL)]
)
def test_a_frame_with_another_tag_is_refused(tags: tuple[int, int]) -> None:
    key = new_key()
    chunks = [(bytes(CHUNK), tags[0]), (b"end", tags[1])]
    with pytest.raises(Unopenable):
        opened(key, by_hand(key, chunks, bound=b"\x01"), 2)


def test_nothing_unauthenticated_is_handed_out() -> None:
    key, content = new_key(), secrets.token_bytes(3 * CHUNK)
    frames = sealed_frames(key, content)
    frames[2] = frames[2][:-1] + bytes([frames[2][-1] ^ 1])
    chunks = open_stream(key, iter(frames), expected_chunks=3)
    assert next(chunks) == content[:CHUNK]
    with pytest.raises(Unopenable):
        next(chunks)
    assert list(chunks) == []


def test_a_key_of_the_wrong_length_seals_nothing() -> None:
    with pytest.raises(ValueError, match="key length"):
        list(seal_stream(b"short", [b"secret"]))


def test_a_large_file_needs_little_memory() -> None:
    def many(pieces: int) -> Iterator[bytes]:
        return (bytes(100_000) for _ in range(pieces))

    key, size = new_key(), 100_000 * 200
    tracemalloc.start()
    sealed = seal_stream(key, many(200))
    opened_chunks = open_stream(key, sealed, expected_chunks=chunk_count(size))
    assert sum(map(len, opened_chunks)) == size
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert peak < 2 * 1024 * 1024


@pytest.mark.parametrize("size", [*SIZES, 500, 512, 513, 1_000_000])
def test_a_padded_file_is_stored_padded_and_comes_back_whole(size: int) -> None:
    key, content = new_key(), secrets.token_bytes(size)
    pieces = (content[at : at + 1000] for at in range(0, size, 1000))
    stored = list(seal_stream(key, pad_stream(pieces)))
    count = chunk_count(padded_size(size))
    assert sum(map(len, stored)) == START + padded_size(size) + 17 * count
    chunks = open_stream(key, iter(stored), expected_chunks=count)
    assert b"".join(trim_stream(chunks, size=size)) == content


def test_padding_of_a_large_file_comes_in_small_pieces() -> None:
    large = (bytes(2**20) for _ in range(65))
    assert max(len(piece) for piece in list(pad_stream(large))[65:]) == CHUNK


def test_a_file_shorter_than_it_should_be_is_refused() -> None:
    with pytest.raises(Unopenable):
        list(trim_stream([b"abc", b"de"], size=6))
    assert list(trim_stream([b"abc", b"de"], size=5)) == [b"abc", b"de"]
    assert list(trim_stream([], size=0)) == []


def test_a_cut_in_the_padding_is_found_too() -> None:
    key = new_key()
    frames = list(seal_stream(key, pad_stream([bytes(CHUNK + 1)])))
    chunks = open_stream(key, iter(frames[:-1]), expected_chunks=len(frames) - 1)
    with pytest.raises(Unopenable):
        list(trim_stream(chunks, size=1))
