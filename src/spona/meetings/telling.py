"""Content-free notices of a meeting, to accounts that the caller names."""

from __future__ import annotations

from collections.abc import Iterable
from uuid import UUID

from spona.access.actor import Actor
from spona.directory.models import Person
from spona.identity.models import Account
from spona.meetings.models import Meeting
from spona.notifications.actions import notify
from spona.notifications.models import Notice
from spona.vault.queries import members_of


def tell(accounts: Iterable[Account], kind: str, meeting: Meeting, *, by: Actor) -> None:
    """One notice each and one mail; nobody is told of their own act, and practice sends no mail."""
    people = {one.pk: one for one in accounts if one.pk != by.account_id}
    emails = dict(Person.objects.filter(account__in=people).values_list("account_id", "email"))
    for pk, account in people.items():
        email = None if meeting.network.practice else emails.get(pk) or None
        notify(account, kind, reference=meeting.reference, by=by, email=email)


def told_of(meeting: Meeting, *, institution: UUID | None = None) -> list[Account]:
    """Who was invited by a notice and can sign in today, all or those of one institution.

    So nobody hears of its end who was not to hear of it at all.
    """
    notices = Notice.objects.filter(kind="meeting", reference=meeting.reference)
    found = Account.objects.filter(pk__in=notices.values("account_id"), disabled_at=None)
    if institution is None:
        return list(found)
    there = {one.person.account_id for one in members_of(institution, [one.pk for one in found])}
    return [one for one in found if one.pk in there]
