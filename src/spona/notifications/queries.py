"""Counts for the top bar and for `doctor`, and where a reference leads."""

from __future__ import annotations

from collections.abc import Callable
from uuid import UUID

from django.conf import settings
from django.db.models import Count
from django.utils.module_loading import import_string

from spona.access.actor import Actor
from spona.notifications.models import Notice

# (reference, actor) → path of the thing, or None when there is nothing for this actor.
Resolver = Callable[[str, Actor], str | None]


def unread_count(account_id: UUID | None) -> int:
    """How many notices this account has not read; one query."""
    return Notice.objects.of(account_id).unread().count()


def where(reference: str, actor: Actor) -> str | None:
    """The path behind a reference for this actor; None when it is unknown or not for them.

    The rooms lie above this one, so they are named in `settings.GO_RESOLVERS` by the
    letter of their references and imported only when asked.
    """
    table: dict[str, str] = getattr(settings, "GO_RESOLVERS", {})
    path = table.get(reference[:1])
    if path is None:
        return None
    resolver: Resolver = import_string(path)
    return resolver(reference, actor)


def undelivered() -> dict[str, int]:
    """Mails that have not left, by the code of the last failure ('' = not tried yet)."""
    failing = Notice.objects.filter(sent_at=None).exclude(next_try_at=None, mail_error="")
    rows = failing.values_list("mail_error").annotate(n=Count("pk")).order_by("mail_error")
    return dict(rows)
