"""Open an earlier text of a section, and erase one: two people, and for good."""

from __future__ import annotations

from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from spona import audit
from spona.access.actor import Actor
from spona.access.denied import Conflict, Denied
from spona.audit import endings
from spona.crypto.documents import Document, open_document
from spona.crypto.errors import Unopenable
from spona.identity.keyring import Keyring
from spona.vault import history, permissions, row_integrity, schemas
from spona.vault.actions.opening import check_outside, record_many, tell_holders
from spona.vault.key_resolution import Opener, grants_for
from spona.vault.models import Section, SectionRevision
from spona.vault.refusals import NoSuchRevision


def open_revision(
    section: Section, revision: int, *, by: Actor, keys: Keyring, reason: str = ""
) -> Document:
    """Return an earlier text of a section in its newest shape, for whoever may open today's.

    Refusals as of `open_section`; Denied where it was erased, NoSuchRevision where there is none.
    """
    check_outside()
    grants = grants_for(by, [section])
    # A name that was replaced may have been replaced to protect somebody from inside.
    permissions.check_can_open(by, section, grants[section.pk], reason=reason, in_lists=False)
    secret, way = Opener(by, keys).section_key(section, grants[section.pk])
    row = _kept(section, revision)
    secret = history.key_at(section, row.version, secret)
    with audit.reading() as log:
        log.record(
            "section:read",
            by=by,
            subject=("section", section.pk),
            detail={
                "box": str(section.box_id),
                "revision": row.revision,
                "newest": section.revision,
                "way": way.to_kind,
                "reason": reason,
            },
        )
    if reason:
        tell_holders([section], grants, by=by)
    document = open_document(secret, bytes(row.sealed), aad=row.aad())
    return schemas.read(section.box.kind, section.name, document)


@dataclass(frozen=True, slots=True)
class EarlierText:
    """`document` is None where the text was erased, or is not as Spona left it (`spoilt`)."""

    revision: int
    replaced_by: UUID | None
    replaced_at: datetime
    document: Document | None
    spoilt: bool = False


def open_all_revisions(
    sections: Iterable[Section], *, by: Actor, keys: Keyring, purpose: str, reason: str
) -> dict[UUID, list[EarlierText]]:
    """Section id → every earlier text, the oldest first; one row in the read log.

    For taking out a whole file: the colleagues were told of the `reason` by the caller. What is
    not shared with the actor is absent.
    """
    check_outside()
    by_id = {section.pk: section for section in sections if section.box.erased_at is None}
    grants = grants_for(by, by_id.values())
    opener = Opener(by, keys)
    rows = list(SectionRevision.objects.filter(section__in=by_id).order_by("revision"))
    erased = history.erased_among(rows)
    opened: list[tuple[SectionRevision, bytes | None]] = []
    for row in rows:
        row.section = by_id[row.section_id]
        if not grants[row.section_id]:
            continue
        secret = None
        if row.pk not in erased:
            with suppress(Unopenable):
                row_integrity.check(row)
                today = opener.section_key(row.section, grants[row.section_id])[0]
                secret = history.key_at(row.section, row.version, today)
        opened.append((row, secret))
    read = {row.section_id: row.section for row, secret in opened if secret is not None}
    spoilt = {
        str(row.section_id) for row, secret in opened if secret is None and row.pk not in erased
    }
    record_many(list(read.values()), sorted(spoilt), by=by, purpose=purpose, reason=reason)
    found: dict[UUID, list[EarlierText]] = {}
    for row, secret in opened:
        document = None
        if secret is not None:
            kept = open_document(secret, bytes(row.sealed), aad=row.aad())
            document = schemas.read(row.section.box.kind, row.section.name, kept)
        text = EarlierText(
            row.revision,
            row.replaced_by,
            row.replaced_at,
            document,
            spoilt=document is None and row.pk not in erased,
        )
        found.setdefault(row.section_id, []).append(text)
    return found


