"""Other key files: the log and the endings go on under the new ones.

Entries, heads and endings are tagged anew, each after it was held against the old key; what an
entry says, and its hash, stay. So nothing has to know later what key files there were, and no line
that a thief of the old ones writes, in whatever place, is the server's.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from spona.access.actor import Actor
from spona.access.server_keys import KeyChange, NotOurs, in_parts
from spona.audit import endings, endings_copies
from spona.audit.lane_heads import Fault, Head, heads_file
from spona.audit.models import Checkpoint, Ending, Entry, Lane
from spona.audit.recording import ROTATED, SYSTEM_LANE, line_hash, transaction
from spona.audit.shares import Reopened, reopened
from spona.audit.signed_messages import server_key_message
from spona.audit.tags import entry_tag, is_lane_tag, lane_tag
from spona.audit.triggers import entries_writable
from spona.crypto.chain import GENESIS
from spona.crypto.signing import sign, verify_key

# What an ending says, under the new key files, where it holds anything that rests on them.
type Renew = Callable[[Ending, Mapping[str, Any]], Mapping[str, Any]]


def are_other_keys() -> bool:
    """Whether no lane was left under the key file of today: it is that of another database, or of
    before a rotation. One lane alone that does not fit was written by somebody.
    """
    lanes = list(Lane.objects.all())
    return bool(lanes) and not any(
        is_lane_tag(bytes(lane.tag), lane.pk, lane.seq, bytes(lane.head)) for lane in lanes
    )


def rotate_log(change: KeyChange, point: Checkpoint, *, by: Actor) -> dict[str, int]:
    """Table → rows. `point` is the root that the old key signed last; that key vouches for the new
    one here. NotOurs where an entry or a head is not as it was left.
    """
    with change.under_old():
        began = reopened()
    lanes = list(Lane.objects.select_for_update().order_by("pk"))
    with entries_writable():
        count = sum(_renew_lane(lane, began.get(lane.pk), change) for lane in lanes)
    Lane.objects.bulk_update(lanes, ["tag"], batch_size=100)
    _say_exchanged(change, point, by=by)
    return {"audit.lane": len(lanes), "audit.entry": count}


def _renew_lane(lane: Lane, began: Reopened | None, change: KeyChange) -> int:
    """Number of entries with a new tag. Where nobody vouches for the beginning of the lane any
    more, an entry of it that is not the server's stays so.
    """
    last = Head(began.after, began.previous) if began else Head(0, GENESIS)
    count = 0
    for rows in in_parts(Entry.objects.filter(lane=lane), by="seq"):
        ours = []
        with change.under_old():
            for row in rows:
                digest = _hash_of_ours(row)
                if digest is not None:
                    ours.append((row, digest))
                if began is None or row.seq > began.after:
                    follows = Head(row.seq - 1, bytes(row.previous)) == last
                    if digest is None or digest != bytes(row.hash) or not follows:
                        raise NotOurs("audit.entry", f"{row.seq} of lane {lane.pk}")
                    last = Head(row.seq, digest)
        with change.under_new():
            for row, digest in ours:
                row.tag = entry_tag(lane.pk, row.seq, digest)
        Entry.objects.bulk_update([row for row, _digest in ours], ["tag"], batch_size=100)
        count += len(ours)
    with change.under_old():
        if last != (lane.seq, bytes(lane.head)) or not is_lane_tag(bytes(lane.tag), lane.pk, *last):
            raise NotOurs("audit.lane", lane.pk)
    with change.under_new():
        lane.tag = lane_tag(lane.pk, *last)
    return count


def _hash_of_ours(row: Entry) -> bytes | None:
    """None where the key file of the moment does not vouch for it."""
    try:
        digest = line_hash(bytes(row.previous), row.lane_id, row.seq, row)
    except (TypeError, ValueError, AttributeError):
        # Nonsense that somebody planted: nobody could have hashed it.
        return None
    return digest if bytes(row.tag) == entry_tag(row.lane_id, row.seq, digest) else None


def _say_exchanged(change: KeyChange, point: Checkpoint, *, by: Actor) -> None:
    old, key = (verify_key(keys["checkpoint"]) for keys in (change.old, change.new))
    signed = sign(change.old["checkpoint"], server_key_message(point, key))
    vouched = {"after": point.number, "old": old.hex(), "key": key.hex(), "signed": signed.hex()}
    with change.under_new(), transaction() as log:
        for name in change.new:
            said = {"name": name} | (vouched if name == "checkpoint" else {})
            log.record(ROTATED, by=by, subject=("log", None), lane=SYSTEM_LANE, detail=said)


def renew_endings(change: KeyChange, renew: Renew) -> int:
    """Number of endings, chained anew. NotOurs where one is not as the server wrote it."""
    previous, before, count = endings.BEGINNING, endings.BEGINNING, 0
    with transaction():
        for rows in in_parts(Ending.objects.all(), by="seq"):
            for row in rows:
                with change.under_old():
                    ours = endings.has_valid_mac(row)
                # After a restore some are missing for good; the chain of the rest goes on.
                followed = bytes(row.previous) == before
                if not ours:
                    raise NotOurs("audit.ending", row.seq)
                before = bytes(row.tag)
                if row.payload is not None:
                    row.payload = dict(renew(row, row.payload))
                    row.digest = endings.digest_of(row.payload)
                row.previous = previous if followed else row.previous
                with change.under_new():
                    row.tag = previous = endings.tag_of(row)
            Ending.objects.bulk_update(
                rows, ["payload", "digest", "previous", "tag"], batch_size=100
            )
            count += len(rows)
    return count


def faults_outside(change: KeyChange) -> list[Fault]:
    """After the commit: where the heads outside, most of which the old key file tagged, do not fit
    the database.
    """
    if (file := heads_file()) is None:
        return []
    with change.under_old():
        known = file.read()
    with change.under_new():
        for lane, head in file.read().items():
            if lane not in known or head.seq > known[lane].seq:
                known[lane] = head
        return list(file.faults(known))


def renew_outside() -> None:
    """After the commit, under the new key files: heads, and copies of the endings, as they stand in
    the database. What lay in the data folder is not kept: the old key files may open it.
    """
    if (file := heads_file()) is not None:
        heads = [(lane.pk, Head(lane.seq, bytes(lane.head))) for lane in Lane.objects.all()]
        file.append(heads)
        file.compact()
    endings_copies.write_all_anew()
