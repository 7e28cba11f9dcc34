"""The ladder of reminders: what has fallen due, told once to the room that started the clock."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.utils.translation import gettext as _

from spona import audit
from spona.access.actor import Actor
from spona.access.denied import Denied
from spona.clocks import due, time
from spona.clocks.models import Clock, Step, StepReached, StepTo
from spona.clocks.queries import steps_for


@dataclass(frozen=True, slots=True)
class FellDue:
    """A clock has reached a rung: `step.to` says who has to hear of it now."""

    clock: Clock
    step: Step


def fall_due(
    *, by: Actor, kinds: Collection[str], limit: int = 100, skip: Collection[UUID] = ()
) -> list[FellDue]:
    """Every rung reached by now on clocks of these kinds, oldest first, each exactly once.

    Call it inside the `audit.transaction()` in which you act on what it returns: both are
    committed or neither, so a crash between the two repeats the rung and loses none. After
    a downtime it returns all the rungs that were passed, in their order.

    `limit` counts clocks: call again until nothing is returned. With `limit=1` and `skip` (ids
    of clocks on which the room failed in this run) one broken row cannot hold up the others.
    """
    if not by.may("clock:escalate"):
        raise Denied(_("Reminders are sent by the timetable of the server only."))
    found: list[FellDue] = []
    with audit.transaction() as log:
        at = time.now()
        clocks = (
            Clock.objects.select_for_update(of=("self",))
            .select_related("rule", "network__town", "institution")
            .filter(kind__in=kinds, stopped_at=None, paused_at=None, next_step_at__lte=at)
            .exclude(pk__in=skip)
            .order_by("next_step_at", "pk")[:limit]
        )
        for clock in clocks:
            for step in _reach(clock, at):
                found.append(FellDue(clock, step))
                log.record(
                    "clock:step_reached",
                    by=by,
                    subject=(clock.subject_kind, clock.subject_id),
                    lane=clock.institution_id,
                    detail={"clock": clock.kind, "to": step.to, "reference": clock.reference},
                )
    return found


def schedule(clock: Clock) -> None:
    """Sets `next_step_at` to the first rung not yet reached; the caller saves."""
    clock.next_step_at = min(
        (due.reached_at(clock, step.after_percent) for step in _ahead(clock)), default=None
    )


def _reach(clock: Clock, at: datetime) -> list[Step]:
    passed = [step for step in _ahead(clock) if due.reached_at(clock, step.after_percent) <= at]
    StepReached.objects.bulk_create(
        StepReached(clock=clock, step=step, reached_at=at) for step in passed
    )
    schedule(clock)
    clock.save(update_fields=["next_step_at"])
    return passed


def _ahead(clock: Clock) -> list[Step]:
    if clock.due_at is None or clock.rule is None:
        return []
    done = set(StepReached.objects.filter(clock=clock).values_list("step_id", flat=True))
    # A mere reminder is for the one who has to look again, not for anybody above them.
    return [
        step
        for step in steps_for(clock)
        if step.pk not in done and (clock.rule.counts_as_late or step.to == StepTo.QUEUE)
    ]
