"""Holders come and go."""

from __future__ import annotations

from datetime import datetime, timedelta
from uuid import UUID

from django.conf import settings
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from spona import audit
from spona.access.actor import Actor
from spona.access.denied import Denied
from spona.audit import endings
from spona.crypto.errors import Unopenable
from spona.directory.models import Institution
from spona.identity.keyring import Keyring
from spona.identity.models import Account
from spona.vault import permissions, queries, seeds, telling
from spona.vault.actions.granting import destroy
from spona.vault.actions.keys import end_current, locked, publish
from spona.vault.models import HELD, HOLDER, INSTITUTION, MEMBER, Grant, IntakeKey, IntakeWrap

# Long enough for the other holders to see the notice and compare the words by voice.
HOLD_HOURS = 24


def add_holder(
    institution: Institution | UUID,
    account: Account,
    *,
    by: Actor,
    keys: Keyring,
    hold_hours: int = HOLD_HOURS,
) -> list[IntakeWrap]:
    """Wrap every version that `by` opens to one more holder, or again to one who lost the way.

    The wraps are held for 24 hours, unless a second holder confirms (`confirm_regrant`).
    `hold_hours=0` builds demo and test worlds; elsewhere it is ValueError.
    """
    owner = queries.ident(institution)
    permissions.check_can_regrant(by, owner)
    permissions.check_may_hold(owner, [account])
    if hold_hours != HOLD_HOURS and settings.SPONA_KIND not in ("demo", "test"):
        raise ValueError("a new holder waits for 24 hours or for a second holder")
    if account.pk == by.account_id:
        raise Denied(_("Another holder has to do this for you."))
    wait = timezone.now() + timedelta(hours=hold_hours) if hold_hours else None
    with audit.transaction() as log:
        locked(owner)
        others = {holder.account.pk for holder in queries.holders(owner)} - {account.pk}
        if len(others) >= queries.HOLDERS_AT_MOST:
            raise Denied(_("Four holders are the most. Remove one first."))
        IntakeWrap.objects.filter(key__institution_id=owner, account=account).delete()
        made = []
        for key, seed in seeds_of(owner, keys):
            wrap = IntakeWrap(key=key)
            seeds.wrapped_to(account, wrap, seed, by=by, effective_at=wait)
            made.append(wrap)
        log.record(
            "holder:added",
            by=by,
            subject=("account", account.pk),
            lane=owner,
            detail={"versions": [wrap.key.version for wrap in made], "held": bool(wait)},
        )
        telling.holders_of_change(owner, by=by)
    return made


def confirm_regrant(institution: Institution | UUID, account: Account, *, by: Actor) -> int:
    """A second holder has compared the words: release the held wraps now; return how many.

    Denied for the one who granted them and for the one who gets them.
    """
    owner = queries.ident(institution)
    permissions.check_can_regrant(by, owner)
    with audit.transaction() as log:
        locked(owner)
        waiting = list(_waiting(owner).filter(account=account))
        if by.account_id == account.pk or any(wrap.granted_by == by.account_id for wrap in waiting):
            raise Denied(_("A second holder has to confirm, not the one who added."))
        for wrap in waiting:
            seeds.release(wrap, confirmed_by=by.account_id)
        log.record(
            "holder:confirmed",
            by=by,
            subject=("account", account.pk),
            lane=owner,
            detail={"count": len(waiting)},
        )
        telling.holders_of_change(owner, by=by)
    return len(waiting)


def release_due(*, by: Actor) -> int:
    """Release wraps whose 24 hours are over; return how many. Needs nobody's key."""
    with audit.transaction() as log:
        due = list(
            IntakeWrap.objects.select_for_update(of=("self",))
            .filter(state=HELD, effective_at__lte=timezone.now())
            .select_related("key")
            .order_by("id")
        )
        for wrap in due:
            seeds.release(wrap)
            log.record(
                "holder:released",
                by=by,
                subject=("account", wrap.account_id),
                lane=wrap.key.owner_id,
                detail={"version": wrap.key.version},
            )
    return len(due)


def remove_holder(
    institution: Institution | UUID, account: Account, *, by: Actor
) -> IntakeKey | None:
    """Delete the account's wraps and publish a new version for new material; return it.

    What they held by name in place of the institution's key ends too, unless nobody else there
    could open it then. Old versions stay with the rest. None where nobody is left (only the job
    that follows mandates goes that far): then nothing can be sealed here until the paper key is
    used.
    """
    owner = queries.ident(institution)
    permissions.check_can_end_holder(by, owner, account)
    with audit.transaction() as log:
        locked(owner)
        IntakeWrap.objects.filter(key__institution_id=owner, account=account).delete()
        destroy(_held_by_name(owner, account), by=by)
        fresh = None
        if queries.active_holders(owner):
            fresh = publish(owner, staying(owner), by=by, log=log)
        else:
            end_current(owner)
        log.ending(endings.HOLDER, account.pk, {"institution": str(owner)})
        log.record("holder:removed", by=by, subject=("account", account.pk), lane=owner)
        telling.holders_of_change(owner, by=by)
    return fresh


def staying(institution: UUID) -> list[tuple[Account, datetime | None]]:
    """Who gets the next version: today's holders, and who still waits goes on waiting."""
    return [
        (holder.account, holder.effective_at if holder.waits else None)
        for holder in queries.holders(institution)
        if holder.active or holder.waits
    ]


def end_departed(*, by: Actor) -> int:
    """Remove holders whose mandate, role or account ended; return how many. Needs no key.

    Where the directory was written by somebody else, nothing ends: `doctor` names it.
    """
    removed = 0
    current = IntakeWrap.objects.filter(key__ended_at=None).select_related("key", "account")
    for wrap in current:
        owner = wrap.key.institution_id
        if queries.has_left(owner, wrap.account):
            remove_holder(owner, wrap.account, by=by)
            removed += 1
    return removed


def seeds_of(institution: UUID, keys: Keyring) -> list[tuple[IntakeKey, bytes]]:
    """Every version that the keyring opens, with its seed, oldest first."""
    found = []
    for key in IntakeKey.objects.filter(institution_id=institution).order_by("version"):
        try:
            found.append((key, seeds.intake_seed(institution, key.version, keys)))
        except Unopenable:
            continue
    return found


def _held_by_name(institution: UUID, account: Account) -> QuerySet[Grant]:
    """What an excluded colleague made theirs by name, as far as others there open it too."""
    others = Grant.objects.filter(
        Q(to_kind=MEMBER, member_of=institution) | Q(to_kind=INSTITUTION, to_id=institution),
        section=OuterRef("section"),
        until=None,
    ).exclude(to_id=account.pk)
    mine = Grant.objects.filter(to_kind=MEMBER, to_id=account.pk, member_of=institution)
    return mine.filter(Exists(others), basis=HOLDER)


def _waiting(institution: UUID) -> QuerySet[IntakeWrap]:
    return (
        IntakeWrap.objects.select_for_update(of=("self",))
        .filter(key__institution_id=institution, state=HELD)
        .select_related("key")
    )
