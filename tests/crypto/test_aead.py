from collections.abc import Callable, Iterator

import pytest
from hypothesis import given
from hypothesis import strategies as st

from spona.crypto import aead
from spona.crypto.aead import new_key, open_sealed, seal
from spona.crypto.errors import Unopenable


@given(st.binary(), st.binary())
def test_what_was_sealed_opens(plaintext: bytes, aad: bytes) -> None:
    key = new_key()
    envelope = seal(key, plaintext, aad=aad)
    assert open_sealed(key, envelope, aad=aad) == plaintext
    assert len(envelope) == len(plaintext) + 41


def test_a_changed_envelope_opens_nothing(
    damaged: Callable[[bytes], Iterator[bytes]],
) -> None:
    key = new_key()
    for envelope in damaged(seal(key, b"Milica, 15", aad=b"label")):
        with pytest.raises(Unopenable):
            open_sealed(key, envelope, aad=b"label")


def test_a_wrong_key_opens_nothing() -> None:
    envelope = seal(new_key(), b"secret", aad=b"label")
    for wrong in (new_key(), b"", new_key()[:31], new_key() + b"\0"):
        with pytest.raises(Unopenable):
            open_sealed(wrong, envelope, aad=b"label")


@pytest.mark.parametrize("aad", [b"", b"labe", b"label2", b"\x01label"])
def test_a_wrong_place_opens_nothing(aad: bytes) -> None:
    key = new_key()
    envelope = seal(key, b"secret", aad=b"label")
    with pytest.raises(Unopenable):
        open_sealed(key, envelope, aad=aad)


def test_the_suite_is_authenticated_not_only_compared(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    key = new_key()
    envelope = seal(key, b"secret", aad=b"label")
    monkeypatch.setattr(aead, "SUITE", b"\x02")
    with pytest.raises(Unopenable):
        open_sealed(key, b"\x02" + envelope[1:], aad=b"label")


def test_the_same_plaintext_never_looks_the_same() -> None:
    key = new_key()
    assert len({seal(key, b"same", aad=b"") for _ in range(100)}) == 100
    assert len({new_key() for _ in range(100)}) == 100


def test_a_key_of_the_wrong_length_seals_nothing() -> None:
    with pytest.raises(TypeError, match="32 bytes"):
        seal(b"short", b"secret", aad=b"")


def test_the_error_tells_nothing() -> None:
    with pytest.raises(Unopenable) as caught:
        open_sealed(new_key(), seal(new_key(), b"secret", aad=b""), aad=b"")
    assert caught.value.args == ()
    assert caught.value.__cause__ is None
    assert caught.value.__suppress_context__


def test_xchacha20_poly1305_is_the_published_one() -> None:
    """draft-irtf-cfrg-xchacha-03, appendix A.3.1."""
    sealed = aead._encrypt(
        b"Ladies and Gentlemen of the class of '99: If I could offer you "
        b"only one tip for the future, sunscreen would be it.",
        bytes.fromhex("50515253c0c1c2c3c4c5c6c7"),
        bytes(range(0x40, 0x58)),
        bytes(range(0x80, 0xA0)),
    )
    assert sealed.hex() == (
        "bd6d179d3e83d43b9576579493c0e939572a1700252bfaccbed2902c21396cbb"
        "731c7f1b0b4aa6440bf3a82f4eda7e39ae64c6708c54c216cb96b72e1213b452"
        "2f8c9ba40db5d945b11b69b982c1bb9e3f3fac2bc369488f76b2383565d3fff9"
        "21f9664c97637da9768812f615c68b13b52ec0875924c1c7987947deafd8780acf49"
    )