def ask_to_erase(section: Section, revision: int, *, by: Actor) -> SectionRevision:
    """One person asks that an earlier text be erased; nothing is gone until another one agrees."""
    permissions.check_can_rectify(by, section)
    with audit.transaction() as log:
        row = _locked(section, revision)
        if row.erasure_asked_by is not None:
            raise Conflict(_("A colleague has asked for this already."))
        row.erasure_asked_by = by.person_id
        row_integrity.stamp(row).save(update_fields=["erasure_asked_by", "mac"])
        _record(log, "section:erasure_asked", row, by=by)
    return row


def keep_revision(
    section: Section, revision: int, *, by: Actor, lapsed: bool = False
) -> SectionRevision:
    """What somebody asked to erase stays: whoever asked thinks better of it, or another says no.

    `lapsed`: nobody decides so; whoever asked may not ask any more.
    """
    permissions.check_can_rectify(by, section)
    with audit.transaction() as log:
        row = _locked(section, revision)
        if row.erasure_asked_by is None:
            raise Conflict(_("Nobody asks any more that this be erased."))
        row.erasure_asked_by = None
        row_integrity.stamp(row).save(update_fields=["erasure_asked_by", "mac"])
        _record(log, "section:erasure_lapsed" if lapsed else "section:erasure_refused", row, by=by)
    return row


def erase_revision(section: Section, revision: int, *, by: Actor) -> SectionRevision:
    """Destroy the ciphertext of one earlier text; Denied unless another person asked for it.

    Number, day and author stay, and so do the links between keys: what lies before it opens as
    before. A ciphertext that somebody puts back opens nothing, and a restore erases it again.
    """
    permissions.check_can_rectify(by, section)
    with audit.transaction() as log:
        row = _locked(section, revision)
        permissions.check_is_second_to_erase(by, row)
        return _erase(row, by=by, log=log)


def erase_revision_again(revision: UUID, *, by: Actor) -> bool:
    """After a restore, what two people had erased; False where the backup holds no such text.

    Made while it was still today's text, a backup brings it back as that: no job has the key to
    seal another one in its place.
    """
    with audit.transaction() as log:
        rows = SectionRevision.objects.select_for_update(of=("self",))
        row = rows.select_related("section__box").filter(pk=revision, erased_at=None).first()
        if row is not None:
            _erase(row_integrity.check(row), by=by, log=log)
    return row is not None


def _erase(row: SectionRevision, *, by: Actor, log: audit.Log) -> SectionRevision:
    row.sealed, row.erased_at = b"", timezone.now()
    row_integrity.stamp(row).save(update_fields=["sealed", "erased_at", "mac"])
    log.row(row.pk, kind=endings.REVISION, tag="")
    log.ending(endings.REVISION, row.pk)
    _record(log, "section:text_erased", row, by=by)
    return row


def _kept(section: Section, revision: int) -> SectionRevision:
    """Checked, and not erased; Unopenable where somebody put an older row of the section in the
    place of today's: then there is a kept text that is not earlier.
    """
    asked = Q(revision=revision) | Q(revision__gte=section.revision)
    rows = list(SectionRevision.objects.filter(asked, section=section).order_by("revision"))
    if rows and rows[-1].revision >= section.revision:
        raise Unopenable
    if not rows:
        raise NoSuchRevision
    (row,) = rows
    row.section = section
    row_integrity.check(row)
    if history.erased_among([row]):
        raise Denied(_("This text was erased, because two people decided so."))
    return row


def _locked(section: Section, revision: int) -> SectionRevision:
    rows = SectionRevision.objects.select_for_update(of=("self",))
    row = rows.select_related("section__box").filter(section=section, revision=revision).first()
    if row is None:
        raise NoSuchRevision
    row_integrity.check(row)
    if history.erased_among([row]):
        raise Conflict(_("This text was erased, because two people decided so."))
    return row


def _record(log: audit.Log, name: str, row: SectionRevision, *, by: Actor) -> None:
    log.record(
        name,
        by=by,
        subject=("section", row.section_id),
        lane=row.section.box.owner_institution_id,
        detail={"revision": row.revision},
    )
