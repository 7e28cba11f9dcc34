"""What is sealed by a passphrase opens with any age program, and only as a whole."""

from __future__ import annotations

import pyrage
import pytest

from spona.crypto.age import CHUNK, seal_by_passphrase

PASSPHRASE = "tri plava bicikla voze nizbrdo"


def sealed(content, size=1000):
    chunks = [content[at : at + size] for at in range(0, len(content), size)]
    return list(seal_by_passphrase(PASSPHRASE, chunks))


@pytest.mark.parametrize("size", [0, 1, CHUNK - 1, CHUNK, CHUNK + 1, 2 * CHUNK, 3 * CHUNK + 17])
def test_another_program_opens_it(size):
    content = bytes(range(256)) * (size // 256 + 1)
    made = b"".join(sealed(content[:size]))
    assert pyrage.passphrase.decrypt(made, PASSPHRASE) == content[:size]


@pytest.mark.parametrize("pieces", [1, 2, 3])
def test_what_was_cut_anywhere_does_not_open(pieces):
    made = sealed(b"x" * (3 * CHUNK))
    for cut in (b"".join(made[:-pieces]), b"".join(made)[:-pieces]):
        with pytest.raises(pyrage.DecryptError):
            pyrage.passphrase.decrypt(cut, PASSPHRASE)


def test_another_passphrase_and_a_changed_byte_open_nothing():
    made = bytearray(b"".join(sealed(b"tajna")))
    with pytest.raises(pyrage.DecryptError):
        pyrage.passphrase.decrypt(bytes(made), PASSPHRASE + "!")
    made[-1] ^= 1
    with pytest.raises(pyrage.DecryptError):
        pyrage.passphrase.decrypt(bytes(made), PASSPHRASE)


def test_the_same_twice_is_sealed_differently():
    assert b"".join(sealed(b"tajna")) != b"".join(sealed(b"tajna"))


def test_not_more_than_a_frame_waits():
    """It yields while it reads: what is large never lies in memory as a whole."""
    read = 0

    def chunks():
        nonlocal read
        for _ in range(100):
            read += 1
            yield b"x" * CHUNK

    made = seal_by_passphrase(PASSPHRASE, chunks())
    for _ in range(5):
        next(made)
    assert read <= 5
