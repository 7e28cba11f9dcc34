import pytest

from spona.crypto.aead import new_key
from spona.crypto.errors import Unopenable
from spona.crypto.keypairs import (
    new_private_key,
    private_key_from_seed,
    public_key,
    symmetric_key_from_seed,
)
from spona.crypto.wrap import unwrap, wrap_to


@pytest.mark.parametrize(
    ("private", "public"),
    [
        (
            "77076d0a7318a57d3c16c17251b26645df4c2f87ebc0992ab177fba51db92c2a",
            "8520f0098930a754748b7ddcb43ef75a0dbf3a0d26381af4eba4a98eaa9b4e6a",
        ),
        (
            "5dab087e624a8a4b79e17f8b83800ee66f3bb1292618b6fd1c2f8b27ff88e0eb",
            "de9edb7d7b7dc1b4d35b61c2ece435373f8343c85b78674dadfc7e146f882b4f",
        ),
    ],
)
def test_x25519_is_the_published_one(private: str, public: str) -> None:
    """RFC 7748, section 6.1."""
    assert public_key(bytes.fromhex(private)).hex() == public


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
    for length in (0, 31, 33):
        for take in (public_key, private_key_from_seed, symmetric_key_from_seed):
            with pytest.raises(ValueError, match="32"):
                take(bytes(length))
