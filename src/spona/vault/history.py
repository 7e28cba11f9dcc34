"""Earlier texts of a section: which are kept, who wrote them, and the way to their keys.

Each save keeps the old ciphertext, and a save under a new key seals the old key under the new
one. So whoever opens a section today opens every earlier text of it, somebody who was let in
only today as well; who was taken out before has a key from which no way leads on.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Final
from uuid import UUID

from spona.access.actor import Actor
from spona.audit.queries import last_tags
from spona.crypto import aead
from spona.crypto.errors import Unopenable
from spona.vault import row_integrity
from spona.vault.models import Section, SectionKeyLink, SectionRevision
from spona.vault.recipients import COUNTED_SECTION

_KINDS: Final = frozenset({"case"})
_WITHOUT: Final = frozenset({"notes", COUNTED_SECTION})


def keeps_history(section: Section) -> bool:
    """Only the sections of a case, but for its notes and its counted record.

    What was sent is never changed, and a tip, a draft or a request is not meant to grow: there an
    earlier text would only be one more thing that can be found. Notes are only added to, so today's
    text holds each earlier one, and a hundred notes would be kept five thousand times. The counted
    record follows from the other sections: how it changed stands there.
    """
    return section.box.kind in _KINDS and section.name not in _WITHOUT


def revision_of(section: Section, *, by: Actor) -> SectionRevision:
    """The unsaved row that keeps the text as it stands, before another one is sealed over it."""
    row = SectionRevision(
        section=section,
        revision=section.revision,
        version=section.version,
        sealed=bytes(section.sealed),
        replaced_by=by.person_id or by.account_id,
    )
    return row_integrity.stamp(row)


def link_of(section: Section, version: int, old: bytes, new: bytes) -> SectionKeyLink:
    """The unsaved row that leads from the key of the next version to that of `version`."""
    row = SectionKeyLink(section=section, version=version)
    row.sealed = aead.seal(new, old, aad=row.aad())
    return row_integrity.stamp(row)


def key_at(section: Section, version: int, secret: bytes) -> bytes:
    """The key of an earlier version, from today's key down the links; one query.

    Unopenable where a link is missing, was altered, or belongs elsewhere.
    """
    if version == section.version:
        return secret
    rows = SectionKeyLink.objects.filter(
        section=section, version__gte=version, version__lt=section.version
    )
    links = {row.version: row for row in rows}
    for at in range(section.version - 1, version - 1, -1):
        link = links.get(at)
        if link is None:
            raise Unopenable
        link.section = section
        row_integrity.check(link)
        secret = aead.open_sealed(secret, bytes(link.sealed), aad=link.aad())
    return secret


@dataclass(frozen=True, slots=True)
class Text:
    """One text of a section as a list shows it, without its words.

    `by` (a person, as the log names them) wrote it at `at`; of the first one it is the box that
    tells when. `kept`: it can be opened. Of neither `kept` nor `erased` the row is missing, or was
    looked at and is not as Spona left it; so is today's, where a text is kept that is not earlier.
    `erasure_asked_by` asked that it be erased, which takes two.
    """

    revision: int
    by: UUID | None
    at: datetime | None
    kept: bool
    erased: bool = False
    erasure_asked_by: UUID | None = None


def texts_of(section: Section, *, opened: int | None = None) -> list[Text]:
    """Every text of a section, the one of today first; two queries, whatever their number.

    The tag of a row covers its ciphertext, so a list authenticates none of them. `opened`: this
    one is, and those that tell who wrote it and today's; each costs one query more.
    """
    kept = SectionRevision.objects.filter(section=section).order_by("revision")
    rows = list(kept.defer("sealed"))
    looked_at = () if opened is None else (opened - 1, opened, section.revision - 1)
    intact = {
        row.revision: row
        for row in rows
        if row.revision not in looked_at or row_integrity.is_whole(row)
    }
    erased = erased_among(rows)
    newest = not any(row.revision >= section.revision for row in rows)
    found = [Text(section.revision, *_written(section, section.revision, intact), kept=newest)]
    for number in range(section.revision - 1, 0, -1):
        row = intact.get(number)
        gone = row is not None and row.pk in erased
        found.append(
            Text(
                number,
                *_written(section, number, intact),
                kept=row is not None and not gone,
                erased=gone,
                erasure_asked_by=row.erasure_asked_by if row is not None else None,
            )
        )
    return found


def writers_of(section: Section) -> set[UUID]:
    """Who wrote any text of a section after the first one, with which it was opened; one query.

    Unopenable where a row that tells it is missing or is not as Spona left it, so that nobody who
    may not have written it is found to be another one.
    """
    rows = list(SectionRevision.objects.filter(section=section).order_by("revision"))
    if [row.revision for row in rows] != list(range(1, section.revision)):
        raise Unopenable
    writers = (row_integrity.check(row).replaced_by for row in rows)
    return {one for one in writers if one is not None}


def erased_among(rows: Iterable[SectionRevision]) -> Collection[UUID]:
    """Ids of those that were erased, also where somebody put the ciphertext back."""
    ids = {row.pk: row.erased_at is not None for row in rows}
    last = last_tags(list(ids)) if ids else {}
    return {ident for ident, erased in ids.items() if erased or last.get(ident) == ""}


def _written(
    section: Section, number: int, intact: dict[int, SectionRevision]
) -> tuple[UUID | None, datetime | None]:
    before = intact.get(number - 1)
    if before is not None:
        return before.replaced_by, before.replaced_at
    return None, section.box.created_at if number == 1 else None
