"""A tag over what a clear row says: whoever writes the database alone cannot make one.

The key lies beside the pepper, outside the database. An old row with its old tag still
fits: taking back a change is what the log shows, not the tag.
"""

from django.conf import settings

from spona.crypto.encoding import Part
from spona.crypto.errors import Unopenable
from spona.crypto.mac import check_mac, mac

# What a row may say; apps that may not import `crypto` name it so.
type Fact = Part

__all__ = ["Part", "has_valid_mac", "tag"]

# Frozen: another label or number would disown every row that was ever written.
_LABEL = ("spona clear row", 1)


def tag(*parts: Fact) -> bytes:
    """The 32 byte HMAC of the parts; the first of them names the kind of row."""
    return tag_under(settings.SECRETS["mac"], *parts)


def tag_under(key: bytes, *parts: Fact) -> bytes:
    """The same under a key file of another day (`former_keys.lasting_tag`)."""
    return mac(key, *_LABEL, *parts)


def has_valid_mac(stored: bytes, *parts: Fact) -> bool:
    """True where `stored` is the tag of exactly these parts."""
    try:
        check_mac(settings.SECRETS["mac"], stored, *_LABEL, *parts)
    except Unopenable:
        return False
    return True
