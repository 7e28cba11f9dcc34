"""Seal a file of any size in constant memory (libsodium secretstream).

Stored: 1 suite byte | 24 bytes header | frames. A frame is 64 KiB of content
and 17 bytes; only the last may be shorter and it alone carries TAG_FINAL. Each
frame is bound to all before it. The key is the file's own, never used twice.
"""

from collections.abc import Iterable, Iterator
from functools import partial
from typing import BinaryIO

from nacl import bindings as sodium
from nacl.exceptions import CryptoError

from spona.crypto.errors import Unopenable
from spona.crypto.padding import padded_size

SUITE = b"\x01"
CHUNK = 64 * 1024
FRAME = CHUNK + sodium.crypto_secretstream_xchacha20poly1305_ABYTES
START = len(SUITE) + sodium.crypto_secretstream_xchacha20poly1305_HEADERBYTES
MESSAGE = sodium.crypto_secretstream_xchacha20poly1305_TAG_MESSAGE
FINAL = sodium.crypto_secretstream_xchacha20poly1305_TAG_FINAL

_State = sodium.crypto_secretstream_xchacha20poly1305_state
_init_push = sodium.crypto_secretstream_xchacha20poly1305_init_push
_push = sodium.crypto_secretstream_xchacha20poly1305_push
_init_pull = sodium.crypto_secretstream_xchacha20poly1305_init_pull
_pull = sodium.crypto_secretstream_xchacha20poly1305_pull


def chunk_count(size: int) -> int:
    """Return how many frames `size` bytes make; an empty file has one.

    Keep it, sealed, beside the file's key. A file that went through
    `pad_stream` has `chunk_count(padded_size(size))`.
    """
    return max(1, -(-size // CHUNK))


def seal_stream(key: bytes, chunks: Iterable[bytes]) -> Iterator[bytes]:
    """Yield the start (25 bytes), then the frames of chunks of any sizes.

    Raises ValueError, at the first step, where `key` is not 32 bytes.
    """
    state = _State()
    yield SUITE + _init_push(state, key)
    blocks = _recut(chunks, first=CHUNK, then=CHUNK)
    # One block is held back, since only the end of `chunks` tells which is last.
    pending = next(blocks, b"")
    for block in blocks:
        yield _push(state, pending, SUITE, MESSAGE)
        pending = block
    yield _push(state, pending, SUITE, FINAL)


def open_stream(
    key: bytes, source: BinaryIO | Iterator[bytes], *, expected_chunks: int
) -> Iterator[bytes]:
    """Yield the content in chunks of 64 KiB, each only after its tag was right.

    `source` is an open file or any run of pieces. Raises Unopenable at the first
    byte that is wrong, missing, out of order or too much. A file cut at its end
    is found out at its end: the caller treats nothing as complete before the
    iterator has finished without an error.
    """
    blocks = _recut(_pieces(source), first=START, then=FRAME)
    start = next(blocks, b"")
    if start[:1] != SUITE or expected_chunks < 1:
        raise Unopenable
    state = _State()
    try:
        _init_pull(state, start[1:], key)
    except CryptoError:
        raise Unopenable from None
    for _ in range(expected_chunks - 1):
        yield _open_frame(state, next(blocks, b""), MESSAGE)
    last = _open_frame(state, next(blocks, b""), FINAL)
    if next(blocks, None) is not None:
        raise Unopenable
    yield last


def pad_stream(chunks: Iterable[bytes]) -> Iterator[bytes]:
    """Pass the chunks on, then zeros up to the stored length of a file.

    The caller counts the real size as it reads and keeps it, sealed.
    """
    size = 0
    for chunk in chunks:
        size += len(chunk)
        yield chunk
    missing = padded_size(size) - size
    while missing:
        zeros = bytes(min(missing, CHUNK))
        missing -= len(zeros)
        yield zeros


def trim_stream(chunks: Iterable[bytes], *, size: int) -> Iterator[bytes]:
    """Yield the first `size` bytes, read to the end; Unopenable where there are fewer.

    All chunks are read, so that `open_stream` beneath checks the last one too.
    """
    missing = size
    for chunk in chunks:
        part = chunk[:missing]
        missing -= len(part)
        if part:
            yield part
    if missing:
        raise Unopenable


def _open_frame(state: _State, frame: bytes, wanted: int) -> bytes:
    try:
        chunk, tag = _pull(state, frame, SUITE)
    except CryptoError:
        raise Unopenable from None
    if tag != wanted:
        raise Unopenable
    return chunk


def _pieces(source: BinaryIO | Iterator[bytes]) -> Iterator[bytes]:
    # A file is an iterator too, but of lines, and a line may be the whole file.
    if hasattr(source, "read"):
        return iter(partial(source.read, FRAME), b"")
    return source


def _recut(pieces: Iterable[bytes], *, first: int, then: int) -> Iterator[bytes]:
    buffer = bytearray()
    size = first
    for piece in pieces:
        buffer += piece
        while len(buffer) >= size:
            yield bytes(buffer[:size])
            del buffer[:size]
            size = then
    if buffer:
        yield bytes(buffer)
