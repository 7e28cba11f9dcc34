"""Verifying the chains: every hash, every number, every checkpoint."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable, Iterator, Mapping
from datetime import UTC, datetime
from typing import Any, Final
from uuid import UUID

from django.db.models import F, Func, Model, OuterRef, Subquery, TextField, Value
from django.db.models.functions import Cast, Concat

from spona.access.prepared_queries import Prepared
from spona.access.prepared_rows import PreparedRows
from spona.audit import endings_copies
from spona.audit.acknowledged_faults import RowFault, seen
from spona.audit.endings import chain_faults
from spona.audit.lane_heads import Fault, heads_file
from spona.audit.models import Entry
from spona.audit.recording import ROW, SYSTEM_LANE, rows_in_transaction, states_in_transaction
from spona.audit.roots import Past, checkpoint_faults
from spona.audit.shares import WORTH_A_PROCESS, Reopened, lane_faults, reopened
from spona.audit.triggers import missing
from spona.audit.verified_entries import COLUMNS, Line, is_verified, verified

# Somebody was refused a page; `this_hour` in the detail where they are counted (`middleware`).
REFUSED: Final = "access:refused"


def faults() -> Iterator[str]:
    """Sentences about everything that does not fit and that no operator has looked at; none means
    the log is whole.
    """
    yield from faults_within()
    yield from endings_copies.faults()


def faults_within() -> Iterator[str]:
    """The same without what lies outside as a copy of the endings."""
    yield from map(str, broken_lanes())
    new, _known = told_apart(_faults_beside_lanes())
    yield from (RowFault(one.what, one.of) if isinstance(one, Past) else one for one in new)


def told_apart[Kind](found: Iterable[Kind]) -> tuple[list[Kind], list[Past | RowFault]]:
    """(new, known): known is what lies before the entry with which an operator, who had looked,
    let the lane go on, and what they have looked at beside the lanes. Else new damage would drown
    in it.
    """
    began, looked_at = reopened(), seen()
    new, known = list[Kind](), list[Past | RowFault]()
    for fault in found:
        if isinstance(fault, Past | RowFault) and (
            fault.of in looked_at or _is_before(fault, began)
        ):
            known.append(fault)
        else:
            new.append(fault)
    return new, known


def _is_before(fault: Past | RowFault, began: Mapping[UUID, Reopened]) -> bool:
    if isinstance(fault, RowFault) or fault.lane not in began:
        return False
    return fault.seq <= began[fault.lane].after


def faults_beside_lanes() -> Iterator[str | Past]:
    """What does not fit around the lanes, also what an operator has looked at."""
    yield from _faults_beside_lanes()
    yield from endings_copies.faults()


def _faults_beside_lanes() -> Iterator[str | Past]:
    for name in sorted(missing()):
        yield f"trigger {name} is missing"
    yield from checkpoint_faults()
    yield from chain_faults()


def broken_lanes(worth: int = WORTH_A_PROCESS) -> Iterator[Fault]:
    """What does not fit in the lanes, and between them and what stands outside the database."""
    yield from lane_faults(worth)
    if (file := heads_file()) is not None:
        yield from file.faults()


# Asked before every page.
_NEWEST: Final = Prepared(
    lambda: {
        "hash": Entry.objects.filter(lane=SYSTEM_LANE).order_by("-seq").values_list("hash")[:1]
    }
)


def newest_line() -> bytes:
    """The hash of the newest entry in the system's lane, by which one sees that no row of the
    directory was written since; empty before the first. One query.
    """
    found = _NEWEST.rows()
    return bytes(found[0][1]) if found else b""


def most_refused(since: datetime) -> dict[UUID, int]:
    """Account → how many pages it was refused in its worst hour; only where they were counted."""
    lines = Entry.objects.filter(subject_kind="account", name=REFUSED, at__gt=since)
    most: dict[UUID, int] = {}
    for account, detail in lines.values_list("subject_id", "detail"):
        if account is not None and (count := detail.get("this_hour")):
            most[account] = max(count, most.get(account, 0))
    return most


def was_recorded(subject: tuple[str, UUID], names: Collection[str]) -> bool:
    """True where one of these things was ever recorded of the subject."""
    kind, ident = subject
    return bool(recorded(kind, [ident], names))


def recorded(kind: str, idents: Collection[UUID], names: Collection[str]) -> set[UUID]:
    """Those of these subjects of which one of these things was ever recorded."""
    lines = recorded_lines([kind], idents, names)
    return {line.subject_id for line in lines if line.subject_id is not None}


def recorded_lines(
    kinds: Collection[str], idents: Collection[UUID], names: Collection[str]
) -> list[Line]:
    """The lines with these names of such subjects, as Spona wrote them; one query."""
    lines = Entry.objects.filter(subject_kind__in=kinds, subject_id__in=idents, name__in=names)
    return verified(lines.values_list(*COLUMNS))


def removed_rows(kinds: Collection[str]) -> list[tuple[str, UUID, datetime]]:
    """(kind, id, when) of each row of these kinds that Spona took away for good.

    A line that somebody put in among them opens nothing and so is believed here: there are
    thousands, and the hourly look finds it.
    """
    lines = Entry.objects.filter(lane=SYSTEM_LANE, subject_kind=ROW, name="row:removed")
    rows = lines.order_by("seq").values_list("detail", "subject_id", "at")
    return [(d["kind"], ident, at) for d, ident, at in rows if ident and d.get("kind") in kinds]


_ROWS: Final = (
    Entry.objects.filter(lane=SYSTEM_LANE, subject_kind=ROW).order_by("-seq").values_list(*COLUMNS)
)
# Put in order here: SQLite would walk through the whole lane to have them in order.
_TAGS: Final = PreparedRows(
    lambda ids: Entry.objects.filter(subject_kind=ROW, subject_id__in=ids).values_list(*COLUMNS)
)


def last_tags(
    ids: Collection[UUID] | None = None, *, kinds: Collection[str] = ()
) -> dict[UUID, str]:
    """Row id → the tag with which Spona left it last; empty where it was taken away.

    Of all rows without `ids`, of all kinds without `kinds`; a row that is missing here was never
    written by Spona. One query. Those that stand in any lane are told by their ids only.
    """
    if ids is not None and not kinds:
        lines = sorted((Line(*row) for row in _TAGS.rows(list(ids))), key=_order, reverse=True)
    else:
        asked = _ROWS.all() if ids is None else _ROWS.filter(subject_id__in=ids)
        every = asked.filter(detail__kind__in=kinds) if kinds else asked
        lines = [line for row in every if not _has_order(line := Line(*row))]
    found: dict[UUID, str] = {}
    for line in lines:
        # The newest first; those before it say nothing any more, and are not looked at.
        if line.subject_id is not None and line.subject_id not in found and is_verified(line):
            found[line.subject_id] = str(line.detail.get("tag", ""))
    return found | rows_in_transaction(kinds, anywhere=ids is not None and not kinds)


def last_states(ids: Collection[UUID]) -> dict[UUID, tuple[int, str]]:
    """Row id → (number of its state, tag) as Spona left it last, of rows whose lines are numbered;
    the tag is empty where it was taken away. One query.
    """
    every = (Line(*row) for row in _TAGS.rows(list(ids)))
    found: dict[UUID, tuple[int, str]] = {}
    for line in sorted(filter(_has_order, every), key=_order, reverse=True):
        # As in `last_tags`.
        if line.subject_id is not None and line.subject_id not in found and is_verified(line):
            said = line.detail
            found[line.subject_id] = (said["order"], str(said.get("tag", "")))
    running = states_in_transaction()
    return found | {ident: running[ident] for ident in ids if ident in running}


class _Hex(Func):
    """The digits of a column of bytes."""

    function = "HEX"
    output_field = TextField()

    def as_postgresql(self, compiler: Any, connection: Any, **more: Any) -> Any:
        template = "encode(%(expressions)s, 'hex')"
        return self.as_sql(compiler, connection, template=template, **more)


def last_tag_of(column: str) -> Subquery:
    """The line in which Spona left the row in `column` last, to be read in the row's own question;
    null where it never wrote one. Of rows whose lines stand in the system's lane.

    What the running transaction has written is not in it (`rows_in_transaction`), and whether it
    is Spona's own is still to be looked at (`is_last`).
    """
    text, bar = TextField(), Value("|")
    lines = Entry.objects.filter(
        lane=SYSTEM_LANE, subject_kind=ROW, subject_id=OuterRef(column)
    ).annotate(
        last=Concat(
            Cast("seq", text), bar, Cast("at", text), bar, "name", bar, _Hex("previous"), bar,
            _Hex("tag"), bar, Cast("detail", text), output_field=text,
        )
    )  # fmt: skip
    # By a sum: SQLite would walk through the whole lane to have them in order.
    return Subquery(lines.order_by((F("seq") + 0).desc()).values("last")[:1])


def is_last(row: Model, tag: str) -> bool:
    """Whether `tag` is the state in which Spona left the row last; an older one that somebody put
    back has a code that fits as well. No question where the row was read with `log_tag`.
    """
    return tag == _last_tag(row)


def was_taken_away(row: Model) -> bool:
    """Whether Spona took the row away, and somebody put it back; asks as `is_last`."""
    return _last_tag(row) == ""


def _last_tag(row: Model) -> str | None:
    """The tag that Spona left it with, empty where it was taken away; None where it never was in
    the log.
    """
    written = rows_in_transaction()
    if row.pk not in written and "log_tag" in vars(row):
        said = vars(row)["log_tag"]
        if said is None:
            return None
        line = _line_of(row.pk, said)
        if line is not None and is_verified(line):
            return str(line.detail.get("tag", ""))
    if row.pk not in written:
        written = last_tags([row.pk])
    return written.get(row.pk)


def _line_of(row: UUID, said: str) -> Line | None:
    """The line of a row that `last_tag_of` read; None of nonsense."""
    try:
        seq, at, name, previous, tag, detail = said.split("|", 5)
        # Databases keep UTC; PostgreSQL says so behind the time.
        moment = datetime.fromisoformat(at.removesuffix("+00")).replace(tzinfo=UTC)
        return Line(
            SYSTEM_LANE, int(seq), moment, name, "", None, ROW, row, json.loads(detail),
            bytes.fromhex(previous), bytes.fromhex(tag),
        )  # fmt: skip
    except ValueError:
        return None


def _order(line: Line) -> tuple[int, int, int]:
    """Of the lines of one row the last one is its state: by what it says, or by its number."""
    if not _has_order(line):
        return line.seq, 0, line.seq
    said, again = line.detail["order"], line.detail.get("again", 0)
    # Nonsense that somebody planted has no place.
    ours = isinstance(said, int) and isinstance(again, int)
    return (said, again, line.seq) if ours else (line.seq, 0, line.seq)


def _has_order(line: Line) -> bool:
    return isinstance(line.detail, dict) and "order" in line.detail
