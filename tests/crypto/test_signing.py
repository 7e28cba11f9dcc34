import os
from collections.abc import Callable, Iterator

import pytest

from spona.crypto.errors import Unopenable
from spona.crypto.signing import sign, verify, verify_key


def test_a_right_signature_passes() -> None:
    signing = os.urandom(32)
    verify(verify_key(signing), b"root", sign(signing, b"root"))


def test_a_changed_signature_is_refused(
    damaged: Callable[[bytes], Iterator[bytes]],
) -> None:
    signing = os.urandom(32)
    for signature in damaged(sign(signing, b"root")):
        with pytest.raises(Unopenable):
            verify(verify_key(signing), b"root", signature)


def test_another_key_or_message_is_refused() -> None:
    signing = os.urandom(32)
    signature = sign(signing, b"root")
    with pytest.raises(Unopenable):
        verify(verify_key(signing), b"roof", signature)
    for wrong in (verify_key(os.urandom(32)), b"", verify_key(signing)[:31]):
        with pytest.raises(Unopenable):
            verify(wrong, b"root", signature)


@pytest.mark.parametrize(
    ("signing", "public", "message", "signature"),
    [
        (
            "9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60",
            "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a",
            "",
            (
                "e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e06522490155"
                "5fb8821590a33bacc61e39701cf9b46bd25bf5f0595bbe24655141438e7a100b"
            ),
        ),
        (
            "4ccd089b28ff96da9db6c346ec114e0f5b8a319f35aba624da8cf6ed4fb8a6fb",
            "3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c",
            "72",
            (
                "92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da"
                "085ac1e43e15996e458f3613d0f11d8c387b2eaeb4302aeeb00d291612bb0c00"
            ),
        ),
    ],
)
def test_ed25519_is_the_published_one(
    signing: str, public: str, message: str, signature: str
) -> None:
    """RFC 8032, section 7.1, tests 1 and 2."""
    key = bytes.fromhex(signing)
    assert verify_key(key).hex() == public
    assert sign(key, bytes.fromhex(message)).hex() == signature
