"""Content-free notices to the other holders of an institution, and to analysts."""

from __future__ import annotations

from collections.abc import Collection
from uuid import UUID

from django.urls import reverse

from spona.access.actor import Actor
from spona.audit.readonly import writable
from spona.directory.models import Network, Person
from spona.directory.queries import COORDINATOR, network_members
from spona.identity.models import Account
from spona.notifications.actions import notify
from spona.vault import queries
from spona.vault.models import INSTITUTION, MEMBER, OPEN, Box, Grant


def holders_of_opening(box: Box, institution: UUID | None, *, by: Actor) -> None:
    """A holder opened what is assigned to others: the other holders hear of it at once, but for
    who is locked out of it.

    Belongs to the read log, so it is written on a page that otherwise writes nothing.
    """
    if institution is None:
        return
    open_to = Grant.objects.filter(section__box=box, state=OPEN)
    by_key = open_to.filter(to_kind=INSTITUTION, to_id=institution).exists()
    named = open_to.filter(to_kind=MEMBER).values_list("to_id", flat=True)
    among = None if by_key else set(named)
    with writable():
        _tell(institution, "opened_outside_team", box.reference, "", by=by, among=among)


def holders_of_change(institution: UUID, *, by: Actor) -> None:
    """Who holds the key was changed; the page shows what and by whom."""
    _tell(institution, "access", "", reverse("vault:keys"), by=by)


def analyst_of_key(account: Account, network: Network, *, by: Actor) -> None:
    """Somebody was given the statistics key; the page shows which network's."""
    link = reverse("vault:analysts", args=[network.slug])
    email = _address(account, network)
    notify(account, "key_given", reference="", by=by, email=email, link=link)


def analysts_of_change(
    network: Network, gone: Account, rest: Collection[Account], *, by: Actor
) -> None:
    """Who held the statistics key hears that they do not any more; who still does, and whoever
    coordinates, that it changed.
    """
    if gone.pk != by.account_id and gone.disabled_at is None:
        notify(gone, "key_taken", reference="", by=by, email=_address(gone, network))
    leading = [one.person.account for one in network_members(network, COORDINATOR)]
    told = {one.pk: one for one in (*rest, *leading) if one is not None and one.pk != gone.pk}
    link = reverse("vault:analysts", args=[network.slug])
    for account in told.values():
        if account.pk != by.account_id:
            email = _address(account, network)
            notify(account, "statistics_key", reference="", by=by, email=email, link=link)


def _address(account: Account, network: Network) -> str | None:
    person = Person.objects.filter(account=account).first()
    return (person.email or None) if person is not None and not network.practice else None


def _tell(
    institution: UUID,
    kind: str,
    reference: str,
    link: str,
    *,
    by: Actor,
    among: set[UUID] | None = None,
) -> None:
    """`among`: nobody but these; None for every holder."""
    others = [
        account
        for account in queries.active_holders(institution)
        if account.pk != by.account_id and (among is None or account.pk in among)
    ]
    people = Person.objects.filter(account__in=others)
    addresses = dict(people.values_list("account_id", "email"))
    for account in others:
        email = addresses.get(account.pk) or None
        notify(account, kind, reference=reference, by=by, email=email, link=link)
