"""Receipts and guests' codes: a key pair that sixteen digits open."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from functools import cache
from uuid import UUID, uuid4

from django.conf import settings
from django.utils import timezone
from django.utils.translation import gettext as _

from spona import audit
from spona.access.actor import Actor
from spona.access.denied import Denied
from spona.audit.queries import last_tags
from spona.crypto import aead, codes, kdf, keypairs, wrap
from spona.crypto.documents import Document
from spona.crypto.errors import Unopenable
from spona.identity import former_keys
from spona.vault import labels, row_integrity
from spona.vault.actions.opening import text_of
from spona.vault.box_keys import BoxKey
from spona.vault.models import CODE, OPEN, Box, Code, Grant, Section
from spona.vault.section_states import check_latest


@dataclass(frozen=True, slots=True)
class NewCode:
    """A code just drawn. `text` is shown once and stored nowhere."""

    code: Code
    text: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class OpenedBox:
    """What a code opens: the box and its documents by section name."""

    box: Box
    documents: dict[str, Document] = field(repr=False)


def draw_code(*, by: Actor, until: datetime | None = None) -> NewCode:
    """Draw a code that opens nothing yet; pass `to_code(new.code)` when sealing."""
    locator, digits = codes.new_receipt()
    while Code.objects.filter(locator=locator).exists():
        locator, digits = codes.new_receipt()
    private, cost = keypairs.new_private_key(), settings.ACCOUNT_COST
    row = Code(
        locator=locator,
        salt=kdf.new_salt(),
        cost_memory_kib=cost.memory_kib,
        cost_time=cost.time,
        cost_parallelism=cost.parallelism,
        public_key=keypairs.public_key(private),
        until=until,
    )
    sealed = aead.seal(_key(row, digits), private, aad=labels.code_private_aad(row.id, locator))
    row.private_sealed = former_keys.enveloped("pepper", row.id, sealed)
    with audit.transaction() as log:
        row_integrity.stamp(row).save(force_insert=True)
        log.record("code:issued", by=by, subject=("code", row.pk))
    return NewCode(row, codes.format_receipt(locator, digits))


def open_with_code(text: str, *, by: Actor) -> list[OpenedBox]:
    """Return the boxes that a typed code opens, oldest first; a read log comes first.

    Denied with one and the same sentence for a mistyped, unknown, ended or wrong code,
    after the same slow step, so that a try tells nothing.
    """
    row, private = _private(text)
    try:
        ready = _ready(row, private)
    except Unopenable:
        # Somebody may have answered in this very moment, between a text and its line in the log.
        ready = _ready(row, private)
    audit.record_read("code:read", by=by, subject=("code", row.pk), detail={"count": len(ready)})
    found: dict[UUID, OpenedBox] = {}
    for section, secret in ready:
        opened = found.setdefault(section.box_id, OpenedBox(section.box, {}))
        opened.documents[section.name] = text_of(section, secret)
    return list(found.values())


def open_code(text: str, *, by: Actor) -> tuple[Code, BoxKey]:
    """The key that a typed code opens, for what was sealed to its public half in rows of other
    apps; a read log comes first. Denied as in `open_with_code`.
    """
    row, private = _private(text)
    audit.record_read("code:read", by=by, subject=("code", row.pk), detail={"count": 1})
    return row, BoxKey(row.pk, private)


def code_refused() -> Denied:
    """One and the same sentence for every code that opens nothing."""
    return Denied(_("This code opens nothing. Check each symbol; it may also have run out."))


def _ready(row: Code, private: bytes) -> list[tuple[Section, bytes]]:
    """Sections that the code opens, with their keys; Unopenable where one was altered."""
    grants = Grant.objects.filter(to_kind=CODE, to_id=row.pk, state=OPEN)
    rows = list(grants.select_related("section__box").order_by("section__box__created_at", "id"))
    last = last_tags([each.section_id for each in rows]) if rows else {}
    pair, ready = wrap.Unwrapper(private), []
    for each in rows:
        section = each.section
        row_integrity.check(each), row_integrity.check(section), row_integrity.check(section.box)
        check_latest(section.pk, bytes(section.mac), last)
        ready.append((section, pair.unwrap(bytes(each.wrapped), info=each.info())))
    return ready


def _private(text: str) -> tuple[Code, bytes]:
    try:
        locator, digits = codes.parse_receipt(text)
    except ValueError:
        locator, digits = "", ""
    row = Code.objects.filter(locator=locator).first()
    known = row or _nobody()
    key = _key(known, digits)
    try:
        private = aead.open_sealed(
            key,
            former_keys.out_of_envelope(
                "pepper", known.id, bytes(row_integrity.check(known).private_sealed)
            ),
            aad=labels.code_private_aad(known.id, known.locator),
        )
    except Unopenable:
        private = b""
    ended = known.until is not None and known.until <= timezone.now()
    if row is None or not private or ended:
        raise code_refused()
    return row, private


def _key(row: Code, digits: str) -> bytes:
    # With the pepper: 53 bits alone would fall to a thief of the database with patience.
    return kdf.password_key(
        digits,
        salt=bytes(row.salt),
        cost=row.cost,
        pepper=former_keys.first("pepper"),
        info=labels.code_key_info(row.id),
    )


@cache
def _nobody() -> Code:
    """A row that no code opens, so that an unknown locator takes as long as a known one."""
    cost = settings.ACCOUNT_COST
    row = Code(
        id=uuid4(),
        locator="",
        salt=kdf.new_salt(),
        cost_memory_kib=cost.memory_kib,
        cost_time=cost.time,
        cost_parallelism=cost.parallelism,
        public_key=keypairs.public_key(keypairs.new_private_key()),
        private_sealed=aead.seal(aead.new_key(), bytes(32), aad=b""),
    )
    return row_integrity.stamp(row)
