"""Who sits at the table of a network: who speaks for an institution, who can be told here."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from uuid import UUID

from django.utils import timezone

from spona.access.roles import ROLES
from spona.directory.coverage import seats_on
from spona.directory.models import Institution, Member, Network, Seat, Standing
from spona.identity.models import Account
from spona.reference.scripts import serbian_key


@dataclass(slots=True)
class Place:
    """One institution at the table, with its people who can sign in today."""

    institution: Institution
    partner: bool
    seat: Seat
    people: list[Member] = field(default_factory=list)

    @property
    def on_paper(self) -> bool:
        """Nobody there can open anything here."""
        return not self.people

    @property
    def speakers(self) -> list[Member]:
        """The holder of the seat and the deputy, where they can sign in; else everybody there."""
        named = (self.seat.member_id, self.seat.deputy_id)
        return [one for one in self.people if one.pk in named] or self.people

    @property
    def answers(self) -> Member | None:
        """Whose task something is there: of one person; not every institution reads a queue."""
        return next(iter(self.speakers), None)


def places_of(network: Network, on: dt.date | None = None) -> list[Place]:
    """Members first, then partners, each in order of name; two queries.

    Without a seat or an institution that Spona did not write down: nothing goes there.
    """
    day = on or timezone.localdate()
    seats = [
        one
        for one in seats_on([network], day)
        if one.has_valid_mac() and one.institution.has_valid_mac()
    ]
    people = _people([one.institution_id for one in seats], day)
    found = [
        Place(
            one.institution,
            one.standing == Standing.PARTNER,
            one,
            _speakers_first(one, people.get(one.institution_id, [])),
        )
        for one in seats
    ]
    return sorted(found, key=lambda one: (one.partner, serbian_key(str(one.institution.words))))


def accounts_of(members: Iterable[Member]) -> list[Account]:
    return [one.person.account for one in members if one.person.account is not None]


def _people(institutions: Sequence[UUID], day: dt.date) -> dict[UUID, list[Member]]:
    """Who can sign in and may write down what the network does, by institution."""
    rows = Member.objects.active_on(day).filter(
        institution__in=institutions, person__account__disabled_at=None
    )
    found: dict[UUID, list[Member]] = {}
    for one in rows.exclude(person__account=None).select_related("person__account"):
        if one.can_act() and _takes_part(one):
            found.setdefault(one.institution_id, []).append(one)
    return found


def _takes_part(member: Member) -> bool:
    return any("life:record" in ROLES[role].permissions for role in member.roles if role in ROLES)


def _speakers_first(seat: Seat, people: list[Member]) -> list[Member]:
    order = {seat.member_id: 0, seat.deputy_id: 1}
    return sorted(people, key=lambda one: (order.get(one.pk, 2), one.person.name))
