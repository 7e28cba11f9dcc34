"""Content-free notices to the other holders of an institution."""

from __future__ import annotations

from uuid import UUID

from django.urls import reverse

from spona.access.actor import Actor
from spona.audit.readonly import writable
from spona.directory.models import Person
from spona.notifications.actions import notify
from spona.vault import queries
from spona.vault.models import Box


def holders_of_opening(box: Box, institution: UUID, *, by: Actor) -> None:
    """A holder opened what is assigned to others: the other holders hear of it at once.

    Belongs to the read log, so it is written on a page that otherwise writes nothing.
    """
    with writable():
        _tell(institution, "opened_outside_team", box.reference, "", by=by)


def holders_of_change(institution: UUID, *, by: Actor) -> None:
    """Who holds the key was changed; the page shows what and by whom."""
    _tell(institution, "access", "", reverse("vault:keys"), by=by)


def _tell(institution: UUID, kind: str, reference: str, link: str, *, by: Actor) -> None:
    others = [
        account for account in queries.active_holders(institution) if account.pk != by.account_id
    ]
    people = Person.objects.filter(account__in=others)
    addresses = dict(people.values_list("account_id", "email"))
    for account in others:
        email = addresses.get(account.pk) or None
        notify(account, kind, reference=reference, by=by, email=email, link=link)
