"""Content-free notices of a file to those who can open it."""

from __future__ import annotations

from collections.abc import Iterable

from django.urls import reverse

from spona.access.actor import Actor
from spona.cases.case.models import Case
from spona.directory.models import Person
from spona.identity.models import Account
from spona.notifications.actions import notify


def tell(accounts: Iterable[Account], kind: str, case: Case, *, by: Actor) -> None:
    """One notice each, with a mail but for practice; nobody is told of their own act."""
    people = {one.pk: one for one in accounts if one.pk != by.account_id}
    emails = dict(Person.objects.filter(account__in=people).values_list("account_id", "email"))
    for pk, account in people.items():
        email = None if case.network.practice else emails.get(pk) or None
        notify(account, kind, reference=case.reference, by=by, email=email)


def tell_ended(account: Account, reference: str, *, by: Actor) -> None:
    """What was assigned is no longer open to them: a notice without a mail, for nothing waits.

    Not where somebody is locked out: nobody hears of that, least of all at once. It leads to what
    is still theirs.
    """
    if account.pk != by.account_id and account.is_active:
        link = reverse("cases:files")
        notify(account, "access_ended", reference=reference, by=by, link=link)
