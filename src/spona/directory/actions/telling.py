"""Somebody hears that a role or a wish to confirm waits for them."""

from __future__ import annotations

from django.urls import reverse

from spona.access.actor import Actor
from spona.directory.models import Member, Network
from spona.directory.queries import networks_of
from spona.notifications.actions import notify
from spona.notifications.models import Notice


def tell(member: Member, kind: str, *, about: Network, by: Actor, link: str = "") -> None:
    """A notice for the member's login, and a mail where an address stands: of what another person
    did, never of what a program set up.

    It leads to `link`, else to the conditions of the network, which show everybody what is theirs
    to do.
    """
    account = member.person.account
    if by.person_id in (None, member.person_id) or account is None or not account.is_active:
        return
    if not networks_of(member.institution).filter(pk=about.pk).exists():
        return
    there = link or reverse("directory:casework", args=[about.slug])
    if Notice.objects.of(account.pk).unread().filter(kind=kind, link=there).exists():
        # Told once until it is read: nobody fills somebody's mailbox by pressing again.
        return
    email = None if about.practice else member.person.email or None
    notify(account, kind, reference="", by=by, email=email, link=there)
