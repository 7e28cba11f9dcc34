"""Which part of its box a section is: for the server to know, and not for who has the database.

A row says it twice, under keys that grow from the one beside the database. By its slot, an HMAC of
box and name, it is found; from the name as it is sealed beside that, the server reads it again. So
neither a log line nor a task has to name a part, and other key files need no list of all names
that there ever were: `Section.name` is read under the old ones and set under the new ones.
"""

from __future__ import annotations

import hmac
import json
from collections.abc import Collection, Iterable
from functools import lru_cache
from typing import Final
from uuid import UUID, uuid4

from django.conf import settings
from django.db import connection
from django.db.models.expressions import RawSQL

from spona.crypto import aead, kdf
from spona.crypto.encoding import canonical
from spona.vault import labels

# Letters in the longest name; every name is sealed as if it had as many.
LONGEST: Final = 40
# Stands in for a box, where the pieces are cut.
_BOX: Final = uuid4()
# A longer list of values is handed over as one; a prepared question has none that is longer.
_MANY: Final = 512


def slot_of(box: UUID, name: str) -> UUID:
    """By what a section is found: another one in each box, so that no two boxes can be compared."""
    # Of thousands at once all say alike but the box.
    before, after = _pieces(name)
    said = b"".join((before, box.bytes, after))
    return UUID(bytes=hmac.digest(settings.SECRETS["mac"], said, "sha256")[:16])


@lru_cache(maxsize=1000)
def _pieces(name: str) -> tuple[bytes, bytes]:
    before, _box, after = canonical(*labels.section_slot(_BOX, name)).partition(_BOX.bytes)
    return before, after


def slots_of(boxes: UUID | Iterable[UUID], names: Iterable[str]) -> list[UUID]:
    """The slots of these names in one box, or in each of several."""
    wanted = tuple(names)
    each = (boxes,) if isinstance(boxes, UUID) else boxes
    return [slot_of(box, name) for box in each for name in wanted]


def among(slots: Collection[UUID]) -> Collection[UUID] | RawSQL:
    """For `slot__in`: of a file, or of all files of an institution."""
    if len(slots) <= _MANY:
        return slots
    if connection.vendor == "sqlite":
        # Here a UUID is text, and a statement takes so many parameters and no more.
        return RawSQL("SELECT value FROM json_each(%s)", [json.dumps([one.hex for one in slots])])
    return RawSQL("SELECT unnest(%s::uuid[])", [list(slots)])


def seal_name(name: str, *, box: UUID, section: UUID) -> bytes:
    """The name of this one section; each gives as many bytes. ValueError where it is too long."""
    if len(name) > LONGEST:
        raise ValueError(f"the name of a section has {LONGEST} letters at most")
    padded = name.encode("ascii").ljust(LONGEST, b"\0")
    return aead.seal(
        _key(settings.SECRETS["mac"]), padded, aad=labels.section_name_aad(box, section)
    )


def open_name(sealed: bytes, *, box: UUID, section: UUID) -> str:
    """The inverse of `seal_name`; Unopenable where it is another section's, or another server's."""
    aad = labels.section_name_aad(box, section)
    return aead.open_sealed(_key(settings.SECRETS["mac"]), sealed, aad=aad).rstrip(b"\0").decode()


@lru_cache(maxsize=4)
def _key(secret: bytes) -> bytes:
    return kdf.hkdf(secret, info=labels.section_name_key())
