"""Let somebody in, release what was held back, destroy a wrap."""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import replace
from uuid import UUID

from django.db.models import QuerySet
from django.utils import timezone

from spona import audit
from spona.access.actor import Actor
from spona.identity.keyring import Keyring
from spona.vault import authentic, permissions, stones
from spona.vault.models import Box, Grant, Section
from spona.vault.models.authentic import HELD, OPEN
from spona.vault.recipients import Recipient
from spona.vault.stones import Stone
from spona.vault.ways import Opener, grants_for
from spona.vault.wrapping import Wrapper


def grant(section: Section, recipient: Recipient, *, by: Actor, keys: Keyring) -> Grant:
    """Wrap the section's key to one more recipient; an older grant to the same is replaced.

    Another's box never stays open longer by this than to whoever lets in: a wrap that ends
    with an agreement gives none that does not.

    Denied where `by` may not let in or cannot open; NotConnected where nobody there can.
    """
    permissions.check_can_grant(by, section.box, recipient)
    with audit.transaction() as log:
        row = Section.objects.select_for_update(of=("self",)).select_related("box").get(
            pk=section.pk
        )  # fmt: skip
        own = grants_for(by, [row])[row.pk]
        if not own:
            permissions.check_can_open(by, row, own, reason="")
        secret, way = Opener(by, keys).section_key(row, own)
        recipient = _no_longer(recipient, way, row.box, by)
        _take_away(row.grants.filter(to_kind=recipient.kind, to_id=recipient.id), log)
        made = Wrapper(by, keys).grant(row, secret, recipient)
        made.save(force_insert=True)
        log.record("grant:made", by=by, subject=("section", row.pk), detail=_detail(made))
    return made


def _no_longer(recipient: Recipient, way: Grant, box: Box, by: Actor) -> Recipient:
    if way.until is None or box.owner_institution_id == by.institution_id:
        return recipient
    return replace(recipient, until=min(way.until, recipient.until or way.until))


def release(
    what: Grant | Box,
    *,
    by: Actor,
    institution: UUID | None = None,
    sections: Collection[str] | None = None,
) -> int:
    """Make held grants usable; return how many. Needs nobody's key.

    Of a box all held grants, or those that lead to one `institution` (to it or to its
    members by name), or those of some `sections`. What has ended stays closed.
    """
    rows = _chosen(what, sections).filter(state=HELD)
    return _move(rows, _let_go, "grant:released", by=by, institution=institution)


def destroy(
    what: Grant | Box,
    *,
    by: Actor,
    institution: UUID | None = None,
    sections: Collection[str] | None = None,
) -> int:
    """Delete grants, held or open, so that their recipients open nothing; return how many.

    A row that somebody puts back opens nothing either, and a restore destroys it again.
    """
    rows = _chosen(what, sections)
    with audit.transaction() as log:
        ids = list(rows.values_list("pk", flat=True))
        count = _move(rows, _delete, "grant:destroyed", by=by, institution=institution)
        gone = set(ids) - set(Grant.objects.filter(pk__in=ids).values_list("pk", flat=True))
        _remember(gone, log)
    return count


def _take_away(rows: QuerySet[Grant], log: audit.Log) -> None:
    """An older wrap to the same recipient: put back, it would outlive the one that follows."""
    ids = set(rows.values_list("pk", flat=True))
    rows.delete()
    _remember(ids, log)


def _remember(gone: Collection[UUID], log: audit.Log) -> None:
    """What was taken away, in the log and as stones."""
    for ident in sorted(gone):
        log.row(ident, kind=stones.GRANT, tag="")
    now = timezone.now()
    stones.write_on_commit([Stone(stones.GRANT, ident, now) for ident in sorted(gone)])


def _chosen(what: Grant | Box, sections: Collection[str] | None) -> QuerySet[Grant]:
    rows = Grant.objects.select_for_update(of=("self",)).select_related("section__box")
    rows = rows.filter(pk=what.pk) if isinstance(what, Grant) else rows.filter(section__box=what)
    return rows if sections is None else rows.filter(section__name__in=sections)


def _move(
    rows: QuerySet[Grant],
    change: Callable[[Grant], bool],
    name: str,
    *,
    by: Actor,
    institution: UUID | None,
) -> int:
    with audit.transaction() as log:
        chosen = [
            row
            for row in rows.order_by("id")
            if institution is None or permissions.is_of(row, institution)
        ]
        for row in chosen:
            permissions.check_can_move(by, row.section.box, row)
        moved = [row for row in chosen if change(row)]
        for row in moved:
            log.record(name, by=by, subject=("section", row.section_id), detail=_detail(row))
    return len(moved)


def _let_go(row: Grant) -> bool:
    if row.until and row.until <= timezone.now():
        return False
    authentic.check(row)
    row.wrapped = authentic.let_go(row.id, bytes(row.wrapped), info=row.info())
    row.state = OPEN
    authentic.stamp(row).save()
    return True


def _delete(row: Grant) -> bool:
    # Not authenticated on purpose: whatever the row is, it is gone afterwards.
    Grant.objects.filter(pk=row.pk).delete()
    return True


def _detail(row: Grant) -> dict[str, str]:
    return {
        "section": row.section.name,
        "to": row.to_kind,
        "to_id": str(row.to_id),
        "state": row.state,
        "basis": row.basis,
    }
