"""The public key of an account, as others may use it."""

import hashlib

from django.conf import settings

from spona.audit.queries import is_last
from spona.crypto.encoding import Part, canonical
from spona.crypto.errors import Unopenable
from spona.crypto.fingerprint import fingerprint, in_cyrillic
from spona.crypto.mac import check_mac, mac
from spona.identity.models import Account


def sign(account: Account) -> None:
    """Bind the public key to its account; the caller saves the row."""
    account.key_mac = mac(settings.SECRETS["mac"], *_said(account))


def checked(account: Account) -> bytes:
    """Return the 1216 byte public key; Unopenable where it is not the one that was published."""
    check_mac(settings.SECRETS["mac"], bytes(account.key_mac), *_said(account))
    return bytes(account.public_key)


def newest(account: Account) -> bytes:
    """The same; Unopenable also where somebody put the row of an earlier key or password back."""
    public = checked(account)
    if not is_last(account, account.short_tag()):
        raise Unopenable
    return public


def digest(public: bytes) -> bytes:
    """Return the 32 bytes by which a row names the key that it was made for."""
    return hashlib.sha256(public).digest()


def _said(account: Account) -> tuple[Part, ...]:
    public = bytes(account.public_key)
    # 2 said so of an X25519 key alone, which nothing is sealed to any more.
    return ("spona account key", 3, account.pk, account.key_version, public)


def fingerprint_words(account: Account) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Return the eight words of the account's key, in Latin and in Cyrillic."""
    label = canonical("account", account.pk)
    words = fingerprint(checked(account), label=label)
    return words, in_cyrillic(words)
