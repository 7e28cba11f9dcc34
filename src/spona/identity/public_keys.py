"""The public key of an account, as others may use it."""

from django.conf import settings

from spona.crypto.encoding import canonical
from spona.crypto.fingerprint import fingerprint, in_cyrillic
from spona.crypto.mac import check_mac, mac
from spona.identity.models import Account


def sign(account: Account) -> None:
    """Bind the public key to its account; the caller saves the row."""
    key = settings.SECRETS["mac"]
    account.key_mac = mac(key, "spona account key", 1, account.pk, bytes(account.public_key))


def checked(account: Account) -> bytes:
    """Return the 32 byte public key; Unopenable where it is not the one that was published."""
    public = bytes(account.public_key)
    key = settings.SECRETS["mac"]
    check_mac(key, bytes(account.key_mac), "spona account key", 1, account.pk, public)
    return public


def fingerprint_words(account: Account) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Return the eight words of the account's key, in Latin and in Cyrillic."""
    label = canonical("account", account.pk)
    words = fingerprint(checked(account), label=label)
    return words, in_cyrillic(words)
