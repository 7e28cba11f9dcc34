"""Endings: what was ended for good, in a chain of its own, so that no restore brings it back.

An ending (a tombstone) is written in the transaction that ends something: a wrap destroyed, an
agreement withdrawn, an account closed, a password replaced. `audit.endings_copies` copies it
outside the database after the commit, and `./spona restore` replays what a backup does not know
yet.
"""

from __future__ import annotations

import base64
import datetime as dt
import hashlib
import json
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final
from uuid import UUID

from django.conf import settings
from django.db import models

from spona.crypto.errors import Unopenable
from spona.crypto.mac import check_mac, mac

if TYPE_CHECKING:
    from spona.audit.models import Ending

# What can end. Append only: the words lie in the chain and in every mirror.
GRANT, BOX, CODE = "grant", "box", "code"
REVISION = "section_revision"
AGREEMENT, EXCLUSION = "agreement", "exclusion"
ACCOUNT, PASSWORD, RECOVERY, FACTOR, KEYS = "account", "password", "recovery", "factor", "keys"
HOLDER, ANALYST, REKEY, PAPER_KEY = "holder", "analyst", "rekey", "paper_key"
MEMBER, ROLE, SEAT = "member", "role", "seat"
INVITATION = "invitation"
CASE = "case"

# Their payload opens something or counts as a key: only the newest one of a subject is kept.
REPLACING: Final = frozenset({PASSWORD, RECOVERY, FACTOR, KEYS})
# These three each hold the whole row of an account, so the newest of them stands for all.
_ACCOUNT_ROW: Final = frozenset({PASSWORD, RECOVERY, KEYS})

# Frozen labels: another text or number would disown every ending that was ever written.
ENDING: Final = "spona ending 1"
MARK: Final = "spona ending mark 1"
BEGINNING: Final = b"\0" * 32


@dataclass(frozen=True, slots=True)
class New:
    """An ending that the running transaction will write at its end."""

    kind: str
    subject: UUID
    at: dt.datetime
    payload: Mapping[str, Any]


def tag_of(row: Ending) -> bytes:
    """The HMAC that chains one ending to the one before it; the payload counts by its digest."""
    return mac(settings.SECRETS["mac"], *_said(row))


def has_valid_mac(row: Ending) -> bool:
    """True where the server wrote this ending, and its payload where it still has one.

    Whether it may have none follows from the others only: see `Emptied`.
    """
    try:
        check_mac(settings.SECRETS["mac"], bytes(row.tag), *_said(row))
    except Unopenable:
        return False
    return row.payload is None or digest_of(row.payload) == bytes(row.digest)


def mark_of(at: dt.datetime, seq: int, tag: bytes) -> str:
    """The HMAC of “at this time all endings up to this one were here”."""
    return mac(settings.SECRETS["mac"], MARK, instant(at), seq, tag).hex()


