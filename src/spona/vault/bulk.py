"""Thousands of small sections in one go: checked as `key_resolution` and `row_integrity` do, row by
row.

Only two things differ. Where many are looked through and few are shown, the ciphers alone say at
first that each is bound to its box, section and grant; what is to be seen is read again with its
tags (box, section, grant), and these are held against it. And how the bytes are put together: what
all rows of an institution say alike is encoded once, by the very functions that encode a single
row, and the rest is put into its places. A byte that differed would refuse honest rows;
`tests/vault/test_bulk_open.py` alters every column.
"""

from __future__ import annotations

import hmac
import os
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import lru_cache
from typing import Any, Final, NamedTuple
from uuid import UUID, uuid4

from django.conf import settings
from django.db.models import Case, CharField, F, Q, QuerySet, Value, When
from django.db.models.functions import Cast

from spona.access.actor import Actor
from spona.audit import endings
from spona.audit.queries import removed_rows
from spona.crypto.documents import Document, open_document
from spona.crypto.encoding import canonical
from spona.crypto.errors import Unopenable
from spona.identity.keyring import Keyring
from spona.vault import labels, seeds
from spona.vault.models import INSTITUTION, MEMBER, Box, Grant, Section, opens_for
from spona.vault.section_states import check_latest
from spona.vault.slots import among as among_slots
from spona.vault.slots import slots_of

type Pieces = tuple[bytes, ...]

# Stand in for what differs from row to row, where the pieces are cut.
_BOX, _SECTION, _SLOT, _GRANT, _GIVER = (uuid4() for _ in range(5))
_AT: Final = datetime(1951, 7, 31, 3, 7, 9, 418_263, UTC)
_AT_BYTES: Final = b"1951-07-31T03:07:09.418263+00:00"
# In the order of `Row`; ids and times as text, for making ten thousand of them takes longer than
# every check together. First what opens a row and what puts it in order, then its tags with what
# only they speak of: where many are looked through, these stay in the database.
_OPENS: Final = (
    "pk", "to_kind", "to_version", "member_of", "way", "wrapped", "basis", "until", "granted_by",
    "section_id", "section__version", "section__revision", "section__sealed", "section__box_id",
    "section__box__created_at",
)  # fmt: skip
_TAGS: Final = (
    "state", "granted_at", "mac", "section__slot", "section__name_sealed", "section__rotate_due",
    "section__mac", "section__box__reference", "section__box__mac",
)  # fmt: skip
_AS_TEXT: Final = frozenset(
    {
        "pk", "granted_by", "granted_at", "section_id", "section__slot", "section__box_id",
        "section__box__created_at",
    }
)  # fmt: skip


class Row(NamedTuple):
    """A grant with its section and box, as one query gives them; without its tags, as another."""

    pk: str
    to_kind: str
    to_version: int
    member_of: UUID | None
    way: str
    wrapped: bytes
    basis: str
    until: datetime | None
    granted_by: str | None
    section: str
    version: int
    revision: int
    sealed: bytes
    box: str
    created_at: str
    state: str = ""
    granted_at: str = ""
    mac: bytes = b""
    slot: str = ""
    name_sealed: bytes = b""
    rotate_due: bool = False
    section_mac: bytes = b""
    reference: str = ""
    box_mac: bytes = b""


@dataclass(frozen=True, slots=True)
class Sections:
    """Which ones: those of this name, in boxes of this kind that the actor's institution keeps."""

    name: str
    kind: str
    by: Actor


def gone_and(hidden: Collection[UUID]) -> set[str]:
    """The ids of the boxes `hidden`, and of all boxes and grants that were destroyed or erased:
    somebody may have put a row back. As text, as either database writes one. One query.
    """
    gone = [one for _kind, one, _at in removed_rows((endings.BOX, endings.GRANT))]
    return {text for one in (*gone, *hidden) for text in (one.hex, str(one))}


