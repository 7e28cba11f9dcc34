"""Whoever works on the files hears once that all of them were taken out, and nothing of which."""

from __future__ import annotations

from collections.abc import Collection
from uuid import UUID

from django.db.models import Q

from spona.access.actor import Actor
from spona.cases.case.models import Case
from spona.cases.referrals.models import Referral
from spona.directory.models import Person
from spona.identity.models import Account
from spona.notifications.actions import notify
from spona.vault.models import ASSIGNED, MEMBER, OPEN, Grant
from spona.vault.queries import active_holders


def tell_colleagues(cases: Collection[UUID], *, link: str, by: Actor) -> None:
    """The other intake holders, with the way to the page; those who lead a file, or work on what
    came with it or went out of it, without it.
    """
    assert by.institution_id is not None
    holders = {one.pk: one for one in active_holders(by.institution_id)}
    files = Case.objects.filter(pk__in=cases)
    went = Referral.objects.filter(Q(to_case__in=files) | Q(from_case__in=files))
    assigned = Grant.objects.filter(
        Q(section__box__in=files.values("box")) | Q(section__box__in=went.values("packet")),
        to_kind=MEMBER, member_of=by.institution_id, basis=ASSIGNED, state=OPEN,
    )  # fmt: skip
    leading = Account.objects.filter(pk__in=assigned.values("to_id"), disabled_at=None)
    told = {one.pk: one for one in leading} | holders
    people = Person.objects.filter(account__in=told)
    addresses = dict(people.values_list("account_id", "email"))
    for account in told.values():
        if account.pk != by.account_id:
            email = addresses.get(account.pk) or None
            way = link if account.pk in holders else ""
            notify(account, "taken_out", reference="", by=by, email=email, link=way)
