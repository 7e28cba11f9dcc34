"""Which rule holds, which steps follow, what a clock says."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db.models import Q

from spona.clocks.models import Clock, Rule, State, Step
from spona.clocks.view import ClockView, view_of, view_of_date, views_of

__all__ = [
    "ClockView",
    "Rung",
    "clock_of",
    "ladder",
    "pick_rule",
    "steps_for",
    "view_of",
    "view_of_date",
    "views_of",
]


@dataclass(frozen=True, slots=True)
class Rung:
    """A rung as the page draws it: `state` is done (reached), now (the next one) or ahead."""

    label: str
    state: str


def pick_rule(
    event: str, sector: str, urgency: str, on: date, network: UUID | None = None
) -> Rule | None:
    """The rule for `event` on this day, or None: then the clock says "no deadline".

    A network's own rule goes before everybody's, its sector before any sector, the
    urgency before any urgency, an adopted rule before a proposed one.
    """
    found = Rule.objects.filter(
        Q(network=None) | Q(network_id=network),
        Q(valid_from=None) | Q(valid_from__lte=on),
        Q(valid_to=None) | Q(valid_to__gt=on),
        event=event,
        sector__in=("", sector),
        urgency__in=("", urgency),
    )
    return max(found, key=_precedence, default=None)


def _precedence(rule: Rule) -> tuple[bool, bool, bool, bool, int]:
    return (
        rule.network_id is not None,
        bool(rule.sector),
        bool(rule.urgency),
        rule.state == State.ADOPTED,
        rule.version,
    )


def steps_for(clock: Clock) -> list[Step]:
    """The ladder of this clock: its network's own, else the event's, else the general one."""
    rows = Step.objects.filter(
        Q(network=None) | Q(network_id=clock.network_id), event__in=("", clock.kind)
    )
    ladders: dict[tuple[bool, bool], list[Step]] = {}
    for step in rows.order_by("order"):
        ladders.setdefault((step.network_id is not None, bool(step.event)), []).append(step)
    return ladders[max(ladders)] if ladders else []


def ladder(clock: Clock) -> list[Rung]:
    """How far a running clock has climbed; everybody who sees the clock may see this."""
    done = set(clock.reached.values_list("step_id", flat=True))
    rungs, next_state = [], "now"
    for step in steps_for(clock):
        if step.pk in done:
            rungs.append(Rung(step.get_to_display(), "done"))
        else:
            rungs.append(Rung(step.get_to_display(), next_state))
            next_state = "ahead"
    return rungs


def clock_of(kind: str, subject: tuple[str, UUID]) -> Clock | None:
    """The running clock of this thing, else the one that stopped last, else None."""
    clocks = Clock.objects.filter(kind=kind, subject_kind=subject[0], subject_id=subject[1])
    running = clocks.filter(stopped_at=None).select_related("rule", "network__town").first()
    if running is not None:
        return running
    return clocks.select_related("rule", "network__town").order_by("-stopped_at").first()
