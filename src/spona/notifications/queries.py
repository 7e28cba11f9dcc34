"""Counts for the top bar and for `doctor`, and where a reference leads."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

from django.db.models import Count, Exists, Max, Min, OuterRef, Q
from django.utils import timezone

from spona.access.actor import Actor
from spona.access.prepared_queries import Moment
from spona.access.prepared_rows import PreparedRows
from spona.access.registry import Registry
from spona.notifications.models import Notice, NoticeQuerySet

# After so long without another try nobody knows whether the address still refuses.
_REMEMBERED: Final = timedelta(days=35)
# By the letter of references, the app above that knows: (reference, actor) → path of the thing, or
# None when there is nothing for this actor.
REFERENCE_PATHS: Final = Registry[Callable[[str, Actor], str | None]](
    "paths of references", "RFTMA", why="Without it, a mail would lead nowhere."
)


def unread_count(account_id: UUID | None) -> int:
    """How many notices this account has not read; one query."""
    return Notice.objects.of(account_id).unread().count()


def mailed_since(since: datetime, *, kind: str, reference: str) -> NoticeQuerySet:
    """Such notices since then that nobody has read and whose mail has left or waits."""
    return Notice.objects.unread().filter(
        Q(sent_at__isnull=False) | Q(next_try_at__isnull=False),
        kind=kind,
        reference=reference,
        created_at__gte=since,
    )


def where(reference: str, actor: Actor) -> str | None:
    """The path behind a reference for this actor; None when it is unknown or not for them."""
    path = REFERENCE_PATHS.all().get(reference[:1])
    return path(reference, actor) if path else None


def refused() -> dict[UUID, datetime]:
    """Account → when its mail was last refused for good; nobody to whom a later one has arrived."""
    return dict(_refused().values_list("account_id").annotate(Max("refused_at")).order_by())


def last_refused() -> datetime | None:
    """When a mail was last refused for good, of those addresses that still refuse; one query."""
    last: datetime | None = _refused().aggregate(last=Max("refused_at"))["last"]
    return last


def is_refused(account_id: UUID | None) -> bool:
    """True where mail to this account does not arrive any more; one query."""
    return bool(_REFUSED.rows([account_id] if account_id else []))


def _forgotten_before() -> datetime:
    return timezone.now() - _REMEMBERED


def _refused() -> NoticeQuerySet:
    later = Notice.objects.filter(
        account_id=OuterRef("account_id"), sent_at__gt=OuterRef("refused_at")
    )
    rows = Notice.objects.filter(refused_at__gte=Moment(_forgotten_before))
    return rows.exclude(Exists(later))


_REFUSED: Final = PreparedRows(
    lambda accounts: _refused().filter(account_id__in=accounts).values_list("pk")[:1]
)


@dataclass(frozen=True, slots=True)
class Waiting:
    """Mails that have been tried and have not left: how many, since when, the last failures."""

    count: int
    since: datetime | None
    codes: list[str]


def waiting_since() -> datetime | None:
    """How long the mail server has not taken something; None where nothing waits; one query."""
    since: datetime | None = _waiting().aggregate(since=Min("created_at"))["since"]
    return since


def _waiting() -> NoticeQuerySet:
    return Notice.objects.filter(next_try_at__isnull=False).exclude(mail_error="")


def waiting() -> Waiting:
    """What the mail server did not take so far and is tried again."""
    rows = _waiting()
    found = rows.aggregate(n=Count("pk"), since=Min("created_at"))
    codes = rows.order_by("mail_error").values_list("mail_error", flat=True).distinct()
    return Waiting(found["n"], found["since"], list(codes))
