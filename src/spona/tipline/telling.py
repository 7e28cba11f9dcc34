"""Content-free notices about a tip: who can open it hears that something is there."""

from __future__ import annotations

from collections.abc import Iterable

from spona.access.actor import Actor
from spona.access.exclusion_marks import PERSON, mark
from spona.directory.models import Institution, Person
from spona.identity.models import Account
from spona.notifications.actions import notify
from spona.tipline.exclusions import marks_on
from spona.tipline.models import Tip
from spona.vault.queries import active_holders


def tell_holders(tip: Tip, institutions: Iterable[Institution], kind: str, *, by: Actor) -> None:
    """The intake holders of each institution that can open it."""
    tell(tip, [account for one in institutions for account in active_holders(one)], kind, by=by)


def tell(tip: Tip, accounts: Iterable[Account], kind: str, *, by: Actor) -> None:
    """One notice each and one mail; nobody is told of their own act, nor who was locked out."""
    people = {account.pk: account for account in accounts if account.pk != by.account_id}
    out, emails = marks_on(tip), {}
    for person in Person.objects.filter(account__in=people):
        emails[person.account_id] = person.email
        if mark(PERSON, person.pk) in out and person.account_id:
            del people[person.account_id]
    for pk, account in people.items():
        # Invented messages of a practice network leave no trace in anybody's mailbox.
        email = None if tip.network.practice else emails.get(pk) or None
        notify(account, kind, reference=tip.reference, by=by, email=email)
