"""An institution's intake key: the first one, and each new version."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from uuid import UUID

from django.db.models import Max
from django.utils import timezone
from django.utils.translation import gettext as _

from spona import audit
from spona.access.actor import Actor
from spona.access.denied import Denied
from spona.audit import Log, endings
from spona.audit.roots import newest_root
from spona.crypto import keypairs
from spona.crypto.signing import verify_key
from spona.directory.models import Institution
from spona.identity.models import Account
from spona.vault import permissions, queries, row_integrity, seeds, witness_keys
from spona.vault.models import IntakeKey, IntakeWrap, PaperKey


def create_intake_key(
    institution: Institution | UUID,
    *,
    holders: Sequence[Account],
    by: Actor,
    paper_public_key: bytes | None = None,
) -> IntakeKey:
    """Draw the institution's key for two to four named holders and publish its public half.

    One holder is allowed in a small institution; the page then warns. With a paper key (the
    one of `new_paper_key`, or `paper_public_key`) the seed is sealed to it too. Denied where
    somebody holds a key already, or a holder has no such role there today.
    """
    owner = queries.ident(institution)
    permissions.check_can_begin_keys(by, owner)
    permissions.check_may_hold(owner, holders)
    if not 1 <= len({account.pk for account in holders}) <= queries.HOLDERS_AT_MOST:
        raise Denied(_("Name one to four intake officers; two or more is safer."))
    with audit.transaction() as log:
        locked(owner)
        if queries.holders(owner):
            raise Denied(_("This institution has intake officers. Ask one of them to add you."))
        permissions.check_nothing_was_taken_away(owner)
        if paper_public_key is not None:
            publish_paper_key(owner, paper_public_key, by=by, log=log)
        return publish(owner, [(account, None) for account in holders], by=by, log=log)


def publish(
    institution: UUID,
    holders: Iterable[tuple[Account, datetime | None]],
    *,
    by: Actor,
    log: Log,
) -> IntakeKey:
    """End the newest version and publish the next, for new material; needs nobody's key.

    Each holder comes with the time at which a held wrap takes effect, or None for at once.
    """
    end_current(institution)
    newest = IntakeKey.objects.filter(institution_id=institution).aggregate(top=Max("version"))
    seed, public = seeds.new_seed()
    key = IntakeKey(
        institution_id=institution,
        version=(newest["top"] or 0) + 1,
        public_key=public,
        witness_key=verify_key(keypairs.signing_key_from_seed(seed)),
    )
    paper = queries.paper_key(institution)
    if paper is not None:
        seeds.sealed_for_paper(key, seed, paper)
    # None that somebody planted: no later one would follow it.
    witness_keys.remember(key, seed, newest_root())
    row_integrity.stamp(key).save(force_insert=True)
    for account, effective_at in holders:
        seeds.wrapped_to(account, IntakeWrap(key=key), seed, by=by, effective_at=effective_at)
    words, _cyrillic = queries.fingerprint_words(key)
    log.record(
        "intake_key:published",
        by=by,
        subject=("intake_key", key.pk),
        lane=institution,
        detail={"version": key.version, "fingerprint": " ".join(words)},
    )
    return key


def end_current(institution: UUID) -> None:
    """The newest version is sealed to no more; what it opens stays with its holders."""
    current = queries.current_key(institution)
    if current is not None:
        current.ended_at = timezone.now()
        row_integrity.stamp(current).save()


def end_paper_key(institution: UUID) -> bool:
    """No later version is sealed to the sheet in the safe; True where there was one."""
    old = queries.paper_key(institution)
    if old is None:
        return False
    old.ended_at = timezone.now()
    row_integrity.stamp(old).save()
    return True


def publish_paper_key(institution: UUID, public: bytes, *, by: Actor, log: Log) -> PaperKey:
    """Let the public half of a new paper key count from now on, in place of the old one."""
    replaced = end_paper_key(institution)
    paper = PaperKey(institution_id=institution, public_key=public)
    row_integrity.stamp(paper).save(force_insert=True)
    if replaced:
        log.ending(endings.PAPER_KEY, institution, endings.columns_of(paper))
    words, _cyrillic = queries.fingerprint_words(paper)
    log.record(
        "paper_key:published",
        by=by,
        subject=("paper_key", paper.pk),
        lane=institution,
        detail={"fingerprint": " ".join(words)},
    )
    return paper


def put_paper_key(paper: PaperKey, *, by: Actor) -> bool:
    """After a restore: the sheet that had been printed since counts again, the older one does not.

    False where it is there already. Unopenable where the row is not ours.
    """
    permissions.check_can_begin_keys(by, paper.institution_id)
    row_integrity.check(paper)
    with audit.transaction() as log:
        locked(paper.institution_id)
        if PaperKey.objects.filter(pk=paper.pk).exists():
            return False
        end_paper_key(paper.institution_id)
        paper.save(force_insert=True)
        subject = ("paper_key", paper.pk)
        log.record("paper_key:put_back", by=by, subject=subject, lane=paper.institution_id)
    return True


def locked(institution: UUID) -> None:
    """Take the institution's row, so that two people changing its keys wait for each other."""
    Institution.objects.select_for_update(of=("self",)).get(pk=institution)