def rows_of(those: Sections, without: set[str], among: Collection[str] | None = None) -> list[Row]:
    """The open grants of the actor to them, none of whose ids is `without`; two queries, or one.

    All of them without their tags, or with them those to the sections `among`. What was given by
    name comes first, as everywhere.
    """
    opens = Q(opens_for(those.by), to_kind__in=(INSTITUTION, MEMBER))
    found: QuerySet[Any]
    names: tuple[str, ...] = _OPENS
    if among is None:
        # As a condition SQLite would begin by it: with all grants that an institution has.
        is_open = Case(When(opens, then=Value(1)), default=Value(0))
        found = Grant.objects.alias(is_open=is_open).filter(
            is_open=1, section__slot__in=among_slots(_slots(those))
        )
    else:
        found = Grant.objects.filter(opens, section__in=[UUID(one) for one in among])
        names += _TAGS
    columns = [Cast(F(name), CharField()) if name in _AS_TEXT else F(name) for name in names]
    rows = [Row(*each) for each in found.values_list(*columns).iterator(chunk_size=5000)]
    if without:
        rows = [row for row in rows if row.pk not in without and row.box not in without]
    return sorted(rows, key=lambda row: row.to_kind != MEMBER)


def _slots(those: Sections) -> list[UUID]:
    boxes = Box.objects.filter(
        owner_institution=those.by.institution_id, kind=those.kind, erased_at=None
    )
    return slots_of(boxes.values_list("pk", flat=True), [those.name])


class Opener:
    """The keys of one actor for the length of one action; a seed is unwrapped once."""

    def __init__(self, those: Sections, keys: Keyring) -> None:
        assert those.by.institution_id is not None
        assert those.by.account_id is not None
        self._name, self._kind, self._institution = those.name, those.kind, those.by.institution_id
        self._to = {INSTITUTION: self._institution, MEMBER: those.by.account_id}
        self._keys = keys
        self._mac: bytes = settings.SECRETS["mac"]
        # What grows from the seed of a version; None where this keyring does not open it.
        self._grown: dict[int, seeds.Grown | None] = {}

    def opened(
        self, rows: list[Row], spoilt: set[str], *, last: Mapping[UUID, str] | None = None
    ) -> Iterator[tuple[Row, Document]]:
        """Each section once; of rows with their tags, whose states the log has as `last`, only
        what every tag vouches for.

        `spoilt` gets the ids of the sections that no row opens; a row that was tampered with does
        not hide what the next one opens.
        """
        done, failed = set[str](), set[str]()
        for row in rows:
            if row.section in done:
                continue
            try:
                said, document = self.document(row)
                if last is not None:
                    self.check(row, said)
                    check_latest(UUID(row.section), row.section_mac, last)
            except Unopenable:
                failed.add(row.section)
                continue
            done.add(row.section)
            yield row, document
        spoilt |= failed - done

    def document(self, row: Row) -> tuple[bytes, Document]:
        """What the grant says of itself, and the document that it leads to; Unopenable."""
        box, section = ident(row.box), ident(row.section)
        to = (row.to_kind, self._to[row.to_kind], row.to_version, row.member_of)
        giver = ident(row.granted_by) if row.granted_by else b""
        a, b, c, d, e = _info_pieces(row.version, to, (row.way, row.basis, row.until), bool(giver))
        info = b"".join((a, ident(row.pk), b, box, c, section, d, giver, e))
        a, b = _aad_pieces(self._name, row.version, row.revision)
        return info, open_document(self._secret(row, info), row.sealed, aad=a + box + b)

    def check(self, row: Row, info: bytes) -> None:
        """Holds the tags of box, section and grant against the row; Unopenable."""
        box, section, sealed, wrapped = ident(row.box), ident(row.section), row.sealed, row.wrapped
        named = row.reference.encode()
        a, b, c, d = _box_pieces(self._kind, self._institution, len(named))
        self._check(row.box_mac, b"".join((a, box, b, named, c, _instant(row.created_at), d)))
        at = row.version, row.revision, row.rotate_due
        slot, name = ident(row.slot), row.name_sealed
        a, b, c, d, e = _section_pieces(at, len(name), len(sealed))
        parts = (a, section, b, box, c, slot, d, name, e, sealed)
        self._check(row.section_mac, b"".join(parts))
        a, b, c, d = _grant_pieces(row.state, len(info), len(wrapped))
        said = b"".join((a, info, b, wrapped, c, _instant(row.granted_at), d))
        self._check(row.mac, said)

    def _check(self, mac: bytes, said: bytes) -> None:
        if not hmac.compare_digest(mac, hmac.digest(self._mac, said, "sha256")):
            raise Unopenable

    def _secret(self, row: Row, info: bytes) -> bytes:
        if row.to_kind == MEMBER:
            return self._keys.unwrap(row.wrapped, info=info)
        return self._grown_from(row.to_version).unwrap(row.way, row.wrapped, info=info)

    def _grown_from(self, version: int) -> seeds.Grown:
        if version not in self._grown:
            self._grown[version] = None
            seed = seeds.intake_seed(self._institution, version, self._keys)
            self._grown[version] = seeds.Grown.of(seed)
        found = self._grown[version]
        if found is None:
            raise Unopenable
        return found


