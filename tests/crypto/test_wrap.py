from collections.abc import Callable, Iterator

import pytest
from cryptography.hazmat.bindings._rust import openssl
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey
from hypothesis import given
from hypothesis import strategies as st

from spona.crypto import wrap
from spona.crypto.aead import new_key
from spona.crypto.errors import Unopenable
from spona.crypto.keypairs import new_private_key, public_key
from spona.crypto.wrap import unwrap, wrap_to


@given(st.binary(), st.binary())
def test_what_was_wrapped_opens(secret: bytes, info: bytes) -> None:
    private = new_private_key()
    wrapped = wrap_to(public_key(private), secret, info=info)
    assert unwrap(private, wrapped, info=info) == secret
    assert len(wrapped) == len(secret) + 49


def test_a_changed_wrap_opens_nothing(
    damaged: Callable[[bytes], Iterator[bytes]],
) -> None:
    private = new_private_key()
    for wrapped in damaged(wrap_to(public_key(private), new_key(), info=b"grant")):
        with pytest.raises(Unopenable):
            unwrap(private, wrapped, info=b"grant")


def test_a_wrong_key_opens_nothing() -> None:
    private = new_private_key()
    wrapped = wrap_to(public_key(private), new_key(), info=b"grant")
    for wrong in (new_private_key(), public_key(private), b"", private[:31]):
        with pytest.raises(Unopenable):
            unwrap(wrong, wrapped, info=b"grant")


@pytest.mark.parametrize("info", [b"", b"gran", b"grant2", b"\x01grant"])
def test_another_grant_opens_nothing(info: bytes) -> None:
    private = new_private_key()
    wrapped = wrap_to(public_key(private), new_key(), info=b"grant")
    with pytest.raises(Unopenable):
        unwrap(private, wrapped, info=info)


def test_the_suite_is_authenticated_not_only_compared(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    private = new_private_key()
    wrapped = wrap_to(public_key(private), new_key(), info=b"grant")
    monkeypatch.setattr(wrap, "SUITE", b"\x02")
    with pytest.raises(Unopenable):
        unwrap(private, b"\x02" + wrapped[1:], info=b"grant")


def test_the_same_secret_never_looks_the_same() -> None:
    public = public_key(new_private_key())
    assert len({wrap_to(public, b"same", info=b"") for _ in range(50)}) == 50


@pytest.mark.parametrize("public", [bytes(32), b"\x01" + bytes(31), b"short"])
def test_nothing_is_wrapped_to_what_is_no_key(public: bytes) -> None:
    with pytest.raises(ValueError, match="key"):
        wrap_to(public, new_key(), info=b"")


def test_hpke_is_the_published_one() -> None:
    """RFC 9180, appendix A.2.1.1, sequence number 0.

    The published message has associated data, which only the library's inner
    function takes; the suite is the app's own.
    """
    private = "8057991eef8f1f1af18f4a9491d16a1ce333f695d4db8e38da75975c4478e0fb"
    encapsulated = "1afa08d3dec047a643885163f1180476fa7ddb54c6a8029ea33f95796bf2ac4a"
    ciphertext = (
        "1c5250d8034ec2b784ba2cfd69dbdb8af406cfe3ff938e131f0def8c8b60b4db21993c62ce81883d2dd1b51a28"
    )
    plaintext = openssl.hpke._decrypt_with_aad(
        wrap.HPKE,
        bytes.fromhex(encapsulated + ciphertext),
        X25519PrivateKey.from_private_bytes(bytes.fromhex(private)),
        b"Ode on a Grecian Urn",
        b"Count-0",
    )
    assert plaintext == b"Beauty is truth, truth beauty"
