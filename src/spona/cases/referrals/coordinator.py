"""Who sees that something stands still: content-free, and nobody who was locked out."""

from __future__ import annotations

from spona.access.actor import Actor
from spona.access.exclusion_marks import marks_for
from spona.cases.referrals.models import Referral
from spona.cases.referrals.onward import marks_on
from spona.cases.referrals.telling import tell
from spona.directory.models import Member, Network
from spona.directory.queries import centre, coordinator_of, deputies_of, members_of
from spona.identity.models import Account
from spona.tasks.actions import open_task

CONVENE = "convene"


def coordinators(referral: Referral, network: Network | None = None) -> list[Account]:
    """The coordinator of the network where it waits, or of another one that it touches.

    One who is locked out is replaced by a deputy of another institution, and where there is
    none, by the Centre. Nobody, where a row that says who is locked out was taken away.
    """
    where, marks = network or referral.network, marks_on(referral)
    chief = coordinator_of(where)
    found = [one for one in ([chief] if chief else []) if not _excluded(one, marks)]
    if not found:
        found = [one for one in deputies_of(where) if not _excluded(one, marks)][:1]
    if not found and (national := centre()):
        found = [one for one in members_of(national) if not _excluded(one, marks)]
    accounts = [one.person.account for one in found]
    return [account for account in accounts if account is not None and account.is_active]


def show_to_coordinator(referral: Referral, *, by: Actor) -> None:
    """Put it on the desks of the networks it touches and tell who leads them."""
    touched = [one for one in (referral.network, referral.from_network) if one is not None]
    told: list[Account] = []
    marks = marks_on(referral)
    for network in touched:
        chief = coordinator_of(network)
        leaders = [*([chief] if chief else []), *deputies_of(network)]
        # The desk is read by all who lead, so it stays empty where one of them is locked out.
        if leaders and not any(_excluded(one, marks) for one in leaders):
            open_task(
                CONVENE,
                referral.subject,
                institution=None,
                network=network,
                reference=referral.reference,
                by=by,
            )
        told += coordinators(referral, network)
    tell(told, "waiting", referral, by=by)


def _excluded(member: Member, marks: set[str]) -> bool:
    own = marks_for(people=[member.person_id], institutions=[member.institution_id])
    return not own.isdisjoint(marks)
