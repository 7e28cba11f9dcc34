"""Verifying the chains: every hash, every number, every checkpoint."""

from __future__ import annotations

from collections.abc import Iterator

from django.conf import settings

from spona.audit.actions import checkpoint_message
from spona.audit.models import Checkpoint, Entry, Lane
from spona.audit.recording import line_hash
from spona.audit.triggers import missing
from spona.crypto.chain import root
from spona.crypto.errors import Unopenable
from spona.crypto.signing import verify, verify_key


def faults() -> Iterator[str]:
    """Sentences about everything that does not fit; none means the log is whole."""
    for name in sorted(missing()):
        yield f"trigger {name} is missing"
    for lane in Lane.objects.order_by("pk"):
        yield from _lane_faults(lane)
    yield from _checkpoint_faults()


def _lane_faults(lane: Lane) -> Iterator[str]:
    head, seq = b"\0" * 32, 0
    for entry in Entry.objects.filter(lane=lane).order_by("seq").iterator(chunk_size=2000):
        seq += 1
        if entry.seq != seq:
            yield f"lane {lane.pk}: entry {seq} is missing"
            seq = entry.seq
        if bytes(entry.previous) != head:
            yield f"lane {lane.pk}: entry {entry.seq} does not follow the one before it"
        if line_hash(bytes(entry.previous), lane.pk, entry.seq, entry) != bytes(entry.hash):
            yield f"lane {lane.pk}: entry {entry.seq} was changed"
        head = bytes(entry.hash)
    if (lane.seq, bytes(lane.head)) != (seq, head):
        yield f"lane {lane.pk}: the head says {lane.seq}, the last entry is {seq}"


def _checkpoint_faults() -> Iterator[str]:
    number, ours = 0, verify_key(settings.SECRETS["checkpoint"])
    for point in Checkpoint.objects.order_by("number"):
        number += 1
        if bytes(point.public_key) != ours:
            yield f"checkpoint {point.number}: signed with a foreign key"
        if point.number != number:
            yield f"checkpoint {number} is missing"
            number = point.number
        try:
            heads = [(str(lane), int(seq), bytes.fromhex(head)) for lane, seq, head in point.heads]
            fits = root(heads) == bytes(point.root)
        except (TypeError, ValueError):
            # Nonsense that somebody planted must not keep the rest from being verified.
            heads, fits = [], False
        message = checkpoint_message(point.number, point.at.isoformat(), bytes(point.root))
        try:
            verify(bytes(point.public_key), message, bytes(point.signature))
        except Unopenable:
            yield f"checkpoint {point.number}: the signature is not ours"
        if not fits:
            yield f"checkpoint {point.number}: the root does not fit its heads"
        for lane, seq, head in heads:
            if seq and not Entry.objects.filter(lane_id=lane, seq=seq, hash=head).exists():
                yield f"checkpoint {point.number}: lane {lane} no longer holds entry {seq}"


def latest_checkpoint() -> Checkpoint | None:
    """The newest checkpoint, for the line at the foot of a document."""
    return Checkpoint.objects.order_by("-number").first()
