"""Mail to somebody is refused for good: whoever can mend that hears of it, without content."""

from __future__ import annotations

from uuid import UUID

from django.urls import reverse

from spona.access.actor import Actor
from spona.directory.models import Institution, Member, Network, Person
from spona.directory.queries import coordinator_of, deputies_of, members_of, networks_of
from spona.identity.models import Account
from spona.notifications.actions import notify
from spona.vault import queries


def tell_colleagues(account_id: UUID, address: str, *, tell: bool) -> bool:
    """Tells the other holders and the coordinator; False where the address is not theirs any more.

    A colleague sees on the page of the institution whose mail it is; a coordinator is told the
    institution and no more. No address stands in a notice or leaves the institution.
    """
    person = Person.objects.filter(account=account_id).first()
    if person is None:
        return True
    if person.email != address:
        return False
    if tell:
        by = Actor.system("reminders")
        told = {account_id}
        for pk in sorted(queries.institutions_of(account_id)):
            _tell(Institution.objects.get(pk=pk), told, by)
    return True


def _tell(institution: Institution, told: set[UUID], by: Actor) -> None:
    there = reverse("directory:institution", args=[institution.code])
    able = {account.pk for account in queries.active_holders(institution)}
    people = members_of(institution)
    others = [one for one in people if one.person.account_id in able - told]
    # Where nobody else holds the key, whoever works there can still say it to the person.
    _notify(others or people, "mail_refused", there, told, by)
    for network in networks_of(institution):
        _notify(leaders_of(network), "mail_refused_network", there, told, by)


def leaders_of(network: Network) -> list[Member]:
    chief = coordinator_of(network)
    return [*([chief] if chief else []), *deputies_of(network)]


def _notify(members: list[Member], kind: str, link: str, told: set[UUID], by: Actor) -> None:
    """Each once, whatever they are told it as."""
    for member in members:
        account: Account | None = member.person.account
        if account is None or not account.is_active or account.pk in told:
            continue
        told.add(account.pk)
        email = member.person.email or None
        notify(account, kind, reference="", by=by, email=email, link=link)
