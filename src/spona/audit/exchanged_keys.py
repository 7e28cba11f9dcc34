"""Whether the server signed a root: with the key of today, or with one that it replaced.

Whoever exchanges the key files lets the old key sign the new one, in a line of the log. A root of
before counts by that line, and by the line that says that it was signed: a thief of the old key
signs others, and cannot write lines.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import cached_property
from typing import Final, NamedTuple

from django.conf import settings
from django.db.models import QuerySet

from spona.audit.models import Checkpoint, Entry
from spona.audit.recording import ROTATED, SYSTEM_LANE
from spona.audit.signed_messages import server_key_message, signed_message
from spona.audit.verified_entries import COLUMNS, Line, verified
from spona.crypto.errors import Unopenable
from spona.crypto.signing import verify, verify_key

# What the log says of a root: its number and itself.
ROOT_SIGNED: Final = "log:root_signed"


class Exchange(NamedTuple):
    """`old` signed roots up to number `after`, and then `key`; `signature` is of that."""

    old: bytes
    key: bytes
    after: int
    signature: bytes


def exchanges() -> list[Exchange]:
    """Each time that the key was exchanged, in their order; one query."""
    lines = Entry.objects.filter(lane=SYSTEM_LANE, subject_kind="log", name=ROTATED)
    found = [line.detail for line in _verified_lines(lines.filter(detail__name="checkpoint"))]
    return [
        Exchange(
            bytes.fromhex(said["old"]), bytes.fromhex(said["key"]), said["after"],
            bytes.fromhex(said["signed"]),
        )
        for said in found
    ]  # fmt: skip


def exchange_faults() -> Iterator[str]:
    """Sentences about keys for which the one before does not vouch."""
    for one in exchanges():
        points = Checkpoint.objects.filter(number=one.after)
        messages = [server_key_message(point, one.key) for point in points]
        if not any(_is_signed(one.old, message, one.signature) for message in messages):
            yield f"checkpoint {one.after}: its key does not vouch for the one after it"


def recorded_roots() -> list[tuple[int, bytes]]:
    """(number, root) as the log says that it was signed; one query."""
    lines = Entry.objects.filter(lane=SYSTEM_LANE, subject_kind="log", name=ROOT_SIGNED)
    found = [line.detail for line in _verified_lines(lines)]
    return [(said["number"], bytes.fromhex(said["root"])) for said in found]


def _verified_lines(lines: QuerySet[Entry]) -> list[Line]:
    return verified(lines.order_by("seq").values_list(*COLUMNS))


class ServerKeys:
    """The keys with which the server signs and signed; what the log says of those before is read
    once, and only where a root is not signed with today's.
    """

    def is_signed(self, point: Checkpoint) -> bool:
        """Whether a root bears the signature of the server; another one somebody planted."""
        message, signature = signed_message(bytes(point.root)), bytes(point.signature)
        if _is_signed(self._today, message, signature):
            return True
        key = self.of(point.number)
        return (
            key != self._today
            and _is_signed(key, message, signature)
            and self._roots.get(point.number) == bytes(point.root)
        )

    def of(self, number: int) -> bytes:
        """The public key that signs, or signed, the root with this number."""
        return next((key for upto, key in self._before if number <= upto), self._today)

    @cached_property
    def _today(self) -> bytes:
        return verify_key(settings.SECRETS["checkpoint"])

    @cached_property
    def _before(self) -> list[tuple[int, bytes]]:
        """(number of its last root, key), the oldest first. None where the last exchange is not
        to the key of today: nobody vouched for that one.
        """
        found: list[tuple[int, bytes]] = []
        next_key = self._today
        for one in reversed(exchanges()):
            if one.key != next_key:
                break
            found.append((one.after, one.old))
            next_key = one.old
        return found[::-1]

    @cached_property
    def _roots(self) -> dict[int, bytes]:
        return dict(recorded_roots())


def _is_signed(public: bytes, message: bytes, signature: bytes) -> bool:
    try:
        verify(public, message, signature)
    except Unopenable:
        return False
    return True
