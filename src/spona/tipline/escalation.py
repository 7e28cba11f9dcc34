"""Who hears of it when nobody takes a tip over: a step has to be a person who can open."""

from __future__ import annotations

from django.utils import timezone

from spona.access.exclusion_marks import marks_for
from spona.directory.models import Member, Seat
from spona.directory.queries import centre, coordinator_of, deputies_of, members_of
from spona.identity.models import Account
from spona.tipline.exclusions import marks_on
from spona.tipline.models import Addressee, Tip
from spona.vault.queries import active_holders


def deputies(addressee: Addressee) -> list[Account]:
    """The deputy of the seat if they can open it; else everybody who can is told once more."""
    able = active_holders(addressee.institution)
    seat = (
        Seat.objects.active_on(timezone.localdate())
        .filter(network=addressee.tip.network, institution=addressee.institution)
        .select_related("deputy__person")
        .first()
    )
    deputy = seat.deputy.person.account_id if seat and seat.deputy else None
    return [account for account in able if account.pk == deputy] or able


def coordinators(tip: Tip) -> list[Account]:
    """The coordinator; one of a locked out institution is replaced by a deputy of another, and
    where there is none, by the Centre.
    """
    chief = coordinator_of(tip.network)
    found = _allowed(tip, [chief] if chief else [])
    found = found or _allowed(tip, deputies_of(tip.network))[:1]
    if not found and (national := centre()):
        found = _allowed(tip, members_of(national))
    accounts = [one.person.account for one in found]
    return [account for account in accounts if account is not None and account.is_active]


def _allowed(tip: Tip, people: list[Member]) -> list[Member]:
    out = marks_on(tip)
    return [
        one
        for one in people
        if not out & marks_for(people=[one.person_id], institutions=[one.institution_id])
    ]