def digest_of(payload: Mapping[str, Any]) -> bytes:
    text = json.dumps(payload, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(text.encode()).digest()


def instant(at: dt.datetime) -> str:
    """A time as it is chained: UTC with microseconds, on every database."""
    return at.astimezone(dt.UTC).isoformat(timespec="microseconds")


def append(found: list[New]) -> None:
    """Write endings behind the newest one. The caller holds the lock of the system's lane."""
    from spona.audit.models import Ending

    last = Ending.objects.order_by("-seq").first()
    seq, previous = (last.seq, bytes(last.tag)) if last else (0, BEGINNING)
    rows = []
    for one in found:
        seq += 1
        row = Ending(
            seq=seq, at=one.at, kind=one.kind, subject=one.subject, payload=dict(one.payload),
            digest=digest_of(one.payload), previous=previous,
        )  # fmt: skip
        row.tag = previous = tag_of(row)
        rows.append(row)
    for row in rows:
        forget_older(row)
    Ending.objects.bulk_create(rows)


def newest(kind: str, subject: UUID) -> Ending | None:
    """The last ending of this kind of the subject; one question."""
    from spona.audit.models import Ending

    return Ending.objects.filter(kind=kind, subject=subject).order_by("-seq").first()


def forget_older(row: Ending) -> None:
    """An older password's or factor's ending keeps its place in the chain and loses its payload."""
    from spona.audit.models import Ending

    if row.kind in REPLACING:
        older = Ending.objects.filter(
            kind__in=_alike(row.kind), subject=row.subject, seq__lt=row.seq
        )
        older.filter(payload__isnull=False).update(payload=None)


def _alike(kind: str) -> frozenset[str]:
    """The kinds of which a later one stands for this one too."""
    return _ACCOUNT_ROW if kind in _ACCOUNT_ROW else frozenset({kind})


class Superseded:
    """Which endings of a chain a later one stands for; only those may have lost their payload.

    Whoever writes to the database or to a copy can empty any line: what it said must then be
    missed, not believed to have been superseded.
    """

    def __init__(self, rows: Iterable[Ending]) -> None:
        self._newest: dict[tuple[frozenset[str], UUID], int] = {}
        self._empty: list[tuple[int, str, UUID]] = []
        for row in rows:
            if row.kind in REPLACING:
                self._newest[_alike(row.kind), row.subject] = row.seq
            if row.payload is None:
                self._empty.append((row.seq, row.kind, row.subject))

    def holds(self, seq: int, kind: str, subject: UUID) -> bool:
        return self._newest.get((_alike(kind), subject), 0) > seq

    def lost(self) -> list[int]:
        """Numbers of endings whose payload is gone though nothing stands for them."""
        return [seq for seq, kind, subject in self._empty if not self.holds(seq, kind, subject)]


def chain_faults() -> Iterator[str]:
    """Sentences about endings that are not as the server wrote them, or that are missing."""
    from spona.audit.models import Ending, Entry

    seq, previous = 0, BEGINNING
    restored = Entry.objects.filter(name="ending:taken_over").values_list("detail", flat=True)
    unknown = {number for detail in restored for number in detail.get("missing", [])}
    for row in Ending.objects.order_by("seq").iterator(chunk_size=1000):
        if row.seq != seq + 1:
            for number in set(range(seq + 1, row.seq)) - unknown:
                yield f"ending {number} is missing"
        elif bytes(row.previous) != previous:
            yield f"ending {row.seq} does not follow the one before it"
        if not has_valid_mac(row):
            yield f"ending {row.seq} was changed"
        seq, previous = row.seq, bytes(row.tag)
    for number in Superseded(Ending.objects.order_by("seq").iterator(chunk_size=1000)).lost():
        yield f"ending {number} has lost what it says"


def columns_of(row: models.Model, names: Iterable[str] | None = None) -> dict[str, Any]:
    """A row, or some of its columns, as a payload takes it: every bit of it comes back."""
    fields = row._meta.concrete_fields  # noqa: SLF001 - Django's documented way to ask a model
    wanted = None if names is None else set(names)
    return {
        field.attname: _encoded(getattr(row, field.attname))
        for field in fields
        if wanted is None or field.attname in wanted
    }


def columns_in(model: type[models.Model], payload: Mapping[str, Any]) -> dict[str, Any]:
    """The inverse of `columns_of`: what to write into the columns of `model`."""
    fields = {field.attname: field for field in model._meta.concrete_fields}  # noqa: SLF001
    return {name: _decoded(fields[name], value) for name, value in payload.items()}


_replaying: ContextVar[bool] = ContextVar("spona_endings_replayed", default=False)


@contextmanager
def replaying() -> Iterator[None]:
    """Within it nothing new is written: what is ended again stands in the chain already."""
    token = _replaying.set(True)
    try:
        yield
    finally:
        _replaying.reset(token)


def is_replaying() -> bool:
    return _replaying.get()


def _said(row: Ending) -> tuple[str | int | bytes | UUID, ...]:
    return (
        ENDING, bytes(row.previous), row.seq, instant(row.at), row.kind, row.subject,
        bytes(row.digest),
    )  # fmt: skip


def _encoded(value: Any) -> Any:
    match value:
        case bytes() | memoryview() | bytearray():
            return base64.b64encode(bytes(value)).decode()
        case dt.datetime() | dt.date():
            return value.isoformat()
        case UUID():
            return str(value)
    return value


def _decoded(field: models.Field[Any, Any], value: Any) -> Any:
    if value is None or isinstance(field, models.JSONField):
        return value
    plain: Any = field
    while plain.remote_field is not None:
        plain = plain.target_field
    if isinstance(plain, models.BinaryField):
        return base64.b64decode(value)
    return plain.to_python(value)
