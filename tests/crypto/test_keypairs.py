import pytest
from cryptography.hazmat.primitives.asymmetric.mlkem import MLKEM768PrivateKey
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey
from hypothesis import given
from hypothesis import strategies as st

from spona.crypto.aead import new_key
from spona.crypto.encoding import canonical
from spona.crypto.errors import Unopenable
from spona.crypto.kdf import hkdf
from spona.crypto.keypairs import (
    PUBLIC_BYTES,
    new_private_key,
    pair_of,
    private_key_from_seed,
    public_key,
    recipient_of,
    symmetric_key_from_seed,
)
from spona.crypto.wrap import unwrap, wrap_to


def test_both_halves_grow_from_one_key_under_labels_of_their_own():
    """In the order that the encapsulation has too: ML-KEM-768 (FIPS 203), then X25519."""
    private = new_private_key()
    mlkem = hkdf(private, info=canonical("spona key pair", 2, "ml-kem-768 seed"), length=64)
    x25519 = hkdf(private, info=canonical("spona key pair", 2, "x25519 private key"))
    assert public_key(private) == (
        MLKEM768PrivateKey.from_seed_bytes(mlkem).public_key().public_bytes_raw()
        + X25519PrivateKey.from_private_bytes(x25519).public_key().public_bytes_raw()
    )


@given(st.binary(min_size=32, max_size=32))
def test_a_private_key_has_one_public_key_of_one_size(private: bytes) -> None:
    assert public_key(private) == public_key(private)
    assert len(public_key(private)) == PUBLIC_BYTES == 1216


def test_what_suite_2_publishes_is_no_key_of_suite_1():
    """Else a weaker wrap could be made to somebody whose key is of the stronger suite."""
    private = new_private_key()
    classical = X25519PrivateKey.from_private_bytes(private).public_key().public_bytes_raw()
    assert classical not in public_key(private)


def test_each_key_pair_is_new() -> None:
    keys = {new_private_key() for _ in range(50)}
    assert len(keys) == len({public_key(key) for key in keys}) == 50


def test_a_seed_grows_the_same_keys_again_and_each_its_own() -> None:
    seed, other = new_key(), new_key()
    assert private_key_from_seed(seed) == private_key_from_seed(seed)
    assert symmetric_key_from_seed(seed) == symmetric_key_from_seed(seed)
    grown = [
        grow(of)
        for grow in (private_key_from_seed, symmetric_key_from_seed)
        for of in (seed, other)
    ]
    assert len({*grown, seed, other}) == 6
    assert {len(key) for key in grown} == {32}


def test_what_is_wrapped_to_a_seeds_pair_opens_with_that_seed_only() -> None:
    seed = new_key()
    wrapped = wrap_to(public_key(private_key_from_seed(seed)), b"secret", info=b"")
    assert unwrap(private_key_from_seed(seed), wrapped, info=b"") == b"secret"
    with pytest.raises(Unopenable):
        unwrap(private_key_from_seed(new_key()), wrapped, info=b"")


def test_keys_and_seeds_of_the_wrong_length_are_refused() -> None:
    for length in (0, 31, 33, 64):
        for take in (public_key, pair_of, private_key_from_seed, symmetric_key_from_seed):
            with pytest.raises(ValueError, match="32"):
                take(bytes(length))


def test_a_public_key_of_another_length_is_refused() -> None:
    whole = public_key(new_private_key())
    for other in (b"", whole[:32], whole[-32:], whole[:1184], whole[:-1], whole + b"\0"):
        with pytest.raises(ValueError, match="1216"):
            recipient_of(other)


def test_a_public_key_outside_of_what_ml_kem_allows_is_refused() -> None:
    """FIPS 203, 7.2: no number of the key reaches the modulus."""
    whole = public_key(new_private_key())
    with pytest.raises(ValueError, match="ML-KEM"):
        recipient_of(b"\xff" * 3 + whole[3:])
