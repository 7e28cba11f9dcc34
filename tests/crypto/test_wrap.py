import copy
import hashlib
import hmac
import json
import pickle
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from cryptography.hazmat.bindings._rust import openssl
from cryptography.hazmat.primitives.asymmetric.mlkem import MLKEM768PrivateKey
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey
from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305
from hypothesis import given
from hypothesis import strategies as st

from spona.crypto import wrap
from spona.crypto.aead import new_key
from spona.crypto.encoding import canonical
from spona.crypto.errors import Unopenable
from spona.crypto.kdf import hkdf
from spona.crypto.keypairs import new_private_key, public_key
from spona.crypto.wrap import CLASSICAL, HYBRID, SUITES, Unwrapper, unwrap, wrap_to

VECTORS = json.loads(Path(__file__).with_name("vectors.json").read_text(encoding="utf-8"))


def frozen(name: str) -> dict[str, bytes]:
    (found,) = [one for one in VECTORS["vectors"] if one["name"] == name]
    return {key: bytes.fromhex(found[key]) for key in ("private", "info", "secret", "wrapped")}


@given(st.binary(), st.binary())
def test_what_was_wrapped_opens(secret: bytes, info: bytes) -> None:
    private = new_private_key()
    wrapped = wrap_to(public_key(private), secret, info=info)
    assert unwrap(private, wrapped, info=info) == secret
    assert wrapped[:1] == b"\x02"
    assert len(wrapped) == len(secret) + 1 + 1120 + 16


def test_a_wrapped_key_has_one_size() -> None:
    assert len(wrap_to(public_key(new_private_key()), new_key(), info=b"grant")) == 1169


def test_a_changed_wrap_opens_nothing(
    damaged: Callable[[bytes], Iterator[bytes]],
) -> None:
    """The suite, both encapsulated keys, the ciphertext, its tag: each byte of each."""
    pair, vector = Unwrapper(frozen("wrap suite 2")["private"]), frozen("wrap suite 2")
    for wrapped in damaged(vector["wrapped"]):
        with pytest.raises(Unopenable):
            pair.unwrap(wrapped, info=vector["info"])
    assert pair.unwrap(vector["wrapped"], info=vector["info"]) == vector["secret"]


def test_a_changed_wrap_of_suite_1_opens_nothing(
    damaged: Callable[[bytes], Iterator[bytes]],
) -> None:
    vector = frozen("wrap suite 1")
    for wrapped in damaged(vector["wrapped"]):
        with pytest.raises(Unopenable):
            unwrap(vector["private"], wrapped, info=vector["info"])


def test_halves_of_two_wraps_open_nothing() -> None:
    """Neither encapsulated key stands for itself: both are bound into the one key."""
    private = new_private_key()
    one, other = (wrap_to(public_key(private), new_key(), info=b"grant") for _ in range(2))
    x25519 = 1 + 1088
    for mixed in (
        one[:x25519] + other[x25519:],
        one[:x25519] + other[x25519 : x25519 + 32] + one[x25519 + 32 :],
        one[:-48] + other[-48:],
    ):
        with pytest.raises(Unopenable):
            unwrap(private, mixed, info=b"grant")


def test_a_wrong_key_opens_nothing() -> None:
    private = new_private_key()
    wrapped = wrap_to(public_key(private), new_key(), info=b"grant")
    for wrong in (new_private_key(), public_key(private), b"", private[:31], private + b"\0"):
        for suite in (wrapped[:1], CLASSICAL):
            with pytest.raises(Unopenable):
                unwrap(wrong, suite + wrapped[1:], info=b"grant")


@pytest.mark.parametrize("info", [b"", b"gran", b"grant2", b"\x01grant", b"\x02grant"])
def test_another_grant_opens_nothing(info: bytes) -> None:
    private = new_private_key()
    wrapped = wrap_to(public_key(private), new_key(), info=b"grant")
    with pytest.raises(Unopenable):
        unwrap(private, wrapped, info=info)


@pytest.mark.parametrize("name", ["wrap suite 1", "wrap suite 2"])
def test_a_wrap_of_one_suite_does_not_pass_for_another(name: str) -> None:
    vector = frozen(name)
    for suite in set(range(256)) - {vector["wrapped"][0]}:
        with pytest.raises(Unopenable):
            unwrap(vector["private"], bytes([suite]) + vector["wrapped"][1:], info=vector["info"])


def test_the_suite_is_authenticated_not_only_compared(monkeypatch: pytest.MonkeyPatch) -> None:
    """Also where another number stood for the very same suite."""
    private = new_private_key()
    wrapped = wrap_to(public_key(private), new_key(), info=b"grant")
    monkeypatch.setattr(wrap, "HYBRID", b"\x03")
    monkeypatch.setitem(SUITES, b"\x03", SUITES[b"\x02"])
    with pytest.raises(Unopenable):
        unwrap(private, b"\x03" + wrapped[1:], info=b"grant")


def test_a_weaker_wrap_to_the_published_half_opens_nothing() -> None:
    """Whoever breaks X25519 alone cannot offer a wrap of suite 1 to a key of suite 2."""
    private = new_private_key()
    published = X25519PublicKey.from_public_bytes(public_key(private)[-32:])
    bound = canonical("spona wrap", CLASSICAL, b"grant")
    weaker = CLASSICAL + SUITES[CLASSICAL].encrypt(new_key(), published, bound)
    with pytest.raises(Unopenable):
        unwrap(private, weaker, info=b"grant")