def ident(text: str) -> bytes:
    """The 16 bytes of an id that the database gave as text, with dashes or without."""
    return bytes.fromhex(text if len(text) == 32 else text.replace("-", ""))


def _instant(text: str) -> bytes:
    """A time in UTC as `labels.instant` writes it, of how either database writes one."""
    day, _space, deadline = text.removesuffix("+00").partition(" ")
    whole, _point, fraction = deadline.partition(".")
    return f"{day}T{whole}.{fraction:0<6}+00:00".encode()


_few = lru_cache(maxsize=1000)


@_few
def _box_pieces(kind: str, owner: UUID, length: int) -> Pieces:
    box = Box(
        id=_BOX, kind=kind, owner_institution_id=owner, reference="#" * length, created_at=_AT
    )
    whole = canonical(*box.facts())
    if length:
        return _cut(whole, _BOX.bytes, b"#" * length, _AT_BYTES)
    start, middle, end = _cut(whole, _BOX.bytes, _AT_BYTES)
    return start, middle, b"", end


@_few
def _section_pieces(at: tuple[int, int, bool], of_name: int, of_sealed: int) -> Pieces:
    name, sealed = os.urandom(of_name), os.urandom(of_sealed)
    section = _section(*at[:2], name, sealed)
    section.rotate_due = at[2]
    marks = (_SECTION.bytes, _BOX.bytes, _SLOT.bytes, name, sealed)
    return _cut(canonical(*section.facts()), *marks)[:5]


@_few
def _info_pieces(
    version: int,
    to: tuple[str, UUID, int, UUID | None],
    how: tuple[str, str, datetime | None],
    given: bool,
) -> Pieces:
    (to_kind, to_id, to_version, member_of), (way, basis, until) = to, how
    info = Grant(
        id=_GRANT, section=_section(version, 1, b"", b""), to_kind=to_kind, to_id=to_id,
        to_version=to_version, member_of=member_of, way=way, basis=basis, until=until,
        granted_by=_GIVER if given else None,
    ).info()  # fmt: skip
    marks = (_GRANT.bytes, _BOX.bytes, _SECTION.bytes)
    return _cut(info, *marks, _GIVER.bytes) if given else (*_cut(info, *marks), b"")


@_few
def _grant_pieces(state: str, of_info: int, of_wrapped: int) -> Pieces:
    info, wrapped = os.urandom(of_info), os.urandom(of_wrapped)
    whole = canonical(labels.GRANT_ROW, info, wrapped, state, labels.instant(_AT))
    return _cut(whole, info, wrapped, _AT_BYTES)


@_few
def _aad_pieces(name: str, version: int, revision: int) -> Pieces:
    return _cut(labels.section_aad(_BOX, name, version, revision), _BOX.bytes)


def _section(version: int, revision: int, name: bytes, sealed: bytes) -> Section:
    return Section(
        id=_SECTION, box_id=_BOX, slot=_SLOT, name_sealed=name, version=version,
        revision=revision, sealed=sealed,
    )  # fmt: skip


def _cut(whole: bytes, *marks: bytes) -> Pieces:
    """What stands before, between and after the marks, each of which is there once."""
    pieces = []
    for mark in marks:
        before, found, whole = whole.partition(mark)
        if not found:
            raise ValueError("a row says less than was put into it")
        pieces.append(before)
    return *pieces, whole
