"""The ladder of reminders: what has fallen due, told once to the app that started the clock."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from django.utils.translation import gettext as _

from spona import audit
from spona.access.actor import Actor
from spona.access.denied import Denied
from spona.deadlines import due, time
from spona.deadlines.models import Clock, Step, StepReached, StepTo
from spona.deadlines.queries import ladder_among


@dataclass(frozen=True, slots=True)
class FellDue:
    """A clock has reached a rung: `step.to` says who has to hear of it now."""

    clock: Clock
    step: Step


@dataclass(slots=True)
class _Ladders:
    """Rungs of some clocks and how far each has climbed: two queries for any number of them."""

    steps: list[Step]
    done: dict[UUID, set[UUID]]
    _cut: dict[tuple[UUID, str], list[Step]] = field(default_factory=dict)

    @classmethod
    def of(cls, clocks: Iterable[Clock]) -> _Ladders:
        done: dict[UUID, set[UUID]] = defaultdict(set)
        reached = StepReached.objects.filter(clock__in=[clock.pk for clock in clocks])
        for clock, step in reached.values_list("clock_id", "step_id"):
            done[clock].add(step)
        return cls(list(Step.objects.all()), done)

    def ahead(self, clock: Clock) -> list[Step]:
        """Rungs not yet reached, in their order."""
        if clock.due_at is None or clock.rule is None:
            return []
        place = (clock.network_id, clock.kind)
        if place not in self._cut:
            self._cut[place] = ladder_among(self.steps, *place)
        # A mere reminder is for the one who has to look again, not for anybody above them.
        return [
            step
            for step in self._cut[place]
            if step.pk not in self.done[clock.pk]
            and (clock.rule.counts_as_late or step.to == StepTo.QUEUE)
        ]

    def reach(self, clock: Clock, passed: list[Step], at: datetime) -> list[StepReached]:
        """Marks the rungs and sets when the next one is due; the caller writes both."""
        self.done[clock.pk].update(step.pk for step in passed)
        clock.next_step_at = _next(clock, self.ahead(clock))
        return [StepReached(clock=clock, step=step, reached_at=at) for step in passed]


def fall_due(
    *,
    by: Actor,
    kinds: Collection[str],
    subject_kind: str = "",
    limit: int = 100,
    skip: Collection[UUID] = (),
) -> list[FellDue]:
    """Every rung reached by now on clocks of these kinds, oldest first, each exactly once.

    `subject_kind`: of these things only, where two apps keep the same promise (a report with an
    account and one without are both answered by the rule "answer").

    Call it inside the `audit.transaction()` in which you act on what it returns: both are
    committed or neither, so a crash between the two repeats the rung and loses none. After
    a downtime it returns all the rungs that were passed, in their order: each did happen, and
    whoever stands on one of them hears of it once.

    `limit` counts clocks: call again until nothing is returned. With `limit=1` and `skip` (ids
    of clocks on which the app failed in this run) one broken row cannot hold up the others.
    """
    _check_may_escalate(by)
    found: list[FellDue] = []
    about = {"subject_kind": subject_kind} if subject_kind else {}
    with audit.transaction() as log:
        at = time.now()
        # The lock is waited for and the condition then asked again: of two workers the second
        # meets rungs that are reached already, and leaves them.
        clocks = list(
            Clock.objects.select_for_update()
            # Each rule and network is read and judged once, not once for every clock.
            .prefetch_related("rule", "network__town", "institution")
            .filter(kind__in=kinds, stopped_at=None, next_step_at__lte=at, **about)
            .exclude(pk__in=skip)
            .order_by("next_step_at", "pk")[:limit]
        )
        if not clocks:
            return found
        ladders = _Ladders.of(clocks)
        reached: list[StepReached] = []
        for clock in clocks:
            ahead = ladders.ahead(clock)
            passed = [step for step in ahead if due.reached_at(clock, step.after_percent) <= at]
            reached += ladders.reach(clock, passed, at)
            found += [FellDue(clock, step) for step in passed]
        StepReached.objects.bulk_create(reached)
        # Most clocks have nothing ahead after the last rung: one statement for all of them.
        over = [clock.pk for clock in clocks if clock.next_step_at is None]
        Clock.objects.filter(pk__in=over).update(next_step_at=None)
        going = [clock for clock in clocks if clock.next_step_at is not None]
        Clock.objects.bulk_update(going, ["next_step_at"])
        for fell in found:
            _record(log, fell, by)
    return found


def next_rung(fell: FellDue, *, by: Actor) -> FellDue | None:
    """Nobody on this rung is there: the next one is reached at once, and told instead.

    None where it was the last. Call it in the transaction of `fall_due`.
    """
    _check_may_escalate(by)
    with audit.transaction() as log:
        clock = (
            Clock.objects.select_for_update(of=("self",))
            .select_related("rule", "network__town", "institution")
            .get(pk=fell.clock.pk)
        )
        ladders = _Ladders.of([clock])
        above = [step for step in ladders.ahead(clock) if step.order > fell.step.order]
        if not above:
            return None
        StepReached.objects.bulk_create(ladders.reach(clock, above[:1], time.now()))
        clock.save(update_fields=["next_step_at"])
        climbed = FellDue(clock, above[0])
        _record(log, climbed, by)
        return climbed


def schedule(clock: Clock) -> None:
    """Sets `next_step_at` to the first rung not yet reached, never within a pause; the caller
    saves.
    """
    following = _next(clock, _Ladders.of([clock]).ahead(clock))
    if following is not None and clock.paused_until is not None:
        following = max(following, clock.paused_until)
    clock.next_step_at = following


def _next(clock: Clock, ahead: list[Step]) -> datetime | None:
    return min((due.reached_at(clock, step.after_percent) for step in ahead), default=None)


def _check_may_escalate(by: Actor) -> None:
    if not by.may("clock:escalate"):
        raise Denied(_("Reminders are sent by the timetable of the server only."))


def _record(log: audit.Log, fell: FellDue, by: Actor) -> None:
    clock = fell.clock
    log.record(
        "clock:step_reached",
        by=by,
        subject=(clock.subject_kind, clock.subject_id),
        lane=clock.institution_id,
        detail={"clock": clock.kind, "to": fell.step.to, "reference": clock.reference},
    )
