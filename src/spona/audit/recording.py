"""`transaction()`: one transaction whose log entries are written last."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Collection, Hashable, Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.db import connection
from django.db import transaction as db
from django.db.models import Count, OuterRef, Subquery, Value
from django.db.models.lookups import Exact
from django.utils import timezone

from spona.access.actor import Actor
from spona.audit import endings, endings_copies, readonly
from spona.audit.lane_heads import Head, heads_file
from spona.audit.readonly import writable
from spona.audit.tags import entry_tag, lane_tag
from spona.audit.transaction_cache import TransactionCache
from spona.crypto.chain import entry_hash

if TYPE_CHECKING:
    from spona.audit.models import Entry, Lane
    from spona.audit.verified_entries import Line

SYSTEM_LANE = UUID(int=0)
# The kind of subject of a line that says how a row stood when Spona left it (`Log.row`).
ROW = "row"
# Written for each of the key files when they were replaced.
ROTATED = "keys:rotated"
_NAME = re.compile(r"^[a-z_]+:[a-z_]+$")
_GENESIS = b"\0" * 32
# Made once: a page holds some thousand lines against their hashes.
_written = json.JSONEncoder(sort_keys=True, ensure_ascii=False).encode


@dataclass(frozen=True, slots=True)
class _Line:
    # None: that of the other lines.
    lane: UUID | None
    at: datetime
    name: str
    actor: str
    acted_for: UUID | None
    subject_kind: str
    subject_id: UUID | None
    detail: dict[str, Any]


@dataclass(slots=True)
class Log:
    """What the running transaction will write at its end."""

    lines: list[_Line] = field(default_factory=list)
    endings: list[endings.New] = field(default_factory=list)
    cache: TransactionCache = field(default_factory=TransactionCache)
    committed: bool = False
    _marks: dict[str, tuple[int, int]] = field(default_factory=dict)

    def watch(
        self, execute: Callable[..., Any], sql: str, params: Any, many: bool, context: Any
    ) -> Any:
        """Sees each statement of the transaction: lines follow its savepoints."""
        verb, _space, name = sql.rpartition(" ")
        if verb == "SAVEPOINT":
            self._marks[name] = (len(self.lines), len(self.endings))
        elif verb == "ROLLBACK TO SAVEPOINT":
            lines, ended = self._marks.get(name, (0, 0))
            del self.lines[lines:], self.endings[ended:]
        self.cache.invalidate(sql)
        return execute(sql, params, many, context)

    def record(
        self,
        name: str,
        *,
        by: Actor,
        subject: tuple[str, UUID | None],
        lane: UUID | None = None,
        detail: Mapping[str, Any] | None = None,
    ) -> None:
        """Notes `name` (as `referral:answered`) for `lane`: an institution id, None for one's own.

        `detail` may hold references, codes and counts; never content.
        """
        if not _NAME.match(name):
            raise ValueError(f"{name!r} is not of the form thing:done")
        lane = lane or by.institution_id or SYSTEM_LANE
        kind, ident = subject
        self.lines.append(
            _Line(
                lane, timezone.now(), name, by.pseudonym, by.institution_id, kind, ident,
                dict(detail or {}),
            )
        )  # fmt: skip

    def row(
        self,
        ident: UUID,
        *,
        kind: str,
        tag: str,
        order: int | None = None,
        again: int = 0,
        lane: UUID | None = None,
    ) -> None:
        """Notes the tag with which a row was left; an empty one says that it was taken away.

        Without an `order` such lines stand in the system's lane, so that their order is that of the
        states. With one, which grows with each state, they may stand in any lane, and without a
        `lane` they stand where the other lines of the transaction do: nobody waits for a lane more
        than their act needs. `again` counts the tags that one and the same state had: each rotation
        of the key files makes another.
        """
        name = "row:written" if tag else "row:removed"
        detail: dict[str, Any] = {"kind": kind, "tag": tag}
        if order is not None:
            detail["order"] = order
        if again:
            detail["again"] = again
        where = lane if lane or order is not None else SYSTEM_LANE
        self.lines.append(_Line(where, timezone.now(), name, "", None, ROW, ident, detail))

    def holds(self, lines: Collection[_Line]) -> bool:
        """Whether these lines of `lines` are committed: not before the end of the transaction, and
        not where a savepoint took them back.
        """
        kept = set(map(id, self.lines))
        return self.committed and all(id(line) in kept for line in lines)

    def ending(self, kind: str, subject: UUID, payload: Mapping[str, Any] | None = None) -> None:
        """Notes that `subject` ended for good: a restore of an older backup ends it again.

        `payload` is what that needs beside the id: references and ciphertext, never content.
        """
        if not endings.is_replaying():
            self.endings.append(endings.New(kind, subject, timezone.now(), payload or {}))


_running: ContextVar[Log | None] = ContextVar("spona_audit_log", default=None)


@contextmanager
def transaction() -> Iterator[Log]:
    """The transaction of an action. Nested calls share the outermost one's, and its log: where one
    of them fails, nothing of all that holds, and Django refuses the next statement. Who goes on
    after a failure sets `db.atomic()` around what may fail: its rows and its lines go together.
    """
    outer = _running.get()
    if outer is not None:
        # A savepoint for each would be half of all statements of an action.
        with db.atomic(savepoint=False):
            yield outer
        return
    log = Log()
    with db.atomic():
        # Within: whatever runs after the commit has no transaction of ours any more.
        token = _running.set(log)
        try:
            with connection.execute_wrapper(log.watch):
                yield log
                # Somebody swallowed a failure and asked nothing since.
                connection.validate_no_broken_transaction()
                _append_endings(log.endings)
                _write(log.lines)
        finally:
            _running.reset(token)
    log.committed = True


@contextmanager
def reading() -> Iterator[Log]:
    """The log of what is read next: committed at the end, before any plaintext leaves.

    Use it outside `transaction()`: inside one, its lines would wait for the end.
    """
    with writable(only_log=True), transaction() as log:
        yield log


def record_read(
    name: str,
    *,
    by: Actor,
    subject: tuple[str, UUID | None],
    lane: UUID | None = None,
    detail: Mapping[str, Any] | None = None,
) -> None:
    """Writes and commits one row about a reading; as `reading`."""
    with reading() as log:
        log.record(name, by=by, subject=subject, lane=lane, detail=detail)


def _write(lines: list[_Line]) -> None:
    # The package is imported before Django has its models, hence here.
    from spona.audit.models import Entry, Lane

    if not lines:
        return
    acts = (line.lane for line in reversed(lines) if line.lane and line.subject_kind != ROW)
    here = next(acts, SYSTEM_LANE)
    lanes = _locked({line.lane or here for line in lines})
    entries = []
    for line in lines:
        lane = lanes[line.lane or here]
        lane.seq += 1
        previous = bytes(lane.head)
        lane.head = line_hash(previous, lane.pk, lane.seq, line)
        entries.append(
            Entry(
                lane=lane, seq=lane.seq, at=line.at, name=line.name, actor=line.actor,
                acted_for=line.acted_for, subject_kind=line.subject_kind,
                subject_id=line.subject_id, detail=line.detail, previous=previous, hash=lane.head,
                tag=entry_tag(lane.pk, lane.seq, lane.head),
            )
        )  # fmt: skip
    Entry.objects.bulk_create(entries)
    heads = [(lane.pk, Head(lane.seq, bytes(lane.head))) for lane in lanes.values()]
    for ident, head in heads:
        lanes[ident].tag = lane_tag(ident, head.seq, head.digest)
    if len(lanes) == 1:
        # As nearly always; to write the statement for several takes five times as long.
        [lane] = lanes.values()
        Lane.objects.filter(pk=lane.pk).update(seq=lane.seq, head=lane.head, tag=lane.tag)
    else:
        Lane.objects.bulk_update(lanes.values(), ["seq", "head", "tag"])
    if (file := heads_file()) is not None:
        # What was done holds where the file cannot be written: `doctor` says so.
        db.on_commit(lambda: file.append(heads), robust=True)


def _append_endings(found: list[endings.New]) -> None:
    """Under the lock of the system's lane, which is the first one that anybody takes."""
    if not found:
        return
    _locked({SYSTEM_LANE})
    endings.append(found)
    # The act holds where the copy cannot be made: `doctor` says what is missing since when.
    db.on_commit(endings_copies.flush, robust=True)


