"""Let somebody in, release what was held back, destroy a wrap."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import replace
from datetime import datetime
from uuid import UUID

from django.db.models import Q, QuerySet
from django.utils import timezone

from spona import audit
from spona.access.actor import Actor
from spona.audit import endings
from spona.identity.keyring import Keyring
from spona.vault import permissions, row_integrity
from spona.vault.actions.ending import end_grants
from spona.vault.key_resolution import Opener, grants_for
from spona.vault.models import BESIDE, BY_NAME, HELD, OPEN, UNCONFIRMED, Box, Grant, Section
from spona.vault.recipients import Recipient
from spona.vault.slots import slots_of
from spona.vault.wrapping import Wrapper


def grant(section: Section, recipient: Recipient, *, by: Actor, keys: Keyring) -> Grant:
    """Wrap the section's key to one more recipient; as `grant_sections`."""
    return grant_sections([section], recipient, by=by, keys=keys)[0]


def grant_sections(
    sections: Sequence[Section], recipient: Recipient, *, by: Actor, keys: Keyring
) -> list[Grant]:
    """Wrap the keys of these sections to one more recipient, who gets all of them or none; an older
    grant to the same is replaced. The sections come with their boxes.

    What somebody holds in place of the institution's key, or opened in need, is not replaced by
    what they get for work, nor the other way round.

    Another's box never stays open longer by this than to whoever lets in: a wrap that ends
    with an agreement gives none that does not.

    Denied where `by` may not let in or cannot open; NotConnected where nobody there can.
    """
    if not sections:
        return []
    for box in {section.box_id: section.box for section in sections}.values():
        permissions.check_can_grant(by, box, recipient)
    asked = [section.pk for section in sections]
    opener, wrapper, made = Opener(by, keys), Wrapper(by, keys), []
    with audit.transaction() as log:
        locked = Section.objects.select_for_update(of=("self",)).select_related("box")
        rows = locked.order_by("pk").in_bulk(asked)
        if len(rows) < len(set(asked)):
            raise Section.DoesNotExist
        own = grants_for(by, rows.values())
        for row in (rows[pk] for pk in asked):
            if not own[row.pk]:
                permissions.check_can_open(by, row, own[row.pk], reason="")
            secret, way = opener.section_key(row, own[row.pk])
            made.append(wrapper.grant(row, secret, _no_longer(recipient, way, row.box, by)))
        older = Grant.objects.filter(
            _alike(recipient), section__in=rows, to_kind=recipient.kind, to_id=recipient.id
        )
        # Put back, an older one would outlive the one that follows.
        _remember(end_grants(list(older.values_list("pk", flat=True))), log)
        Grant.objects.bulk_create(made)
        for one in made:
            log.record(
                "grant:made", by=by, subject=("section", one.section_id), detail=_detail(one)
            )
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
    held = _chosen(what, sections).filter(state=HELD)
    return _take_layer_off(held, "grant:released", institution, by)


def destroy(
    what: Grant | Box | Iterable[Grant],
    *,
    by: Actor,
    institution: UUID | None = None,
    sections: Collection[str] | None = None,
    instead_by_name: bool = False,
) -> int:
    """Delete grants, held or open, so that their recipients open nothing; return how many.

    A row that somebody puts back opens nothing either, and a restore destroys it again.
    `instead_by_name`: the holders were let in by name, and an older backup does not have those
    wraps. So the caller writes the ending: a restore must hold the wrap back, not destroy it.
    """
    with audit.transaction() as log:
        rows = _allowed(_chosen(what, sections), institution, by)
        gone = end_grants([row.pk for row in rows])
        for row in gone:
            log.record(
                "grant:destroyed", by=by, subject=("section", row.section_id), detail=_detail(row)
            )
        _remember(gone, log, ended=not instead_by_name)
    return len(gone)


def destroy_again(section: UUID, *, to_kind: str, to_id: UUID, until: datetime, by: Actor) -> int:
    """After a restore: what led from a section to this recipient ended at `until`.

    By section and recipient, since each new key of a section makes new rows for the same people.
    """
    rows = Grant.objects.filter(
        section=section, to_kind=to_kind, to_id=to_id, granted_at__lte=until
    )
    return destroy(rows, by=by)


