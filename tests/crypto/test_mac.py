import hmac
from collections.abc import Callable, Iterator

import pytest

from spona.crypto.aead import new_key
from spona.crypto.encoding import canonical
from spona.crypto.errors import Unopenable
from spona.crypto.mac import check_mac, mac


def test_a_right_tag_passes() -> None:
    key = new_key()
    check_mac(key, mac(key, "grant", 1, b"public", None), "grant", 1, b"public", None)


def test_the_mac_is_hmac_sha256() -> None:
    """RFC 4231, test case 2, shows the algorithm; the parts go in encoded."""
    digest = hmac.digest(b"Jefe", b"what do ya want for nothing?", "sha256")
    assert digest.hex().startswith("5bdcc146bf60754e6a042426089575c7")
    assert mac(b"Jefe", "a") == hmac.digest(b"Jefe", canonical("a"), "sha256")


def test_a_changed_tag_is_refused(damaged: Callable[[bytes], Iterator[bytes]]) -> None:
    key = new_key()
    for tag in damaged(mac(key, "grant", 1)):
        with pytest.raises(Unopenable):
            check_mac(key, tag, "grant", 1)


def test_another_key_or_row_is_refused() -> None:
    key = new_key()
    tag = mac(key, "grant", 1)
    with pytest.raises(Unopenable):
        check_mac(new_key(), tag, "grant", 1)
    for parts in (("grant", 2), ("grant", "1"), ("gran", "t1"), ("grant", 1, None), ()):
        with pytest.raises(Unopenable):
            check_mac(key, tag, *parts)