def _locked(wanted: set[UUID]) -> dict[UUID, Lane]:
    """These lanes, begun where they are new; LaneClosed where one is not as it was left.

    Always in the same order, so that two transactions cannot wait for each other: also whoever
    waits for one that another one begins holds none that comes after it.
    """
    from spona.audit.models import Entry, Lane

    last = Entry.objects.filter(lane=OuterRef("pk"), seq=OuterRef("seq")).values("hash")
    locked = Lane.objects.select_for_update().order_by("pk")
    # In the same question, for `HeadsFile.fault`.
    rows = locked.annotate(last_entry=Subquery(last)) if heads_file() is not None else locked
    there = Lane.objects.filter(pk__in=wanted).order_by().values(all=Value(1))
    # Either all of them are there, or none is locked.
    all_there = Exact(Subquery(there.annotate(n=Count("pk")).values("n")), len(wanted))
    lanes = (rows if len(wanted) == 1 else rows.filter(all_there)).in_bulk(wanted)
    if len(lanes) != len(wanted):
        lanes = {}
        for lane_id in sorted(wanted):
            tag = lane_tag(lane_id, 0, _GENESIS)
            begun = Lane(id=lane_id, seq=0, head=_GENESIS, tag=tag)
            Lane.objects.bulk_create([begun], ignore_conflicts=True)
            lanes[lane_id] = rows.get(pk=lane_id)
    if (file := heads_file()) is not None:
        for lane in lanes.values():
            file.check(lane)
    return lanes


