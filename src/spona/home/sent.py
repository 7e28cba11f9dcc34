"""What the actor's institution sent to others: to whom, and how far it has got."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.utils.functional import Promise

from spona.access.actor import Actor
from spona.cases.models import Referral
from spona.cases.referrals.moves import CLOSED, WAITING
from spona.cases.referrals.sender_state import sender_state
from spona.directory.models import Institution
from spona.home.links import link

SHOWN = 12


@dataclass(frozen=True, slots=True)
class SentRow:
    """`state` and `word` as the part `state` draws them; no clock: whether another
    institution is late is seen by itself and by the coordinator only.
    """

    reference: str
    recipient: Institution
    state: str
    word: str | Promise
    sent_at: datetime
    url: str
    waits: bool
    on_paper: bool = False


def sent_rows(actor: Actor) -> list[SentRow]:
    """The newest first, the open ones before the finished; one query."""
    rows = Referral.objects.sent_by_institution(actor).select_related("recipient_institution")
    newest = list(rows.order_by("-sent_at")[:SHOWN])
    # A stable sort: within both groups the newest stays first.
    newest.sort(key=lambda row: row.state in CLOSED)
    return [_row(row) for row in newest]


def _row(row: Referral) -> SentRow:
    state, word = sender_state(row)
    url = link("referral", row.pk, row.reference)
    waits = row.state in WAITING
    return SentRow(
        row.reference, row.recipient_institution, state, word, row.sent_at, url, waits, row.on_paper
    )
