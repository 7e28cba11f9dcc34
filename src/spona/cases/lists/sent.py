"""What a person has sent, what their institution has, and the drafts that only they see."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import Max
from django.utils.functional import Promise

from spona.access.actor import Actor
from spona.cases.intake.models import Draft
from spona.cases.referrals.models import Referral
from spona.cases.referrals.moves import CLOSED
from spona.cases.referrals.sender_state import sender_state


@dataclass(frozen=True, slots=True)
class Row:
    """`state` and `word` as the part `state` draws them; no clock: whether another
    institution is late is seen by itself and by the coordinator only.
    """

    referral: Referral
    state: str
    word: str | Promise


@dataclass(frozen=True, slots=True)
class Sent:
    drafts: list[Draft]
    open: list[Row]
    closed: list[Row]


def sent(actor: Actor) -> Sent:
    """Nothing is opened here: the list lives on clear columns alone."""
    referrals = (
        Referral.objects.sent_by_institution(actor)
        .select_related("recipient_institution", "network")
        .annotate(last_at=Max("moves__at"))
        .order_by("-last_at")
    )
    rows = [Row(one, *sender_state(one)) for one in referrals]
    drafts = Draft.objects.visible_to(actor).order_by("-updated_at")
    return Sent(
        list(drafts),
        [row for row in rows if row.referral.state not in CLOSED],
        [row for row in rows if row.referral.state in CLOSED],
    )