def line_hash(previous: bytes, lane: UUID, seq: int, line: _Line | Line | Entry) -> bytes:
    """The hash of one entry: everything it says, chained to the one before it."""
    return entry_hash(
        previous, lane, seq, line.at.isoformat(timespec="microseconds"), line.name, line.actor,
        line.acted_for, line.subject_kind, line.subject_id,
        _written(line.detail),
    )  # fmt: skip


def rows_in_transaction(kinds: Collection[str] = (), *, anywhere: bool = False) -> dict[UUID, str]:
    """Row id → tag as the running transaction leaves it, before it is in the log; of these kinds,
    where any are given. With `anywhere` also those whose lines may stand in any lane.
    """
    running = _running.get()
    lines = running.lines if running is not None else []
    return {
        line.subject_id: line.detail["tag"]
        for line in lines
        if line.subject_kind == ROW
        and line.subject_id is not None
        and (not kinds or line.detail["kind"] in kinds)
        and (anywhere or "order" not in line.detail)
    }


def states_in_transaction() -> dict[UUID, tuple[int, str]]:
    """Row id → (number of its state, tag) as the running transaction leaves it, of rows whose
    lines are numbered.
    """
    running = _running.get()
    lines = running.lines if running is not None else []
    return {
        line.subject_id: (line.detail["order"], line.detail["tag"])
        for line in lines
        if line.subject_kind == ROW and line.subject_id is not None and "order" in line.detail
    }


def cached[Fact](key: Hashable, make: Callable[[], Fact], *, of: frozenset[str]) -> Fact:
    """What `make` gave in the running transaction, until that writes one of the tables `of`, locks
    a row or takes something back; or in a request that may not write. Else it is made anew.
    """
    running = _running.get()
    cache = readonly.cache() if running is None else running.cache
    return make() if cache is None else cache.get(key, make, of)


def in_transaction() -> bool:
    """True inside `transaction()`; the architecture tests ask this of every action."""
    return _running.get() is not None and connection.in_atomic_block