def test_nothing_is_wrapped_to_a_key_of_suite_1() -> None:
    for private in (frozen("wrap suite 1")["private"], new_private_key()):
        classical = X25519PrivateKey.from_private_bytes(private).public_key().public_bytes_raw()
        with pytest.raises(ValueError, match="1216"):
            wrap_to(classical, new_key(), info=b"grant")


def test_the_same_secret_never_looks_the_same() -> None:
    public = public_key(new_private_key())
    assert len({wrap_to(public, b"same", info=b"") for _ in range(50)}) == 50


@pytest.mark.parametrize("half", [bytes(32), b"\x01" + bytes(31), b"short"])
def test_nothing_is_wrapped_to_what_is_no_key(half: bytes) -> None:
    """X25519 points of low order give a secret that everybody knows (RFC 7748, section 6.1)."""
    with pytest.raises(ValueError, match="key"):
        wrap_to(public_key(new_private_key())[:1184] + half, new_key(), info=b"")


def test_one_key_opens_many_wraps_of_both_suites() -> None:
    vector = frozen("wrap suite 1")
    pair = Unwrapper(vector["private"])
    for secret in (new_key(), new_key()):
        wrapped = wrap_to(public_key(vector["private"]), secret, info=b"grant")
        assert pair.unwrap(wrapped, info=b"grant") == secret
        assert pair.unwrap(vector["wrapped"], info=vector["info"]) == vector["secret"]


def test_an_unwrapper_shows_nothing_and_stays_where_it_was_made() -> None:
    private = new_private_key()
    pair = Unwrapper(private)
    assert repr(pair) == "<Unwrapper>"
    for take in (pickle.dumps, copy.copy, copy.deepcopy):
        with pytest.raises(TypeError):
            take(pair)


def test_suite_1_is_the_published_one() -> None:
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
        SUITES[CLASSICAL],
        bytes.fromhex(encapsulated + ciphertext),
        X25519PrivateKey.from_private_bytes(bytes.fromhex(private)),
        b"Ode on a Grecian Urn",
        b"Count-0",
    )
    assert plaintext == b"Beauty is truth, truth beauty"


def test_suite_2_is_the_published_one() -> None:
    """HPKE (RFC 9180, section 5.1) over X-Wing, written out here: the frozen wrap opens also
    without the library's HPKE.
    """
    vector = frozen("wrap suite 2")
    mlkem, x25519 = (
        hkdf(vector["private"], info=canonical("spona key pair", 2, label), length=length)
        for label, length in (("ml-kem-768 seed", 64), ("x25519 private key", 32))
    )
    assert vector["wrapped"][:1] == HYBRID
    encapsulated, sealed = vector["wrapped"][1:1121], vector["wrapped"][1121:]
    shared = decapsulated(mlkem, x25519, encapsulated)
    # KEM 0x647a, HKDF-SHA256, ChaCha20-Poly1305.
    suite = b"HPKE" + bytes.fromhex("647a00010003")
    info = canonical("spona wrap", HYBRID, vector["info"])
    context = b"\0" + extract(suite, b"", b"psk_id_hash", b"")
    context += extract(suite, b"", b"info_hash", info)
    secret = extract(suite, shared, b"secret", b"")
    cipher = ChaCha20Poly1305(expand(suite, secret, b"key", context, 32))
    nonce = expand(suite, secret, b"base_nonce", context, 12)
    assert cipher.decrypt(nonce, sealed, b"") == vector["secret"]


def test_what_is_written_out_here_is_the_published_x_wing() -> None:
    """There both keys grow from a seed by SHAKE256; ours grow by HKDF, the rest is the same."""
    text = Path(__file__).with_name("x_wing.json").read_text(encoding="utf-8")
    seed, public, encapsulated, secret = (
        bytes.fromhex(json.loads(text)[name])
        for name in ("seed", "public_sha3_256", "encapsulated", "secret")
    )
    grown = hashlib.shake_256(seed).digest(96)
    mlkem, x25519 = grown[:64], grown[64:]
    assert decapsulated(mlkem, x25519, encapsulated) == secret
    both = (
        MLKEM768PrivateKey.from_seed_bytes(mlkem).public_key().public_bytes_raw()
        + X25519PrivateKey.from_private_bytes(x25519).public_key().public_bytes_raw()
    )
    assert hashlib.sha3_256(both).digest() == public


def decapsulated(mlkem: bytes, x25519: bytes, encapsulated: bytes) -> bytes:
    """draft-connolly-cfrg-xwing-kem, sections 5.3 and 5.5."""
    first, second = encapsulated[:1088], encapsulated[1088:]
    own = X25519PrivateKey.from_private_bytes(x25519)
    return hashlib.sha3_256(
        MLKEM768PrivateKey.from_seed_bytes(mlkem).decapsulate(first)
        + own.exchange(X25519PublicKey.from_public_bytes(second))
        + second
        + own.public_key().public_bytes_raw()
        + b"\\.//^\\"
    ).digest()


def extract(suite: bytes, salt: bytes, label: bytes, key: bytes) -> bytes:
    return hmac.digest(salt, b"HPKE-v1" + suite + label + key, "sha256")


def expand(suite: bytes, key: bytes, label: bytes, info: bytes, length: int) -> bytes:
    said = length.to_bytes(2) + b"HPKE-v1" + suite + label + info
    return hmac.digest(key, said + b"\x01", "sha256")[:length]
