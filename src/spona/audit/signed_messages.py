"""What is signed of the log, byte for byte (`docs/reference/log-export.md`)."""

from __future__ import annotations

from collections.abc import Iterable
from uuid import UUID

from spona.audit.endings import instant
from spona.audit.models import Checkpoint
from spona.audit.root_contents import names_digest, reopened_digest
from spona.crypto.chain import root
from spona.crypto.encoding import canonical


def root_of(point: Checkpoint, heads: Iterable[tuple[UUID, int, bytes]]) -> bytes:
    """The root of a checkpoint with these heads; ValueError where a lane comes twice, and for
    nonsense beside them.
    """
    return root(
        point.instance, point.number, instant(point.at), bytes(point.previous), heads,
        names=names_digest(point.names), reopened=reopened_digest(point.reopened),
    )  # fmt: skip


def signed_message(digest: bytes) -> bytes:
    """What the server signs of a root."""
    return canonical("spona audit root signature 2", digest)


def server_key_message(point: Checkpoint, key: bytes) -> bytes:
    """What the key that signed a root signs of the one that signs from the next root on."""
    said = (point.instance, point.number, bytes(point.root), key)
    return canonical("spona audit checkpoint key 1", *said)


def witness_message(root: bytes, number: int, institution: UUID, version: int) -> bytes:
    """What an institution signs of a root."""
    return canonical("spona audit witness 1", root, number, institution, version)


def witness_key_message(institution: UUID, version: int, key: bytes) -> bytes:
    """What the witness key of the version before signs of the next one."""
    return canonical("spona audit witness key 1", institution, version, key)
