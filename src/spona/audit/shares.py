"""Verifying all lanes, a long log in as many processes as the machine has cores."""

from __future__ import annotations

import multiprocessing
import os
import sys
from collections.abc import Iterator
from datetime import datetime
from typing import Final, NamedTuple
from uuid import UUID

from django.db import connection
from django.db.models import OuterRef, Subquery

from spona.audit.lane_heads import Fault, Head
from spona.audit.models import Entry, Lane
from spona.audit.recording import line_hash
from spona.audit.stretches import Stretch, stretch_faults
from spona.audit.tags import entry_tag

# Written when the operator has looked at a lane with a fault: it is whole from there on.
REOPENED: Final = "log:reopened"
# Of a process that others have threads in, which may not fork.
ALONE: Final = sys.maxsize
# Below this many entries a second process costs more than it takes over.
WORTH_A_PROCESS: Final = 50_000


def lane_faults(worth: int = WORTH_A_PROCESS) -> Iterator[Fault]:
    """What does not fit in all entries and heads, lane by lane.

    Inside a transaction one process does all: no other one would see what is not committed.
    """
    yield from _headless()
    lanes = _lanes()
    cores = 1 if connection.in_atomic_block else len(os.sched_getaffinity(0))
    whole = sum(lane.upto - lane.after for lane in lanes)
    shares = cut(lanes, max(1, min(cores, whole // worth)))
    if len(shares) == 1:
        yield from _share_faults(shares[0])
        return
    _disconnect()
    with multiprocessing.get_context("fork").Pool(len(shares)) as pool:
        for faults in pool.map(_share_faults, shares, chunksize=1):
            yield from faults


def cut(lanes: list[Stretch], number: int) -> list[list[Stretch]]:
    """Shares of about equally many entries, in their order; a lane is cut by number if need be."""
    size = -(-sum(lane.upto - lane.after for lane in lanes) // number)
    shares: list[list[Stretch]] = [[]]
    room = size
    for lane in lanes:
        after, begins = lane.after, lane.begins
        while lane.upto - after > room > 0 and len(shares) < number:
            shares[-1].append(Stretch(lane.lane, after, after + room, None, begins))
            after, begins = after + room, None
            shares.append([])
            room = size
        shares[-1].append(Stretch(lane.lane, after, lane.upto, lane.head, begins))
        room -= lane.upto - after
    return shares


def _lanes() -> list[Stretch]:
    """Each lane as it stands now, in one statement: what is written meanwhile is no fault."""
    newest = Entry.objects.filter(lane=OuterRef("pk")).order_by("-seq").values("seq")[:1]
    rows = Lane.objects.annotate(last=Subquery(newest)).order_by("pk")
    began = {lane: (one.after, one.previous) for lane, one in reopened().items()}
    return [
        Stretch(lane, after, last or 0, Head(seq, bytes(head)), begins)
        for lane, last, seq, head in rows.values_list("pk", "last", "seq", "head")
        for after, begins in [began.get(lane, (0, None))]
    ]


class Reopened(NamedTuple):
    """Up to which entry nobody vouches for a lane, the hash of that one, and since when."""

    after: int
    previous: bytes
    at: datetime


def reopened(lane: UUID | None = None) -> dict[UUID, Reopened]:
    """Lane → its newest line of that kind that is the server's: only what is behind it is looked
    at.
    """
    found: dict[UUID, Reopened] = {}
    lines = Entry.objects.filter(name=REOPENED, subject_kind="log", subject_id=None).order_by("seq")
    for row in lines if lane is None else lines.filter(lane=lane):
        previous = bytes(row.previous)
        digest = line_hash(previous, row.lane_id, row.seq, row)
        if bytes(row.tag) == entry_tag(row.lane_id, row.seq, digest):
            found[row.lane_id] = Reopened(row.seq - 1, previous, row.at)
    return found


def _headless() -> Iterator[Fault]:
    """Whoever takes the head of a lane away would otherwise keep its entries from being read."""
    headed = Lane.objects.values("pk")
    for lane in Entry.objects.exclude(lane__in=headed).values_list("lane", flat=True).distinct():
        yield Fault(lane, "the head is missing")


def _share_faults(share: list[Stretch]) -> list[Fault]:
    return [fault for part in share for fault in stretch_faults(part)]


def _disconnect() -> None:
    """A connection does not survive a fork; each process opens its own."""
    connection.close()
    if connection.vendor == "postgresql":
        connection.close_pool()  # type: ignore[attr-defined]
