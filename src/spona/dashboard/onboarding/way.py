"""All steps of a network, in their order, and how far it has come."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.urls import reverse

from spona.access.actor import Actor
from spona.audit.verified_rows import remembered
from spona.dashboard.onboarding import (
    deadlines,
    duty,
    holders,
    national,
    opening,
    seats,
    statistics,
)
from spona.dashboard.onboarding.step import NAMES, Step
from spona.dashboard.overview.check import Ready
from spona.deadlines.late import today_in
from spona.directory import coverage
from spona.directory.models import CaseworkConfirmation, ConditionCode, Institution, Network
from spona.directory.permissions import may_confirm_casework, may_open_casework
from spona.directory.queries import institutions_of

LEADS, CONFIRMS = "network:read_waiting", "network:confirm_casework"


@dataclass(frozen=True, slots=True)
class Way:
    """The steps of one network as this reader may do them. `asks`: their signature is missing."""

    network: Network
    steps: tuple[Step, ...]
    asks: bool

    @property
    def done(self) -> int:
        return sum(step.is_done for step in self.steps)

    @property
    def total(self) -> int:
        return len(self.steps)

    @property
    def next(self) -> Step | None:
        """The first one with something left that can be done; else the first that waits."""
        left = [step for step in self.steps if not step.is_done]
        can = [step for step in left if step.state is Ready.NOT_YET]
        return next(iter([*can, *left]), None)

    def step(self, name: str) -> Step:
        return next(step for step in self.steps if step.name == name)

    def flow(self, here: str) -> list[dict[str, Any]]:
        """For the part `flow`: where one is, what is behind and what is ahead."""
        return [
            {
                "label": step.title,
                "url": reverse("dashboard:start_step", args=[self.network.slug, step.name]),
                "state": "now" if step.name == here else "done" if step.is_done else "ahead",
            }
            for step in self.steps
        ]


def way_of(network: Network, actor: Actor) -> Way:
    """Some twenty queries, however many institutions there are."""
    day = today_in(network)
    trusted = set(institutions_of(network, day).values_list("pk", flat=True))
    # A seat that Spona did not write gives nobody a key, so it is not waited for either.
    sitting = [seat for seat in coverage.seats_on([network], day) if seat.institution_id in trusted]
    made = {
        "numbers": national.step(actor),
        "network": seats.step(network, sitting, day, actor),
        "keys": holders.step(network, sitting, actor),
        "duty": duty.step(network, sitting, actor),
        "deadlines": deadlines.step(network),
        "statistics": statistics.step(network, actor),
    }
    made["opening"] = opening.step(network, made)
    return Way(network, tuple(made[name] for name in NAMES), _asks(network, actor))


def _asks(network: Network, actor: Actor) -> bool:
    """All conditions are written down as met, and this actor has a part that nobody signed."""
    parts = CaseworkConfirmation.Part
    mine = {parts.COORDINATOR} if may_open_casework(actor, network) else set()
    mine |= {parts.OFFICER} if may_confirm_casework(actor, network) else set()
    if network.casework_open or not mine:
        return False
    signed = dict(network.confirmations.values_list("part", "person_id"))
    met = set(network.conditions.values_list("code", flat=True))
    unsigned = mine - signed.keys() and actor.person_id not in signed.values()
    return bool(unsigned) and met == set(ConditionCode.values)


def beginning(actor: Actor) -> list[Way]:
    """For the desk: networks with network life only that this actor leads or confirms, or in whose
    town the actor lets people into an institution. Empty once casework is open.
    """
    closed = remembered(("closed networks", actor.networks), lambda: _closed(actor))
    mine = actor.networks_where(LEADS) | actor.networks_where(CONFIRMS)
    found = [one for one in closed if one.pk in mine]
    if not found and actor.may("institution:invite"):
        town = remembered(("town", actor.institution_id), lambda: _town_of(actor.institution_id))
        found = [one for one in closed if town is not None and one.town_id == town]
    return [way_of(one, actor) for one in found]


def _closed(actor: Actor) -> list[Network]:
    """Networks of the actor in which casework has not begun."""
    rows = Network.objects.visible_to(actor).filter(casework_open=False)
    return list(rows.select_related("town"))


def _town_of(institution: UUID | None) -> UUID | None:
    rows = Institution.objects.filter(pk=str(institution)).values_list("town_id", flat=True)
    return rows.first()
