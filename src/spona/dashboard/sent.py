"""What the actor's institution sent to others: to whom, and how far it has got."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Final

from django.utils.functional import Promise

from spona.access.actor import Actor
from spona.access.prepared_rows import PreparedRows
from spona.cases.models import Referral
from spona.cases.referrals.addressee import Addressee, addressees_of
from spona.cases.referrals.moves import CLOSED, WAITING
from spona.cases.referrals.sender_state import sender_state
from spona.dashboard.links import link
from spona.directory.models import Institution
from spona.directory.queries import attach_institutions
from spona.identity.keyring import Keyring

SHOWN = 12


@dataclass(frozen=True, slots=True)
class SentRow:
    """`state` and `word` as the part `state` draws them; no deadline: whether another
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
    heard: bool = False


_NEWEST: Final = PreparedRows(
    lambda actor: (
        Referral.objects.sent_by_institution(actor).with_heard().order_by("-sent_at")[:SHOWN]
    )
)


def sent_rows(actor: Actor, keys: Keyring) -> list[SentRow]:
    """The newest first, the open ones before the finished; one query, and those that open the
    name of a body that was typed.
    """
    newest = _NEWEST.rows(actor)
    attach_institutions(newest, "recipient_institution")
    # A stable sort: within both groups the newest stays first.
    newest.sort(key=lambda row: row.state in CLOSED)
    typed = addressees_of(newest, by=actor, keys=keys)
    return [_row(row, typed.get(row.packet_id)) for row in newest]


def _row(row: Referral, typed: Addressee | None) -> SentRow:
    state, word = sender_state(row)
    url = link("referral", row.pk, row.reference)
    waits = row.state in WAITING
    to = typed.as_institution() if typed else row.recipient_institution
    heard: bool = getattr(row, "heard")  # noqa: B009 — an annotation of the query
    return SentRow(row.reference, to, state, word, row.sent_at, url, waits, row.on_paper, heard)
