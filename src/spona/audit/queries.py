"""Verifying the chains: every hash, every number, every checkpoint."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from datetime import datetime
from uuid import UUID

from django.conf import settings
from django.db import connection

from spona.audit.actions import checkpoint_message
from spona.audit.models import Checkpoint, Entry, Lane
from spona.audit.recording import ROW, SYSTEM_LANE, rows_in_transaction
from spona.audit.shares import lane_faults
from spona.audit.triggers import missing
from spona.crypto.chain import root
from spona.crypto.errors import Unopenable
from spona.crypto.signing import verify, verify_key


def faults() -> Iterator[str]:
    """Sentences about everything that does not fit; none means the log is whole."""
    for name in sorted(missing()):
        yield f"trigger {name} is missing"
    yield from lane_faults()
    yield from _checkpoint_faults()


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


def last_of_the_system() -> int:
    """The number of the newest entry in the system's lane, by which one sees that no row of the
    directory was written since; 0 before the first. One query.
    """
    # Written out: it is asked before every public page, and to put the question together takes ten
    # times as long as to answer it.
    table, key = Lane._meta.db_table, Lane._meta.pk  # noqa: SLF001
    assert key is not None
    with connection.cursor() as cursor:
        cursor.execute(
            f'SELECT "seq" FROM "{table}" WHERE "{key.column}" = %s',  # noqa: S608 - our own names
            [key.get_db_prep_value(SYSTEM_LANE, connection)],
        )
        row = cursor.fetchone()
    return int(row[0]) if row else 0


def was_recorded(subject: tuple[str, UUID], names: Collection[str]) -> bool:
    """True where one of these things was ever recorded of the subject."""
    kind, ident = subject
    lines = Entry.objects.filter(subject_kind=kind, subject_id=ident)
    return lines.filter(name__in=names).exists()


def removed_rows(kinds: Collection[str]) -> list[tuple[str, UUID, datetime]]:
    """(kind, id, when) of each row of these kinds that Spona took away for good."""
    lines = Entry.objects.filter(lane=SYSTEM_LANE, subject_kind=ROW, name="row:removed")
    rows = lines.order_by("seq").values_list("detail", "subject_id", "at")
    return [(d["kind"], ident, at) for d, ident, at in rows if ident and d.get("kind") in kinds]


def last_tags(ids: Collection[UUID] | None = None) -> dict[UUID, str]:
    """Row id → the tag with which Spona left it last; empty where it was taken away.

    Of all rows without `ids`; a row that is missing here was never written by Spona. One query.
    """
    lines = Entry.objects.filter(lane=SYSTEM_LANE, subject_kind=ROW).order_by("seq")
    if ids is not None:
        lines = lines.filter(subject_id__in=ids)
    found = {
        ident: str(detail.get("tag", ""))
        for ident, detail in lines.values_list("subject_id", "detail")
        if ident is not None
    }
    return found | rows_in_transaction()
