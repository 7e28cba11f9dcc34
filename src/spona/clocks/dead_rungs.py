"""Rungs of the ladder that lead nowhere: whoever stands there could not open what waits."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Final
from uuid import UUID

from spona.clocks import time
from spona.clocks.models import Clock, Step, StepTo
from spona.clocks.presence import deputies, there
from spona.clocks.queries import ladder_among
from spona.directory.models import Institution, Member, Network
from spona.directory.queries import centre, coordinator_of, deputies_of, members_of
from spona.vault import queries as vault

type People = Callable[[Institution, Network, date], list[Member]]


@dataclass(frozen=True, slots=True)
class DeadRung:
    """`to` of `StepTo`; `institution` is whose clocks run, `running` how many."""

    to: str
    institution: Institution
    network: Network
    running: int


def dead_rungs(on: date | None = None) -> list[DeadRung]:
    """For every institution with a running clock, each rung on which nobody could open that day.

    The coordinator opens nothing, so there the question is whether they can sign in.
    """
    day = on or time.today()
    places: dict[tuple[UUID, UUID], dict[str, int]] = {}
    running = Clock.objects.running().filter(institution__isnull=False, due_at__isnull=False)
    for institution, network, kind in running.values_list("institution", "network", "kind"):
        kinds = places.setdefault((institution, network), {})
        kinds[kind] = kinds.get(kind, 0) + 1
    steps = list(Step.objects.all())
    institutions = Institution.objects.in_bulk([place for place, _network in places])
    networks = Network.objects.in_bulk([network for _place, network in places])
    found = []
    for (place, network), kinds in places.items():
        rungs = {step.to for kind in kinds for step in ladder_among(steps, network, kind)}
        for to in StepTo.values:
            where, of = institutions[place], networks[network]
            if to in rungs and not PEOPLE[to](where, of, day):
                found.append(DeadRung(to, where, of, sum(kinds.values())))
    return found


def holders_there(institution: Institution, network: Network, day: date) -> list[Member]:
    """Who can open the queue that day and is there, or whose stand-in can and is."""
    able = {account.pk for account in vault.active_holders(institution)}
    members = vault.members_of(institution.pk, able)
    return [one for one in there(members, day) if one.person.account_id in able]


def deputies_there(institution: Institution, network: Network, day: date) -> list[Member]:
    """The deputy of the seat who can open and is there; without one, the other holders are told."""
    able = {account.pk for account in vault.active_holders(institution)}
    named = there(deputies(institution.pk, day), day)
    found = [one for one in named if one.person.account_id in able]
    return found or holders_there(institution, network, day)


def coordinators_there(institution: Institution, network: Network, day: date) -> list[Member]:
    """The coordinator, a deputy coordinator, and where none of them is there, the Centre."""
    chief = coordinator_of(network, day)
    for people in ([chief] if chief else [], deputies_of(network, day), _of_the_centre(day)):
        if found := [one for one in there(people, day) if _can_sign_in(one)]:
            return found
    return []


def _of_the_centre(day: date) -> list[Member]:
    national = centre()
    return members_of(national, day) if national else []


def _can_sign_in(member: Member) -> bool:
    account = member.person.account
    return account is not None and account.is_active


PEOPLE: Final[dict[str, People]] = {
    StepTo.QUEUE: holders_there,
    StepTo.DEPUTY: deputies_there,
    StepTo.COORDINATOR: coordinators_there,
}
