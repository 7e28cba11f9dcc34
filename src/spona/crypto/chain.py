"""Hashes of the audit log: each entry names the one before it."""

import hashlib
from collections.abc import Iterable
from uuid import UUID

from spona.crypto.encoding import Part, canonical

# What the first entry of a lane names as the one before it.
GENESIS = bytes(32)
# Up to the length of the hash before: a million are read at a time, and few bytes differ.
_BEGINS = canonical("spona audit entry", 1) + canonical(b"")[:1]


def entry_hash(prev: bytes, *parts: Part) -> bytes:
    """Return the 32 byte hash of an entry: the hash before it and all its columns."""
    return entry_hash_of(prev, canonical(*parts))


def entry_hash_of(prev: bytes, columns: bytes) -> bytes:
    """The same of columns that are `canonical` already: who reads a million encodes each once."""
    return hashlib.sha256(_BEGINS + len(prev).to_bytes(8) + prev + columns).digest()


def root(
    instance: UUID,
    number: int,
    at: str,
    previous: bytes,
    heads: Iterable[tuple[UUID, int, bytes]],
    *,
    names: bytes,
    reopened: bytes,
) -> bytes:
    """Return the 32 byte hash over all lane heads (lane, seq, hash), in any order, of one server.

    `names` and `reopened` are the digests of the lists that stand in it beside them. It names the
    root before it (32 zero bytes before the first), so whoever signs one signs all before it.
    Raises ValueError where a lane comes twice: a fork is not to be signed.
    """
    ordered = sorted(heads)
    if len({lane for lane, _, _ in ordered}) != len(ordered):
        raise ValueError("a lane has two heads")
    columns = (column for head in ordered for column in head)
    said = canonical(
        "spona audit root 3", instance, number, at, previous, names, reopened, len(ordered),
        *columns,
    )  # fmt: skip
    return hashlib.sha256(said).digest()
