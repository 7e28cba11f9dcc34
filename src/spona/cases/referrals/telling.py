"""Content-free notices of a referral: to whom they go, never what it is about."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from typing import Final

from django.utils import timezone

from spona.access.actor import Actor
from spona.cases.referrals.models import Referral
from spona.cases.referrals.parties import readers
from spona.directory.models import Person
from spona.identity.models import Account
from spona.notifications.actions import notify
from spona.notifications.queries import mailed_since

_ONE_MAIL_IN: Final = dt.timedelta(hours=1)


def tell_recipient(referral: Referral, kind: str, *, by: Actor) -> None:
    """Everybody at the recipient who can open the cover; nobody who is locked out can. Of what was
    passed on on paper, those who follow it and call the recipient.
    """
    tell(readers(referral, referral.other_side), kind, referral, by=by)


def tell_sender(referral: Referral, kind: str, *, by: Actor) -> None:
    """The writer; when they have left, those at their institution who can open the copy."""
    writer = referral.sent_by.person.account
    can_open = readers(referral, referral.sender_institution)
    ids = {account.pk for account in can_open}
    chosen = [writer] if writer is not None and writer.pk in ids else can_open
    tell(chosen, kind, referral, by=by)


def tell_paper_side(referral: Referral, kind: str, *, by: Actor) -> None:
    """Who has to call them: the writer, or those who can open it at who passed it on on paper."""
    if referral.paper_institution is None:
        tell_sender(referral, kind, by=by)
    else:
        tell(readers(referral, referral.paper_institution), kind, referral, by=by)


def tell(accounts: Iterable[Account], kind: str, referral: Referral, *, by: Actor) -> None:
    """One notice each and one mail, queued with the change; nobody is told of their own act.

    No second mail of the same within an hour, while the notice of the first is unread: the mail
    would say the same, and one member could fill a partner's mailbox.
    """
    people = {account.pk: account for account in accounts if account.pk != by.account_id}
    lately = mailed_since(timezone.now() - _ONE_MAIL_IN, kind=kind, reference=referral.reference)
    able = Person.objects.filter(account__in=people).exclude(
        account__in=lately.values("account_id")
    )
    emails = dict(able.values_list("account_id", "email"))
    for pk, account in people.items():
        # Invented cases of a practice network leave no trace in anybody's mailbox.
        email = None if referral.network.practice else emails.get(pk) or None
        notify(account, kind, reference=referral.reference, by=by, email=email)
