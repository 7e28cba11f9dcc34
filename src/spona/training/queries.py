"""What other apps and desks ask about trainings."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection
from dataclasses import dataclass

from django.db.models import Prefetch, Q, QuerySet

from spona.directory.models import Network
from spona.reference.scripts import fold
from spona.training.dates import months_after
from spona.training.models import Certificate, Module, Participant, Session, SessionDay

type Who = tuple[object, ...]


def trained_between(network: Network, first: dt.date, last: dt.date, *, sector: str = "") -> int:
    """How many people of institutions of the network (of one sector) took part, each once.

    Took part: there on at least one day, in a session of the network that was closed and whose
    last day lies between the two, both included.
    """
    rows = Participant.objects.filter(
        session__network=network,
        session__closed_at__isnull=False,
        session__last_day__range=(first, last),
        withdrawn_at=None,
        attended__present=True,
    )
    if sector:
        rows = rows.filter(institution__sector=sector)
    return len({who(one) for one in rows.select_related("member").distinct()})


def who(participant: Participant) -> Who:
    """What makes two registrations the same person: who signed in, else name and institution."""
    if participant.member is not None:
        return (participant.member.person_id,)
    return (fold(participant.name), participant.institution_id)


def modules_for(facts: Collection[str], *, sector: str = "") -> list[Module]:
    """Running modules that cover one of these codes of `training_gap`, those that cover most
    first; with a `sector` only those for it or for everybody.
    """
    wanted = set(facts)
    rows = [
        one
        for one in Module.objects.running().filter(network__practice=False)
        if wanted & set(one.covers) and (not sector or not one.audience or sector in one.audience)
    ]
    return sorted(rows, key=lambda one: (-len(wanted & set(one.covers)), one.search_key))


def with_days(rows: QuerySet[Session]) -> QuerySet[Session]:
    """With what a row of a list shows."""
    days = Prefetch("days", SessionDay.objects.order_by("day"))
    return rows.select_related("module", "network__town").prefetch_related(days)


@dataclass(frozen=True, slots=True)
class Line:
    """Trainings of a network on one line: of the last twelve months, and what lies ahead."""

    held: int
    trained: int
    valid: int
    ahead: int
    next_on: dt.date | None


def line(network: Network, day: dt.date) -> Line:
    """Four numbers and the next day; zero is calm."""
    year = months_after(day, -12)
    held = Session.objects.held().filter(network=network, last_day__range=(year, day)).count()
    ahead = list(
        Session.objects.filter(network=network).ahead(day).values_list("first_day", flat=True)
    )
    return Line(
        held=held,
        trained=trained_between(network, year, day),
        valid=len(
            {who(one.participant) for one in certificates([network]) if one.is_valid_on(day)}
        ),
        ahead=len(ahead),
        next_on=ahead[0] if ahead else None,
    )


def certificates(networks: Collection[Network]) -> list[Certificate]:
    """All of these networks with their holders, in one query."""
    rows = Certificate.objects.filter(network__in=list(networks), withdrawn_at=None)
    held = Q(participant__withdrawn_at=None)
    return list(rows.filter(held).select_related("participant__member", "participant__institution"))