def hold_back(grant: Grant, state: str, *, by: Actor) -> bool:
    """Put the hold layer back on an open wrap, so that it opens for nobody; needs nobody's key.

    After a restore only: `state` says what it waits for (`UNCONFIRMED`, `BY_NAME`), and no
    ordinary release takes the layer off again. False where the wrap is not ours or not open.
    """
    permissions.check_can_move(by, grant.section.box, grant)
    if grant.state not in (OPEN, HELD) or not row_integrity.is_whole(grant):
        return False
    if grant.state == OPEN:
        grant.wrapped = row_integrity.hold(grant.pk, bytes(grant.wrapped), info=grant.info())
    grant.state = state
    with audit.transaction() as log:
        row_integrity.stamp(grant).save(update_fields=["wrapped", "state", "mac"])
        subject = ("section", grant.section_id)
        log.record("grant:held_back", by=by, subject=subject, detail=_detail(grant))
    return True


def confirm_held(box: Box, *, institution: UUID, by: Actor) -> int:
    """The sender has confirmed the agreement: what waited for that since a restore opens again."""
    return _take_layer_off(
        _chosen(box, None).filter(state=UNCONFIRMED), "grant:confirmed", institution, by
    )


def release_for_names(grant: Grant, *, by: Actor) -> None:
    """A holder lets the others in by name, and destroys this wrap, in the same transaction.

    Of what a restore holds back because somebody is locked out; ValueError for anything else.
    """
    if grant.state != BY_NAME:
        raise ValueError("this wrap waits for nobody to be let in by name")
    _take_layer_off(_chosen(grant, None), "grant:released", None, by)


def _take_layer_off(rows: QuerySet[Grant], event: str, institution: UUID | None, by: Actor) -> int:
    """Make these grants usable; return how many. Needs nobody's key."""
    locked = rows.select_for_update(of=("self",))
    with audit.transaction() as log:
        moved = [row for row in _allowed(locked, institution, by) if _let_go(row)]
        for row in moved:
            log.record(event, by=by, subject=("section", row.section_id), detail=_detail(row))
    return len(moved)


def _alike(recipient: Recipient) -> Q:
    return Q(basis=recipient.basis) if recipient.basis in BESIDE else ~Q(basis__in=BESIDE)


def _remember(gone: Collection[Grant], log: audit.Log, *, ended: bool = True) -> None:
    """What was taken away, in the log and as endings."""
    for row in sorted(gone, key=lambda row: row.pk):
        log.row(row.pk, kind=endings.GRANT, tag="")
        if ended:
            where = {"section": str(row.section_id), "to": row.to_kind, "to_id": str(row.to_id)}
            log.ending(endings.GRANT, row.pk, where)


def _chosen(
    what: Grant | Box | Iterable[Grant], sections: Collection[str] | None
) -> QuerySet[Grant]:
    rows = Grant.objects.select_related("section__box").order_by("id")
    if isinstance(what, Box):
        rows = rows.filter(section__box=what)
        if sections is not None:
            rows = rows.filter(section__slot__in=slots_of(what.pk, sections))
    else:
        rows = rows.filter(pk__in=[row.pk for row in ([what] if isinstance(what, Grant) else what)])
    return rows


def _allowed(rows: QuerySet[Grant], institution: UUID | None, by: Actor) -> list[Grant]:
    """Those that lead to `institution`, or all; Denied unless `by` may move each of them."""
    chosen = [row for row in rows if institution is None or permissions.is_of(row, institution)]
    for row in chosen:
        permissions.check_can_move(by, row.section.box, row)
    return chosen


def _let_go(row: Grant) -> bool:
    if row.until and row.until <= timezone.now():
        return False
    row_integrity.check(row)
    row.wrapped = row_integrity.let_go(row.id, bytes(row.wrapped), info=row.info())
    row.state = OPEN
    row_integrity.stamp(row).save()
    return True


def _detail(row: Grant) -> dict[str, str]:
    return {
        "to": row.to_kind,
        "to_id": str(row.to_id),
        "state": row.state,
        "basis": row.basis,
    }
