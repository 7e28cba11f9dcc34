"""Content-free notices of a file to those who can open it."""

from __future__ import annotations

from collections.abc import Iterable

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
