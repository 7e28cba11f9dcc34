"""Verifying all lanes, a long log in as many processes as the machine has cores."""

from __future__ import annotations

import multiprocessing
import os
from collections.abc import Iterator
from typing import Final

from django.db import connection
from django.db.models import OuterRef, Subquery

from spona.audit.models import Entry, Lane
from spona.audit.stretches import Stretch, stretch_faults

# Below this many entries a second process costs more than it takes over.
WORTH_A_PROCESS: Final = 50_000


def lane_faults(worth: int = WORTH_A_PROCESS) -> Iterator[str]:
    """Sentences about all entries and heads, lane by lane.

    Inside a transaction one process does all: no other one would see what is not committed.
    """
    yield from _headless()
    lanes = _lanes()
    cores = 1 if connection.in_atomic_block else len(os.sched_getaffinity(0))
    whole = sum(lane.upto for lane in lanes)
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
    size = -(-sum(lane.upto for lane in lanes) // number)
    shares: list[list[Stretch]] = [[]]
    room = size
    for lane in lanes:
        after = lane.after
        while lane.upto - after > room > 0 and len(shares) < number:
            shares[-1].append(Stretch(lane.lane, after, after + room, None))
            after += room
            shares.append([])
            room = size
        shares[-1].append(Stretch(lane.lane, after, lane.upto, lane.head))
        room -= lane.upto - after
    return shares


def _lanes() -> list[Stretch]:
    """Each lane as it stands now, in one statement: what is written meanwhile is no fault."""
    newest = Entry.objects.filter(lane=OuterRef("pk")).order_by("-seq").values("seq")[:1]
    rows = Lane.objects.annotate(last=Subquery(newest)).order_by("pk")
    return [
        Stretch(lane, 0, last or 0, (seq, bytes(head)))
        for lane, last, seq, head in rows.values_list("pk", "last", "seq", "head")
    ]


def _headless() -> Iterator[str]:
    """Whoever takes the head of a lane away would otherwise keep its entries from being read."""
    headed = Lane.objects.values("pk")
    for lane in Entry.objects.exclude(lane__in=headed).values_list("lane", flat=True).distinct():
        yield f"lane {lane}: the head is missing"


def _share_faults(share: list[Stretch]) -> list[str]:
    return [fault for part in share for fault in stretch_faults(part)]


def _disconnect() -> None:
    """A connection does not survive a fork; each process opens its own."""
    connection.close()
    if connection.vendor == "postgresql":
        connection.close_pool()  # type: ignore[attr-defined]
