"""Sizes that tell little: stored things come in few lengths.

Up to 64 KiB lengths are powers of two from 512 bytes, eight in all: a document
about a person is text, where a few bytes more can be an address or a diagnosis,
and storage is cheap. At most it doubles (under 64 KiB more).

Above that, Padmé (Nikitin et al., "Reducing Metadata Leakage from Encrypted
Files and Communication with PURBs", PETS 2019): only the leading bits of a
length are kept. A file grows by less than 1/32 (3.2 %), and its length tells
O(log log n) bits.
"""

from spona.crypto.errors import Unopenable

FLOOR = 512
COARSE_UP_TO = 64 * 1024
MARK = b"\x80"


def padded_size(size: int) -> int:
    """Return the length in bytes in which `size` bytes are stored."""
    if size <= FLOOR:
        return FLOOR
    if size <= COARSE_UP_TO:
        return 1 << (size - 1).bit_length()
    exponent = size.bit_length() - 1
    free_bits = exponent - exponent.bit_length()
    step = 1 << free_bits
    return -(-size // step) * step


def pad(data: bytes) -> bytes:
    """Append one mark byte and zeros up to the next stored length."""
    marked = data + MARK
    return marked.ljust(padded_size(len(marked)), b"\0")


def unpad(data: bytes) -> bytes:
    """Take off what `pad` appended; Unopenable where there is no mark.

    Call it on authenticated bytes only. The length is not compared with
    `padded_size`, so the lengths can be changed later and old data still opens.
    """
    marked = data.rstrip(b"\0")
    if not marked.endswith(MARK):
        raise Unopenable
    return marked[:-1]
