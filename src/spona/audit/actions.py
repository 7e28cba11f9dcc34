"""Signing a checkpoint over all lanes, and opening a closed lane again."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import Final
from uuid import UUID, uuid4

from django.conf import settings
from django.db import transaction as db
from django.utils import timezone

from spona.access.actor import Actor
from spona.audit.acknowledged_faults import FAULT_SEEN
from spona.audit.endings import instant
from spona.audit.exchanged_keys import ROOT_SIGNED
from spona.audit.inserts import insert_if_absent
from spona.audit.lane_heads import Head, HeadsFile
from spona.audit.models import Checkpoint, Ending, Entry, Lane, Witness
from spona.audit.recording import SYSTEM_LANE, transaction
from spona.audit.root_contents import UNKNOWN, names_now, reopened_now
from spona.audit.roots import fits, newest_root
from spona.audit.shares import REOPENED
from spona.audit.signed_messages import root_of, signed_message, witness_message
from spona.audit.tags import lane_tag
from spona.crypto.chain import GENESIS
from spona.crypto.signing import sign, verify_key

# Written into an institution's lane when it co-signs.
WITNESSED: Final = "log:witnessed"


def checkpoint(*, by: Actor) -> Checkpoint:
    """Signs the heads of all lanes as they stand now and keeps the result, with a line in the log:
    a root that is taken away later is missed. One that somebody planted with this number stays
    beside it, and is followed by none.
    """
    with transaction() as log:
        heads = [
            (lane.pk, lane.seq, bytes(lane.head))
            for lane in Lane.objects.select_for_update().order_by("pk")
        ]
        last = newest_root()
        # What somebody changed in its row is not taken over.
        whole = last if last and fits(last) else None
        key = settings.SECRETS["checkpoint"]
        made = Checkpoint(
            instance=last.instance if last else uuid4(),
            number=last.number + 1 if last else 1,
            # A clock was fast and was set right: no root is older than the one before.
            at=max(timezone.now(), last.at) if last else timezone.now(),
            previous=bytes(last.root) if last else GENESIS,
            heads=[[str(lane), seq, head.hex()] for lane, seq, head in heads],
            names=names_now(whole.names if whole else []),
            reopened=reopened_now(whole.reopened if whole else []),
            public_key=verify_key(key),
        )
        made.root = root_of(made, heads)
        made.signature = sign(key, signed_message(bytes(made.root)))
        made.save(force_insert=True)
        detail = {"number": made.number, "root": bytes(made.root).hex()}
        log.record(ROOT_SIGNED, by=by, subject=("log", None), lane=SYSTEM_LANE, detail=detail)
        return made


def open_again(lane: UUID, file: HeadsFile, *, by: Actor, reason: str = UNKNOWN) -> int:
    """The operator has looked at a lane with a fault: it goes on, behind all that was ever known
    of it, and is whole from the line that says so. Return the number of that line. `reason` is one
    of `REASONS`; the next root says it, and since when the lane was closed.

    LookupError where nothing is known of such a lane, or it is not closed: of one that is whole
    nobody would vouch for what was written until then.
    """
    closed = file.closed_since(lane)
    if closed is None:
        raise LookupError(f"The lane {lane} is not closed.")
    with db.atomic():
        Lane.objects.select_for_update().filter(pk=lane).first()
        newest = Entry.objects.filter(lane=lane).order_by("-seq").first()
        heads = [Head(newest.seq, bytes(newest.hash))] if newest else []
        if lane in (outside := file.read()):
            heads.append(outside[lane])
        if not heads:
            raise LookupError(f"Nothing is known of a lane {lane}.")
        head = max(heads, key=lambda one: one.seq)
        tag = lane_tag(lane, head.seq, head.digest)
        row = {"seq": head.seq, "head": head.digest, "tag": tag}
        Lane.objects.update_or_create(pk=lane, defaults=row)
    file.open_again(lane, head)
    with transaction() as log:
        # No root is signed in between, which would not know of it.
        Lane.objects.select_for_update().get(pk=lane)
        root = newest_root()
        detail = {
            "after": head.seq, "closed": instant(closed), "reason": reason,
            "root": root.number if root else 0,
        }  # fmt: skip
        log.record(REOPENED, by=by, subject=("log", None), lane=lane, detail=detail)
    return head.seq + 1


def note_seen(faults: Collection[str], *, by: Actor, reason: str = UNKNOWN) -> None:
    """The operator has looked at these roots and signatures (`RowFault.of`): they stay named, and
    are no new fault any more. `reason` as of `open_again`.
    """
    with transaction() as log:
        for one in sorted(faults):
            detail = {"of": one, "reason": reason}
            log.record(FAULT_SEEN, by=by, subject=("log", None), lane=SYSTEM_LANE, detail=detail)


def co_sign(point: Checkpoint, key: bytes, *, institution: UUID, version: int, by: Actor) -> bool:
    """Sign a root with the 32 byte witness key of this version, and say so in its lane; False
    where another holder of the institution was faster. A signature that somebody planted there
    keeps nobody from signing.
    """
    message = witness_message(bytes(point.root), point.number, institution, version)
    with transaction() as log:
        row = Witness(
            checkpoint=point, institution=institution, version=version,
            signature=sign(key, message), at=timezone.now(),
        )  # fmt: skip
        if not insert_if_absent(row):
            return False
        detail = {"number": point.number, "version": version}
        log.record(WITNESSED, by=by, subject=("log", None), lane=institution, detail=detail)
    return True


def take_over(found: Sequence[Ending], *, by: Actor) -> None:
    """After a restore: the endings that the backup does not know, byte for byte as they were.

    Those that no copy had are named in the log: they are unknown, and no fault of the chain.
    """
    if not found:
        return
    newest = Ending.objects.order_by("-seq").first()
    there = {row.seq for row in found}
    missing = set(range(newest.seq + 1 if newest else 1, found[-1].seq)) - there
    with transaction() as log:
        Ending.objects.bulk_create(found)
        detail = {"count": len(found), "upto": found[-1].seq, "missing": sorted(missing)}
        log.record("ending:taken_over", by=by, subject=("ending", None), detail=detail)
