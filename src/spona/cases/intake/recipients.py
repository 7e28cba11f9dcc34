"""Whom one can write to, and whom one can lock out."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from django.utils import timezone

from spona.access.actor import Actor
from spona.cases.case.acting_membership import acting_membership
from spona.directory.models import Institution, Member, Network
from spona.directory.queries import institutions_of
from spona.reference.models import Code
from spona.vault.key_status import connected_among

FIRST_SECTOR = "social_work"


@dataclass(frozen=True, slots=True)
class Choice:
    """An institution of the network. `connected` False: on paper and by phone only."""

    institution: Institution
    sector: str
    connected: bool

    @property
    def id(self) -> UUID:
        return self.institution.pk


def networks_for(actor: Actor) -> list[Network]:
    """Networks of the actor; the one of their own town first."""
    own = acting_membership(actor).institution
    rows = Network.objects.visible_to(actor).select_related("town").order_by("slug")
    return sorted(rows, key=lambda network: network.town_id != own.town_id)


def choices_in(network: Network, actor: Actor) -> list[Choice]:
    """Everybody in the network but oneself: the centre for social work first, then by sector."""
    codes = Code.objects.of("sector", timezone.localdate())
    order = {row.code: (row.order, str(row.words)) for row in codes}
    others = institutions_of(network).exclude(pk=acting_membership(actor).institution_id)
    rows = list(others.order_by("code"))
    able = connected_among(rows)
    found = [Choice(row, order.get(row.sector, (0, ""))[1], row.pk in able) for row in rows]
    return sorted(
        found,
        key=lambda one: (
            one.institution.sector != FIRST_SECTOR,
            order.get(one.institution.sector, (999, ""))[0],
            str(one.institution.words),
        ),
    )


def people_of(institutions: list[UUID], actor: Actor) -> list[Member]:
    """Today's people of these institutions and of one's own, but for oneself.

    Only as Spona wrote them: a forged row could stand for a name it does not belong to.
    """
    own = acting_membership(actor)
    rows = (
        Member.objects.active_on(timezone.localdate())
        .filter(institution__in=[*institutions, own.institution_id])
        .exclude(person=own.person)
        .select_related("person", "institution")
    )
    ours = [row for row in rows if row.can_act() and row.institution.has_valid_mac()]
    return sorted(ours, key=lambda one: (str(one.institution.words), one.person.name))
