"""Key files that were replaced: what rests on them and only a person could make anew stays good.

The server cannot make a password's key, a code's key or a keyed hash anew without what somebody
types. So each goes on resting on the first key file of its name, and lies under a layer that needs
the one of today: an envelope around what is sealed, another HMAC over what is hashed. A thief who
has an old key file takes no layer off. Before the first rotation there is no layer.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from typing import Final
from uuid import UUID

from django.conf import settings

from spona.access.server_keys import KeyChange
from spona.crypto import aead
from spona.crypto.encoding import canonical
from spona.crypto.kdf import hkdf
from spona.crypto.mac import mac
from spona.identity.models import FormerKey
from spona.identity.row_integrity import Part, tag_under

# Frozen: what they sealed or hashed has to open and to be found again.
_FORMER: Final = "spona former key 1"
_ENVELOPE: Final = "spona former envelope 1"
_LAYER: Final = "spona former layer 1"

# Of these something is kept that only a person could make anew.
KEPT: Final = ("pepper", "mac", "factors")


def first(name: str) -> bytes:
    """The key file that lay there first: the innermost layer of everything rests on it."""
    former = _former(name, settings.SECRETS)
    return former[0] if former else settings.SECRETS[name]


def enveloped(name: str, ident: UUID, sealed: bytes) -> bytes:
    """What was sealed under `first`, in the envelope of today's key, where there was another."""
    if not _former(name, settings.SECRETS):
        return sealed
    label = canonical(_ENVELOPE, name, ident)
    return aead.seal(hkdf(settings.SECRETS[name], info=label), sealed, aad=label)


def out_of_envelope(name: str, ident: UUID, sealed: bytes) -> bytes:
    """The inverse of `enveloped`; Unopenable where it was made by another key or for another id."""
    if not _former(name, settings.SECRETS):
        return sealed
    label = canonical(_ENVELOPE, name, ident)
    return aead.open_sealed(hkdf(settings.SECRETS[name], info=label), sealed, aad=label)


def layered(name: str, digest: bytes) -> bytes:
    """A keyed hash made with `first`, under a layer of each key file that came after it."""
    former = _former(name, settings.SECRETS)
    for key in (*former[1:], settings.SECRETS[name]) if former else ():
        digest = mac(key, _LAYER, name, digest)
    return digest


def lasting_tag(*parts: Part) -> bytes:
    """`row_integrity.tag` over what only a person could say again: the same parts have the same tag
    after an exchange, where its column is among the `layered_marks` of its model.
    """
    return layered("mac", tag_under(first("mac"), *parts))


def next_layer(name: str, digest: bytes, change: KeyChange) -> bytes:
    """A stored hash under one layer more, as `layered` gives it after the change."""
    return mac(change.new[name], _LAYER, name, digest)


def sealed_anew(change: KeyChange) -> list[FormerKey]:
    """Every key file of before, the one that is being replaced last, under the new one; unsaved."""
    rows = []
    for name in KEPT:
        before = (*_former(name, change.old), change.old[name])
        for number, secret in enumerate(before, start=1):
            label = canonical(_FORMER, name, number)
            sealed = aead.seal(hkdf(change.new[name], info=label), secret, aad=label)
            rows.append(FormerKey(name=name, number=number, sealed=sealed))
    return rows


def _former(name: str, secrets: Mapping[str, bytes]) -> tuple[bytes, ...]:
    """The oldest first."""
    return _opened(tuple(secrets[each] for each in KEPT)).get(name, ())


@lru_cache(maxsize=8)
def _opened(of_today: tuple[bytes, ...]) -> dict[str, tuple[bytes, ...]]:
    """They change only while nobody serves, together with the key files: so they are read once."""
    keys, found = dict(zip(KEPT, of_today, strict=True)), dict[str, tuple[bytes, ...]]()
    for row in FormerKey.objects.filter(name__in=KEPT).order_by("name", "number"):
        label = canonical(_FORMER, row.name, row.number)
        secret = aead.open_sealed(hkdf(keys[row.name], info=label), bytes(row.sealed), aad=label)
        found[row.name] = (*found.get(row.name, ()), secret)
    return found
