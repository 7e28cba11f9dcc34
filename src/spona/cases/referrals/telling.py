"""Content-free notices of a referral: to whom they go, never what it is about."""

from __future__ import annotations

from collections.abc import Iterable

from spona.access.actor import Actor
from spona.cases.referrals.models import Referral
from spona.cases.referrals.parties import readers
from spona.directory.models import Person
from spona.identity.models import Account
from spona.notifications.actions import notify


def tell_recipient(referral: Referral, kind: str, *, by: Actor) -> None:
    """Everybody at the recipient who can open the cover; nobody who is locked out can."""
    tell(readers(referral, referral.recipient_institution), kind, referral, by=by)


def tell_sender(referral: Referral, kind: str, *, by: Actor) -> None:
    """The writer; when they have left, those at their institution who can open the copy."""
    writer = referral.sent_by.person.account
    can_open = readers(referral, referral.sender_institution)
    ids = {account.pk for account in can_open}
    chosen = [writer] if writer is not None and writer.pk in ids else can_open
    tell(chosen, kind, referral, by=by)


def tell(accounts: Iterable[Account], kind: str, referral: Referral, *, by: Actor) -> None:
    """One notice each and one mail, queued with the change; nobody is told of their own act."""
    people = {account.pk: account for account in accounts if account.pk != by.account_id}
    emails = dict(Person.objects.filter(account__in=people).values_list("account_id", "email"))
    for pk, account in people.items():
        # Invented cases of a practice network leave no trace in anybody's mailbox.
        email = None if referral.network.practice else emails.get(pk) or None
        notify(account, kind, reference=referral.reference, by=by, email=email)
