"""Writing a notice, and marking notices as read."""

from __future__ import annotations

import re
from typing import Final, Protocol
from uuid import UUID

from django.utils import timezone
from django.utils.translation import gettext as _

from spona import audit
from spona.access.actor import Actor
from spona.access.denied import Denied
from spona.notifications.actions.delivery import deliver
from spona.notifications.kinds import KINDS
from spona.notifications.models import Notice

REFERENCE: Final = re.compile(r"^[A-Z]-[0-9A-Z]{4}-[0-9A-Z]{2}$")


class Recipient(Protocol):
    """What this app needs of an account: its id and the language to write in."""

    @property
    def pk(self) -> UUID: ...
    @property
    def language(self) -> str: ...


def notify(
    account: Recipient,
    kind: str,
    *,
    reference: str,
    by: Actor,
    email: str | None = None,
    link: str = "",
) -> Notice:
    """Writes a notice for `account` and, with an `email`, queues one content-free mail.

    `reference` is neutral (`R-7K3M-Q2`) or empty; `link` a path of this site. The mail is
    queued in the same transaction: it leaves exactly when the change is committed. For a
    practice network pass no `email`.
    """
    _check(kind, reference, link)
    with audit.transaction() as log:
        at = timezone.now()
        notice = Notice.objects.create(
            account_id=account.pk,
            kind=kind,
            reference=reference,
            link=link,
            language=account.language,
            created_at=at,
            email=email or "",
            next_try_at=at if email else None,
        )
        if email:
            deliver.enqueue(str(notice.pk))
        log.record(
            "notice:written",
            by=by,
            subject=("notice", notice.pk),
            detail={"kind": kind, "reference": reference, "mail": bool(email)},
        )
        return notice


def mark_read(notice: Notice, *, by: Actor) -> Notice:
    """Marks one of the reader's own notices as read; again changes nothing."""
    if by.account_id is None or notice.account_id != by.account_id:
        raise Denied(_("This notice belongs to somebody else."))
    with audit.transaction():
        Notice.objects.filter(pk=notice.pk, read_at=None).update(read_at=timezone.now())
    notice.refresh_from_db()
    return notice


def mark_all_read(*, by: Actor) -> int:
    """Marks every notice of the reader as read; returns how many were not."""
    with audit.transaction():
        return Notice.objects.of(by.account_id).unread().update(read_at=timezone.now())


def mark_read_about(reference: str, *, by: Actor) -> int:
    """Marks the reader's notices about `reference` as read: an app calls it when they act on it."""
    with audit.transaction():
        mine = Notice.objects.of(by.account_id).unread()
        return mine.filter(reference=reference).update(read_at=timezone.now())


def _check(kind: str, reference: str, link: str) -> None:
    if kind not in KINDS:
        raise ValueError(f"{kind!r} is not a kind of notice")
    if reference and not REFERENCE.match(reference):
        raise ValueError("a notice carries a neutral reference or none")
    if link and (not link.startswith("/") or link.startswith("//")):
        raise ValueError("a notice links to a path of this site")
