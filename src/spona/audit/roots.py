"""Which roots are the server's, and what does not fit in them and between them and the log.

A row that the server did not sign was planted: it stays where it is, and counts for nothing.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import groupby
from typing import NamedTuple
from uuid import UUID

from django.db.models import QuerySet

from spona.audit.acknowledged_faults import RowFault, row_of
from spona.audit.exchanged_keys import ServerKeys, exchange_faults, recorded_roots
from spona.audit.models import Checkpoint, Entry
from spona.audit.signed_messages import root_of, signed_message
from spona.crypto.chain import GENESIS
from spona.crypto.errors import Unopenable
from spona.crypto.signing import verify


class Past(NamedTuple):
    """What a checkpoint says of an entry, and its lane no longer bears out. `of` as of a
    `RowFault`, where somebody planted the checkpoint.
    """

    lane: UUID
    seq: int
    what: str
    of: str = ""

    def __str__(self) -> str:
        return self.what


def checkpoint_faults() -> Iterator[RowFault | Past]:
    """Everything about the roots: in each, between it and the lanes, and around them."""
    keys = ServerKeys()
    for point in one_each(Checkpoint.objects.all()):
        of = "" if keys.is_signed(point) else row_of(point)
        for lane, seq, head in heads_of(point):
            if seq and not Entry.objects.filter(lane_id=lane, seq=seq, hash=head).exists():
                said = f"checkpoint {point.number}: lane {lane} no longer holds entry {seq}"
                yield Past(lane, seq, said, of)
    yield from _root_faults()
    yield from missing_roots()
    yield from exchange_faults()
    yield from planted_beside()


def missing_roots() -> Iterator[RowFault]:
    """Sentences about roots that were signed, by the log, and are not there or are other ones."""
    roots: dict[int, set[bytes]] = {}
    for number, root in Checkpoint.objects.values_list("number", "root"):
        roots.setdefault(number, set()).add(bytes(root))
    for number, root in recorded_roots():
        if number not in roots:
            yield RowFault(f"checkpoint {number}: it was signed, and is not there", root.hex())
        elif root not in roots[number]:
            yield RowFault(f"checkpoint {number}: another root was signed", root.hex())


def newest_root() -> Checkpoint | None:
    """The newest root that the server signed; two queries, and some more with planted ones."""
    newest_first = Checkpoint.objects.order_by("-number", "pk")
    begin, size = 0, 1
    while points := list(newest_first[begin : begin + size]):
        keys = ServerKeys([point.number for point in points])
        for point in points:
            if keys.is_signed(point):
                return point
        begin, size = begin + size, 2 * size
    return None


def fits(point: Checkpoint) -> bool:
    """Whether a root is that of the heads, and of all else, that stand in its row."""
    try:
        return root_of(point, heads_of(point)) == bytes(point.root)
    except ValueError:
        return False


def one_each(points: QuerySet[Checkpoint]) -> Iterator[Checkpoint]:
    """One root for each number, in their order: the server's own, where somebody planted others
    with the same number.
    """
    keys = ServerKeys()
    for _number, found in groupby(points.order_by("number", "pk"), lambda point: point.number):
        beside = list(found)
        yield beside[0] if len(beside) == 1 else next(filter(keys.is_signed, beside), beside[0])


def planted_beside() -> Iterator[RowFault]:
    """Sentences about roots that somebody planted beside one of the server's."""
    chosen = {point.pk for point in one_each(Checkpoint.objects.all())}
    for point in Checkpoint.objects.exclude(pk__in=chosen).order_by("number", "pk"):
        said = "beside the server's own stands one that somebody planted"
        yield RowFault(f"checkpoint {point.number}: {said}", row_of(point))


def foreign_roots() -> Iterator[RowFault]:
    """Sentences about roots that the server did not sign."""
    keys = ServerKeys()
    for point in Checkpoint.objects.order_by("number", "pk"):
        if not keys.is_signed(point):
            said = f"checkpoint {point.number}: the server did not sign it"
            yield RowFault(said, row_of(point))


def root_faults(since: Checkpoint | None = None, upto: Checkpoint | None = None) -> Iterator[str]:
    """Sentences about roots that are not signed by us, or do not follow one another."""
    yield from map(str, _root_faults(since, upto))


def _root_faults(
    since: Checkpoint | None = None, upto: Checkpoint | None = None
) -> Iterator[RowFault | Past]:
    keys = ServerKeys()
    before = since or Checkpoint(number=0, root=GENESIS, heads=[])
    points = Checkpoint.objects.filter(number__gt=before.number)
    for point in one_each(points.filter(number__lte=upto.number) if upto else points):
        for what in (*_point_faults(point, before), *_key_faults(point, keys)):
            said, ours = f"checkpoint {point.number}: {what}", keys.is_signed(point)
            if isinstance(what, Past):
                yield what._replace(what=said, of="" if ours else row_of(point))
            else:
                # Of a root of ours other faults may come to light, which nobody has looked at.
                yield RowFault(said, f"{row_of(point)} {what}" if ours else row_of(point))
        before = point


def _key_faults(point: Checkpoint, keys: ServerKeys) -> Iterator[str]:
    if bytes(point.public_key) != keys.of(point.number):
        yield "signed with a foreign key"
    elif not keys.is_recorded(point):
        yield "the log does not say that it was signed"


def _point_faults(point: Checkpoint, before: Checkpoint) -> Iterator[str | Past]:
    """What does not fit in a root, and between it and the one before."""
    if point.number != before.number + 1 or bytes(point.previous) != bytes(before.root):
        yield f"it does not follow number {before.number}"
    elif before.number and (point.at < before.at or point.instance != before.instance):
        yield f"it is of another server, or of a time before number {before.number}"
    try:
        verify(bytes(point.public_key), signed_message(bytes(point.root)), bytes(point.signature))
    except Unopenable:
        yield "the signature is not ours"
    if not fits(point):
        yield "the root does not fit its heads"
        return
    now = {lane: (seq, head) for lane, seq, head in heads_of(point)}
    for lane, seq, head in heads_of(before):
        if lane not in now or now[lane][0] < seq or (now[lane][0] == seq and now[lane][1] != head):
            yield Past(lane, seq, f"lane {lane} goes back")


def heads_of(point: Checkpoint) -> list[tuple[UUID, int, bytes]]:
    """(lane, number, hash) of every lane in a root. None of nonsense that somebody planted: it must
    not keep the rest from being verified, and no root fits it.
    """
    try:
        return [(UUID(lane), int(seq), bytes.fromhex(head)) for lane, seq, head in point.heads]
    except (TypeError, ValueError, AttributeError):
        return []
