"""Whether, when and how the Centre was asked about a case, and which counts follow its decision."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Final
from uuid import UUID

from django.db.models import Q

from spona.access.actor import Actor
from spona.cases.case.models import Case
from spona.cases.referrals.addressee import addressees_of
from spona.cases.referrals.models import Move, Referral
from spona.cases.referrals.moves import BEFORE_SENDING, TAKEN, WAITING, Kind, State
from spona.deadlines.late import day_in, today_in
from spona.identity.keyring import Keyring

CENTRE: Final = "centre"
# Prepared and never sent.
_NEVER_SENT: Final = ("refuse_approval", "fall_away")


@dataclass(frozen=True, slots=True)
class Request:
    """A referral by which the Centre was asked. `visible`: its page opens for this reader.
    `answered`: the Centre has it here and may have said something itself. `waits`: it went on
    paper, and its answer is written down here.
    """

    referral: UUID
    reference: str
    day: date
    on_paper: bool
    visible: bool
    answered: bool
    waits: bool


@dataclass(frozen=True, slots=True)
class Requests:
    """The earliest first. `prepared`: only a paper packet lies ready that nobody handed over."""

    rows: Sequence[Request] = field(default_factory=list)
    prepared: bool = False

    @property
    def first(self) -> Request | None:
        return self.rows[0] if self.rows else None

    @property
    def answered(self) -> list[Request]:
        return [one for one in self.rows if one.answered]


def is_own(case: Case) -> bool:
    """It is the Centre's own case, so that it writes down what it has decided itself."""
    return case.owner_institution.sector == CENTRE


def requests_of(case: Case, *, by: Actor, keys: Keyring) -> Requests:
    """Of the whole case, for whoever writes in it: also where a colleague has sent it and no key
    of its packet leads to them. Not what they are excluded from. What was asked without identity
    is a second opinion, and nothing is decided on it.
    """
    rows = list(
        Referral.objects.not_excluding(by)
        .filter(Q(from_case=case) | Q(to_case=case))
        .exclude(state__in=BEFORE_SENDING)
        .exclude(kind=Kind.QUESTION)
        .exclude(state=State.WITHDRAWN, moves__verb__in=_NEVER_SENT)
        .select_related("recipient_institution", "agreement", "network")
        .order_by("sent_at")
    )
    typed = addressees_of(rows, by=by, keys=keys)
    to_centre = [
        one
        for one in rows
        if (typed.get(one.packet_id) or one.recipient_institution).sector == CENTRE
    ]
    ids = [one.pk for one in to_centre]
    seen = set(Referral.objects.visible_to(by).filter(pk__in=ids).values_list("pk", flat=True))
    asked = reached(to_centre)
    return Requests(
        [
            Request(
                one.pk,
                one.reference,
                day_in(case.network.time_zone, one.sent_at),
                one.on_paper,
                visible=one.pk in seen,
                answered=not one.on_paper and one.opened_at is not None and one.pk in seen,
                waits=one.on_paper and one.pk in seen and _waits(one),
            )
            for one in asked
        ],
        prepared=bool(to_centre) and not asked,
    )


def reached(to_centre: Sequence[Referral]) -> list[Referral]:
    """Of what was made for the Centre that by which it was asked: not what waits to be sent or to
    be handed over on paper, and no question without identity.
    """
    paper = [one.pk for one in to_centre if one.on_paper]
    moves = (
        Move.objects.filter(referral__in=paper, verb="deliver") if paper else Move.objects.none()
    )
    handed = set(moves.values_list("referral_id", flat=True))
    return [
        one
        for one in to_centre
        if one.state not in BEFORE_SENDING
        and one.kind != Kind.QUESTION
        and (not one.on_paper or one.pk in handed)
    ]


def _waits(row: Referral) -> bool:
    """What rests on an agreement that is over ends by itself."""
    if row.agreement is not None and not row.agreement.lasts_on(today_in(row.network)):
        return False
    return row.state in WAITING | TAKEN
