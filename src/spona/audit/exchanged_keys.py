"""Whether the server signed a root: with the key of today, or with one that it replaced.

Whoever exchanges the key files lets the old key sign the new one, in a line of the log. A root
counts by its signature and by the line that says that it was signed: a thief of a key signs
others, and cannot write lines.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from functools import cached_property
from typing import Final, NamedTuple

from django.conf import settings
from django.db.models import QuerySet

from spona.audit.acknowledged_faults import RowFault
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


def exchange_faults() -> Iterator[RowFault]:
    """Sentences about keys for which the one before does not vouch, by the root that the log says
    was the last one: others with its number are nobody's.
    """
    signed = set(recorded_roots())
    for one in exchanges():
        points = Checkpoint.objects.filter(number=one.after).order_by("pk")
        ours = [point for point in points if (point.number, bytes(point.root)) in signed]
        messages = [server_key_message(point, one.key) for point in ours]
        if not any(_is_signed(one.old, message, one.signature) for message in messages):
            said = f"checkpoint {one.after}: its key does not vouch for the one after it"
            yield RowFault(said, one.signature.hex())


def recorded_roots(numbers: Collection[int] | None = None) -> list[tuple[int, bytes]]:
    """(number, root) as the log says that it was signed, of all or of these; one query."""
    lines = Entry.objects.filter(lane=SYSTEM_LANE, subject_kind="log", name=ROOT_SIGNED)
    asked = lines if numbers is None else lines.filter(detail__number__in=list(numbers))
    found = [line.detail for line in _verified_lines(asked)]
    return [(said["number"], bytes.fromhex(said["root"])) for said in found]


def _verified_lines(lines: QuerySet[Entry]) -> list[Line]:
    return verified(lines.order_by("seq").values_list(*COLUMNS))


class ServerKeys:
    """The keys with which the server signs and signed, to judge all roots, or those with these
    `numbers`; what the log says is read once, and of former keys only where a root needs it.
    """

    def __init__(self, numbers: Collection[int] | None = None) -> None:
        self._numbers = numbers

    def is_signed(self, point: Checkpoint) -> bool:
        """Whether the server signed this root, with this number, and wrote it down; else somebody
        planted it, perhaps with a signature of another one, or with the key.
        """
        return self._was_signed(point) and self.is_recorded(point)

    def _was_signed(self, point: Checkpoint) -> bool:
        """Whether somebody with the server's key of then signed what its row calls the root."""
        if self.bears_signature_of_today(point):
            return True
        key = self.of(point.number)
        return key != self._today and _bears(point, key)

    def bears_signature_of_today(self, point: Checkpoint) -> bool:
        """Whether the key of today, which nobody else should have, signed what its row calls the
        root; the log may not say so.
        """
        return _bears(point, self._today)

    def is_recorded(self, point: Checkpoint) -> bool:
        """Whether the log says that this root was signed."""
        return (point.number, bytes(point.root)) in self._roots

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
    def _roots(self) -> frozenset[tuple[int, bytes]]:
        return frozenset(recorded_roots(self._numbers))


def _bears(point: Checkpoint, public: bytes) -> bool:
    return _is_signed(public, signed_message(bytes(point.root)), bytes(point.signature))


def _is_signed(public: bytes, message: bytes, signature: bytes) -> bool:
    try:
        verify(public, message, signature)
    except Unopenable:
        return False
    return True
