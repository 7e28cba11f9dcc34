from collections.abc import Callable, Iterator

import pytest


@pytest.fixture(scope="session")
def damaged() -> Callable[[bytes], Iterator[bytes]]:
    """Every byte flipped (lowest and highest bit), every cut, and extensions."""

    def variants(envelope: bytes) -> Iterator[bytes]:
        for at in range(len(envelope)):
            for bit in (0x01, 0x80):
                flipped = bytearray(envelope)
                flipped[at] ^= bit
                yield bytes(flipped)
            yield envelope[:at]
            yield envelope[at + 1 :]
        yield envelope + b"\0"
        yield b"\0" + envelope
        yield envelope + envelope

    return variants
