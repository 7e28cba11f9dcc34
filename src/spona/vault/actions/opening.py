"""Open what is sealed. The read log is committed before any plaintext exists here."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from spona import audit
from spona.access.actor import Actor
from spona.audit.recording import in_transaction
from spona.crypto.documents import Document, open_document
from spona.crypto.errors import Unopenable
from spona.identity.keyring import Keyring
from spona.vault import permissions, schemas, telling
from spona.vault.key_resolution import Opener, grants_for
from spona.vault.models import Grant, Section


def open_section(section: Section, *, by: Actor, keys: Keyring, reason: str = "") -> Document:
    """Return the document of a section in its newest shape; errors as of `open_sections`."""
    return open_sections([section], by=by, keys=keys, reason=reason)[0]


def open_sections(
    sections: Sequence[Section], *, by: Actor, keys: Keyring, reason: str = ""
) -> list[Document]:
    """Return the documents of these sections in their newest shape: all of them, or none.

    Denied with a sentence where it was not shared, ReasonNeeded where it is assigned to a
    colleague (`reason` is a code of `reasons.REASONS`), Unopenable where something was
    altered. Call it outside `audit.transaction()`, else RuntimeError: inside, the log of
    this reading would wait for the end, and the text would be out before it.
    """
    check_outside()
    grants = grants_for(by, sections)
    found = _keys_to(sections, grants, by=by, keys=keys, reason=reason)
    with audit.reading() as log:
        opened = _noted(log, found, by=by, reason=reason)
    if reason:
        tell_holders(sections, grants, by=by)
    return opened.documents()


@dataclass(frozen=True, slots=True)
class Noted:
    """Sections whose keys were found, and whose reading an act has noted in its own log: what they
    say exists from its commit on, and not before.
    """

    _log: audit.Log = field(repr=False)
    # Of the log, one for each.
    _lines: Sequence[Any] = field(repr=False)
    _found: Sequence[tuple[Section, bytes]] = field(repr=False)

    def documents(self) -> list[Document]:
        """In their newest shape; RuntimeError before the commit, and where there was none."""
        if not self._log.holds(self._lines):
            raise RuntimeError("the log of this reading is not committed")
        return [text_of(section, secret) for section, secret in self._found]


def note_reading(log: audit.Log, sections: Sequence[Section], *, by: Actor, keys: Keyring) -> Noted:
    """As `open_sections` within the transaction of an act that goes on with what they say: its
    lines and those of the reading are committed together. Errors as there; nothing is noted then.
    """
    found = _keys_to(sections, grants_for(by, sections), by=by, keys=keys, reason="")
    return _noted(log, found, by=by, reason="")


def _keys_to(
    sections: Sequence[Section],
    grants: dict[UUID, list[Grant]],
    *,
    by: Actor,
    keys: Keyring,
    reason: str,
) -> list[tuple[Section, bytes, Grant]]:
    for section in sections:
        permissions.check_can_open(by, section, grants[section.pk], reason=reason)
    opener = Opener(by, keys)
    return [(each, *opener.section_key(each, grants[each.pk])) for each in sections]


def _noted(
    log: audit.Log, found: Sequence[tuple[Section, bytes, Grant]], *, by: Actor, reason: str
) -> Noted:
    for section, _secret, grant in found:
        log.record(
            "section:read",
            by=by,
            subject=("section", section.pk),
            detail={
                "box": str(section.box_id),
                "revision": section.revision,
                "way": grant.to_kind,
                "reason": reason,
            },
        )
    lines = log.lines[len(log.lines) - len(found) :]
    return Noted(log, lines, [(section, secret) for section, secret, _grant in found])


def open_many(
    sections: Iterable[Section],
    *,
    by: Actor,
    keys: Keyring,
    purpose: str,
    reason: str = "",
    told: bool = False,
) -> dict[UUID, Document]:
    """Section id → document, for a page that shows many; one row in the read log.

    `purpose` is a code (`queue`, `list`, `search`). What is not shared with the actor,
    assigned to others without a `reason`, or altered is absent; altered ones are logged,
    so one spoilt row cannot hide the rest of a list. `told`: the caller has told the colleagues
    once of everything that is opened with the `reason`.
    """
    check_outside()
    rows = [section for section in sections if section.box.erased_at is None]
    grants = grants_for(by, rows)
    closed = set() if reason else permissions.assigned_to_others(rows, grants)
    opener = Opener(by, keys)
    secrets: dict[UUID, bytes] = {}
    spoilt: list[str] = []
    for section in rows:
        if not grants[section.pk] or section.pk in closed:
            continue
        try:
            secrets[section.pk] = opener.section_key(section, grants[section.pk])[0]
        except Unopenable:
            spoilt.append(str(section.pk))
    read = [section for section in rows if section.pk in secrets]
    record_many(read, spoilt, by=by, purpose=purpose, reason=reason)
    if reason and not told:
        tell_holders(read, grants, by=by)
    return {section.pk: text_of(section, secrets[section.pk]) for section in read}


def tell_holders(read: Iterable[Section], grants: dict[UUID, list[Grant]], *, by: Actor) -> None:
    """Once for each matter: what is assigned to a colleague was opened as a holder, with a reason.
    What was written to and fro to a report is one matter with it.
    """
    as_holder = [each for each in read if permissions.only_as_holder(grants[each.pk])]
    told = {
        each.box.reference or each.box_id: (
            each.box,
            permissions.institution_of_holder(grants[each.pk]),
        )
        for each in as_holder
    }
    for box, institution in told.values():
        telling.holders_of_opening(box, institution, by=by)


def text_of(section: Section, secret: bytes) -> Document:
    """Open with a key at hand and bring to the newest shape; the caller has logged it."""
    document = open_document(secret, bytes(section.sealed), aad=section.aad())
    return schemas.read(section.box.kind, section.name, document)


def record_many(
    read: list[Section], spoilt: list[str], *, by: Actor, purpose: str, reason: str
) -> None:
    if not read and not spoilt:
        return
    audit.record_read(
        "section:read_many",
        by=by,
        subject=("institution", by.institution_id),
        detail={
            "purpose": purpose,
            "reason": reason,
            "sections": sorted(str(section.pk) for section in read),
            "unopenable": spoilt,
        },
    )


def check_outside() -> None:
    if in_transaction():
        raise RuntimeError("open before the transaction: the read log comes first")
