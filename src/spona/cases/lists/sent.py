"""What a person has sent, what their institution has, and the drafts that only they see."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import Max

from spona.access.actor import Actor
from spona.cases.intake.models import Draft
from spona.cases.lists.queue import clocks_of
from spona.cases.referrals.models import Referral
from spona.cases.referrals.moves import CLOSED
from spona.clocks.queries import ClockView


@dataclass(frozen=True, slots=True)
class Row:
    """`clock` is the recipient's: until when they answer, by which rule."""

    referral: Referral
    clock: ClockView | None


@dataclass(frozen=True, slots=True)
class Sent:
    drafts: list[Draft]
    open: list[Row]
    closed: list[Row]


def sent(actor: Actor) -> Sent:
    """Nothing is opened here: the list lives on clear columns alone."""
    referrals = list(
        Referral.objects.sent_by_institution(actor)
        .select_related("recipient_institution", "network")
        .annotate(last_at=Max("moves__at"))
        .order_by("-last_at")
    )
    clocks = clocks_of(referrals)
    rows = [Row(one, clocks.get(one.pk)) for one in referrals]
    drafts = Draft.objects.visible_to(actor).order_by("-updated_at")
    return Sent(
        list(drafts),
        [row for row in rows if row.referral.state not in CLOSED],
        [row for row in rows if row.referral.state in CLOSED],
    )
