"""Urgency, age group and sender on rows of the desk: opened in memory for whoever has the key.

The same for a report from an account and for one with a name that came without an account, and for
the first contact that follows from either. Whoever has no key to the cover gets the row without it;
of a message without a name nothing is opened.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Final
from uuid import UUID

from django.db.models import Q

from spona.access.actor import Actor
from spona.access.prepared_rows import PreparedRows
from spona.cases.case.actions import FIRST_CONTACT
from spona.cases.models import Referral
from spona.cases.referrals.packet import Cover
from spona.cases.worklists.queue import covers_of
from spona.dashboard.rows import WorkRow
from spona.identity.keyring import Keyring
from spona.tipline.covers import heads_of
from spona.tipline.models import Addressee, Tip


@dataclass(frozen=True, slots=True)
class _Opened:
    cover: Cover
    sender: str = ""


def with_covers(rows: list[WorkRow], actor: Actor, keys: Keyring) -> list[WorkRow]:
    """The rows in their order, opened. At most eleven queries and two lines of the read log for any
    number of them, none where no row has anything sealed.
    """
    # The first that brought the person stays: a referral may have been joined to a file later.
    found = _of_messages(rows, actor, keys) | _of_referrals(rows, actor, keys)
    return [_row(row, found.get(row.task.subject_id)) for row in rows]


def _row(row: WorkRow, opened: _Opened | None) -> WorkRow:
    if opened is None:
        return row
    return replace(row, cover=opened.cover, sender=opened.sender)


_RECEIVED: Final = PreparedRows(
    lambda actor, own, files: (
        Referral.objects.visible_to(actor)
        .filter(Q(pk__in=own) | Q(to_case__in=files), recipient_institution=actor.institution_id)
        .order_by("-sent_at")
    )
)


def _of_referrals(rows: Iterable[WorkRow], actor: Actor, keys: Keyring) -> dict[UUID, _Opened]:
    """By the id of the referral, or of the file that it brought."""
    own, files = _subjects(rows, "referral"), _first_contacts(rows)
    if not own and not files:
        return {}
    referrals = _RECEIVED.rows(actor, own, files)
    covers = covers_of(referrals, actor, keys)
    found: dict[UUID, _Opened] = {}
    for one in referrals:
        if (cover := covers.get(one.packet_id)) is not None:
            found[one.pk] = _Opened(cover)
            # The newest comes first, so the one that brought the person stays.
            if one.to_case_id is not None:
                found[one.to_case_id] = _Opened(cover)
    return found


_ADDRESSED: Final = PreparedRows(
    lambda actor, own: Addressee.objects.filter(
        pk__in=own, tip__in=Tip.objects.visible_to(actor)
    ).values_list("pk", "tip__box_id")
)
_BROUGHT: Final = PreparedRows(
    lambda actor, files: (
        Tip.objects.visible_to(actor).filter(case__in=files).values_list("case_id", "box_id")
    )
)


def _of_messages(rows: Iterable[WorkRow], actor: Actor, keys: Keyring) -> dict[UUID, _Opened]:
    """By the id of the addressee, or of the file that was opened by it."""
    own, files = _subjects(rows, "tip"), _first_contacts(rows)
    boxes: dict[UUID, UUID] = {}
    if own:
        boxes |= dict(_ADDRESSED.rows(actor, own))
    if files:
        boxes |= dict(_BROUGHT.rows(actor, files))
    heads = heads_of(boxes.values(), by=actor, keys=keys) if boxes else {}
    return {
        ident: _Opened(heads[box].cover, heads[box].institution)
        for ident, box in boxes.items()
        if box in heads
    }


def _subjects(rows: Iterable[WorkRow], kind: str) -> list[UUID]:
    return [row.task.subject_id for row in rows if row.task.subject_kind == kind]


def _first_contacts(rows: Iterable[WorkRow]) -> list[UUID]:
    return [row.task.subject_id for row in rows if row.task.kind == FIRST_CONTACT]
