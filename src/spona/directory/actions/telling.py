"""Somebody hears that a role or a wish to confirm waits for them."""

from __future__ import annotations

from django.urls import reverse

from spona.access.actor import Actor
from spona.directory.models import Member, Network
from spona.notifications.actions import notify


def tell(member: Member, kind: str, *, about: Network, by: Actor) -> None:
    """A notice for the member's login, and a mail where an address stands; nothing to oneself.

    It leads to the conditions of the network, which show everybody what is theirs to do.
    """
    account = member.person.account
    if account is None or not account.is_active or member.person_id == by.person_id:
        return
    email = None if about.practice else member.person.email or None
    link = reverse("directory:casework", args=[about.slug])
    notify(account, kind, reference="", by=by, email=email, link=link)
