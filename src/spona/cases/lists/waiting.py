"""Who it is waiting for: the coordinator's rows, of clear columns alone."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime

from spona.access.actor import Actor
from spona.cases.lists.queue import clocks_of
from spona.cases.referrals.models import Referral
from spona.cases.referrals.moves import CLOSED
from spona.clocks.queries import ClockView


@dataclass(frozen=True, slots=True)
class Waiting:
    """No age, sex, town of the person, urgency or content: only who waits for whom."""

    reference: str
    sender: str
    recipient: str
    recipient_sector: str
    state: str
    sent_at: datetime
    clock: ClockView | None


def waiting(actor: Actor) -> list[Waiting]:
    """Unfinished referrals of the networks that the actor coordinates, late ones first."""
    referrals = list(
        Referral.objects.waiting_in(actor)
        .exclude(state__in=CLOSED)
        .select_related("sender_institution", "recipient_institution", "network")
        .order_by("sent_at")
    )
    clocks = clocks_of(referrals)
    rows = [
        Waiting(
            one.reference,
            str(one.sender_institution.words),
            str(one.recipient_institution.words),
            one.recipient_institution.sector,
            one.state,
            one.sent_at,
            _bare(clocks.get(one.pk)),
        )
        for one in referrals
    ]
    return sorted(
        rows, key=lambda row: (row.clock is None or row.clock.state != "late", row.sent_at)
    )


def _bare(view: ClockView | None) -> ClockView | None:
    """The clock without the words of its rule, which would say how urgent it is."""
    return replace(view, rule="") if view else None
