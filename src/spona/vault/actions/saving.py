"""Save a section: names the revision that was read, and gives both texts at a conflict."""

from __future__ import annotations

from collections.abc import Sequence

from django.db import IntegrityError
from django.utils import timezone

from spona import audit
from spona.access.actor import Actor
from spona.access.denied import Denied
from spona.crypto import aead
from spona.crypto.documents import Document, seal_document
from spona.crypto.errors import Unopenable
from spona.identity.keyring import Keyring
from spona.identity.models import Account
from spona.vault import permissions, queries, recipients, row_integrity
from spona.vault.actions.boxes import attach
from spona.vault.actions.ending import end_grants
from spona.vault.actions.opening import open_section
from spona.vault.files import StoredFile
from spona.vault.history import keeps_history, link_of, revision_of
from spona.vault.key_resolution import Opener, grants_for, standing
from spona.vault.models import BY_NAME, INSTITUTION, MEMBER, STATISTICS, UNCONFIRMED, Grant, Section
from spona.vault.refusals import NotConnected, TextConflict
from spona.vault.section_states import log_state
from spona.vault.wrapping import Wrapper


def save_section(
    section: Section,
    document: Document,
    *,
    revision: int,
    by: Actor,
    keys: Keyring,
    stored: Sequence[StoredFile] = (),
) -> Section:
    """Seal a new text over revision `revision`; return the section with the next one.

    The earlier text is kept where `history` says so. TextConflict, carrying both texts, where
    somebody saved since. Denied where the box is frozen, belongs to another institution, or was
    not shared with the one who saves.
    """
    permissions.check_can_save(by, section.box)
    with audit.transaction() as log:
        row = Section.objects.select_for_update(of=("self",)).select_related("box").get(
            pk=section.pk
        )  # fmt: skip
        current = row.revision == revision
        if current:
            _seal_over(row, document, by=by, keys=keys)
            log_state(log, row, lane=by.institution_id)
            attach(row.box, stored)
            log.record(
                "section:saved",
                by=by,
                subject=("section", row.pk),
                detail={"revision": row.revision},
            )
    if not current:
        # After the transaction, because their text is opened, and logged, first.
        raise TextConflict(mine=document, theirs=_theirs(row, by, keys), revision=row.revision)
    return row


def _seal_over(row: Section, document: Document, *, by: Actor, keys: Keyring) -> None:
    grants = grants_for(by, [row])[row.pk]
    if not grants:
        permissions.check_can_open(by, row, grants, reason="")
    secret, _way = Opener(by, keys).section_key(row, grants)
    old = standing(row.grants.select_for_update(of=("self",)).order_by("id"))
    over = _ended(old)
    rotate = row.rotate_due or bool(over) or any(_is_stale(grant) for grant in old)
    if keeps_history(row):
        _keep(row, by)
    row.revision += 1
    row.updated_at = timezone.now()
    if rotate:
        # Whatever stands there opens the old key only: what is not ours ends with it.
        end_grants(list(row.grants.values_list("pk", flat=True)))
        secret = _new_key(row, secret)
    row.sealed = seal_document(secret, document, aad=row.aad())
    row_integrity.stamp(row).save()
    if rotate:
        _wrap_again(row, [one for one in old if one not in over], secret, by=by, keys=keys)


def _keep(row: Section, by: Actor) -> None:
    """What stands there, for whoever asks how it read. Unopenable where that number is taken:
    somebody put an older text in the place of the newest.
    """
    try:
        revision_of(row, by=by).save(force_insert=True)
    except IntegrityError:
        raise Unopenable from None


def _new_key(row: Section, old: bytes) -> bytes:
    """Go on to the next version of the key; where texts are kept, a way leads back to this one."""
    secret = aead.new_key()
    if keeps_history(row):
        try:
            link_of(row, row.version, old, secret).save(force_insert=True)
        except IntegrityError:
            raise Unopenable from None
    row.version += 1
    row.rotate_due = False
    return secret


def _ended(grants: list[Grant]) -> list[Grant]:
    """Those that open nothing any more although their row is there: past their end, or of somebody
    whose account or mandate ended. And an analyst's way into a case, of before count sheets: it
    goes with the next text. Two queries, whatever their number.
    """
    now = timezone.now()
    people = [grant for grant in grants if grant.to_kind == MEMBER]
    gone = queries.departed({(grant.to_id, grant.member_of) for grant in people})
    return [
        grant
        for grant in grants
        if (grant.until and grant.until <= now)
        or (grant.to_kind == MEMBER and (grant.to_id, grant.member_of) in gone)
        or (grant.to_kind == STATISTICS and not recipients.is_counted(grant.section))
    ]


def _is_stale(grant: Grant) -> bool:
    """A holder left since: their copy of the old seed must not open what is written now.

    Nor the copy of a thief: a wrap that was moved to a newer version keeps the time at which it
    was first made, and the section's key is as old as that.
    """
    if grant.to_kind == INSTITUTION:
        key = queries.current_key(grant.to_id)
        if key is None:
            return False
        return key.version != grant.to_version or grant.granted_at < key.created_at
    if grant.to_kind == STATISTICS:
        counted = queries.current_statistics_key(grant.to_id)
        return counted is not None and counted.version != grant.to_version
    if grant.to_kind == MEMBER:
        changed = Account.objects.filter(pk=grant.to_id, key_changed_at__gt=grant.granted_at)
        return changed.exists()
    return False


def _wrap_again(row: Section, old: list[Grant], secret: bytes, *, by: Actor, keys: Keyring) -> None:
    """Wrap the new key to everybody who was let in and still can open; nobody's key is needed.

    Who cannot be wrapped to any more (no active holder) keeps nothing of the new text.
    """
    wrapper = Wrapper(by, keys)
    for grant in old:
        try:
            again = wrapper.grant(row, secret, recipients.recipient_of(grant))
        except NotConnected:
            continue
        if grant.state in (UNCONFIRMED, BY_NAME):
            # What a restore holds back stays so under the new key.
            again.state = grant.state
            row_integrity.stamp(again)
        again.save(force_insert=True)


def _theirs(row: Section, by: Actor, keys: Keyring) -> Document | None:
    try:
        return open_section(row, by=by, keys=keys)
    except Denied:
        return None
