"""The escalation policy: what has fallen due, told once to the app that started the deadline."""

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
from spona.audit.recording import cached
from spona.audit.transaction_cache import tables
from spona.deadlines import due, time
from spona.deadlines.models import Deadline, EscalationStep, StepReached, StepTo
from spona.deadlines.queries import policy_among


@dataclass(frozen=True, slots=True)
class FellDue:
    """A deadline has reached a step: `step.to` says who has to hear of it now."""

    deadline: Deadline
    step: EscalationStep


def _all_steps() -> list[EscalationStep]:
    return list(EscalationStep.objects.all())


@dataclass(slots=True)
class _Policies:
    """Steps of some deadlines and how far each has climbed: two queries for any number of them."""

    steps: list[EscalationStep]
    done: dict[UUID, set[UUID]]
    _cut: dict[tuple[UUID, str], list[EscalationStep]] = field(default_factory=dict)

    @classmethod
    def of(cls, deadlines: Iterable[Deadline]) -> _Policies:
        done: dict[UUID, set[UUID]] = defaultdict(set)
        reached = StepReached.objects.filter(deadline__in=[deadline.pk for deadline in deadlines])
        for deadline, step in reached.values_list("deadline_id", "step_id"):
            done[deadline].add(step)
        steps = cached("escalation steps", _all_steps, of=tables(EscalationStep))
        return cls(steps, done)

    def ahead(self, deadline: Deadline) -> list[EscalationStep]:
        """Steps not yet reached, in their order."""
        if deadline.due_at is None or deadline.rule is None:
            return []
        place = (deadline.network_id, deadline.kind)
        if place not in self._cut:
            self._cut[place] = policy_among(self.steps, *place)
        # A mere reminder is for the one who has to look again, not for anybody above them.
        return [
            step
            for step in self._cut[place]
            if step.pk not in self.done[deadline.pk]
            and (deadline.rule.counts_as_late or step.to == StepTo.QUEUE)
        ]

    def reach(
        self, deadline: Deadline, passed: list[EscalationStep], at: datetime
    ) -> list[StepReached]:
        """Marks the steps and sets when the next one is due; the caller writes both."""
        self.done[deadline.pk].update(step.pk for step in passed)
        deadline.next_step_at = _next(deadline, self.ahead(deadline))
        return [StepReached(deadline=deadline, step=step, reached_at=at) for step in passed]


def fall_due(
    *,
    by: Actor,
    kinds: Collection[str],
    subject_kind: str = "",
    limit: int = 100,
    skip: Collection[UUID] = (),
) -> list[FellDue]:
    """Every step reached by now on deadlines of these kinds, oldest first, each exactly once.

    `subject_kind`: of these things only, where two apps keep the same promise (a report with an
    account and one without are both answered by the rule "answer").

    Call it inside the `audit.transaction()` in which you act on what it returns: both are
    committed or neither, so a crash between the two repeats the step and loses none. After
    a downtime it returns all the steps that were passed, in their order: each did happen, and
    whoever stands on one of them hears of it once.

    `limit` counts deadlines: call again until nothing is returned. With `limit=1` and `skip` (ids
    of deadlines on which the app failed in this run) one broken row cannot hold up the others.
    """
    _check_may_escalate(by)
    found: list[FellDue] = []
    about = {"subject_kind": subject_kind} if subject_kind else {}
    with audit.transaction() as log:
        at = time.now()
        # The lock is waited for and the condition then asked again: of two workers the second
        # meets steps that are reached already, and leaves them.
        deadlines = list(
            Deadline.objects.select_for_update()
            # Each rule and network is read and judged once, not once for every deadline.
            .prefetch_related("rule", "network__town", "institution")
            .filter(kind__in=kinds, stopped_at=None, next_step_at__lte=at, **about)
            .exclude(pk__in=skip)
            .order_by("next_step_at", "pk")[:limit]
        )
        if not deadlines:
            return found
        policies = _Policies.of(deadlines)
        reached: list[StepReached] = []
        for deadline in deadlines:
            ahead = policies.ahead(deadline)
            passed = [step for step in ahead if due.reached_at(deadline, step.after_percent) <= at]
            reached += policies.reach(deadline, passed, at)
            found += [FellDue(deadline, step) for step in passed]
        StepReached.objects.bulk_create(reached)
        # Most deadlines have nothing ahead after the last step: one statement for all of them.
        over = [deadline.pk for deadline in deadlines if deadline.next_step_at is None]
        Deadline.objects.filter(pk__in=over).update(next_step_at=None)
        going = [deadline for deadline in deadlines if deadline.next_step_at is not None]
        Deadline.objects.bulk_update(going, ["next_step_at"])
        for fell in found:
            _record(log, fell, by)
    return found


def reach_next_step(fell: FellDue, *, by: Actor) -> FellDue | None:
    """Nobody on this step is there: the next one is reached at once, and told instead.

    None where it was the last. Call it in the transaction of `fall_due`.
    """
    _check_may_escalate(by)
    with audit.transaction() as log:
        deadline = (
            Deadline.objects.select_for_update(of=("self",))
            .select_related("rule", "network__town", "institution")
            .get(pk=fell.deadline.pk)
        )
        policies = _Policies.of([deadline])
        above = [step for step in policies.ahead(deadline) if step.order > fell.step.order]
        if not above:
            return None
        StepReached.objects.bulk_create(policies.reach(deadline, above[:1], time.now()))
        deadline.save(update_fields=["next_step_at"])
        climbed = FellDue(deadline, above[0])
        _record(log, climbed, by)
        return climbed


def first_step(deadline: Deadline) -> datetime | None:
    """When a deadline that begins reaches its first step; None where it has none."""
    return _next(deadline, _Policies.of([]).ahead(deadline))


def schedule(deadline: Deadline) -> None:
    """Sets `next_step_at` to the first step not yet reached, never within a pause; the caller
    saves.
    """
    following = _next(deadline, _Policies.of([deadline]).ahead(deadline))
    if following is not None and deadline.paused_until is not None:
        following = max(following, deadline.paused_until)
    deadline.next_step_at = following


def _next(deadline: Deadline, ahead: list[EscalationStep]) -> datetime | None:
    return min((due.reached_at(deadline, step.after_percent) for step in ahead), default=None)


def _check_may_escalate(by: Actor) -> None:
    if not by.may("deadline:escalate"):
        raise Denied(_("Reminders are sent by the timetable of the server only."))


def _record(log: audit.Log, fell: FellDue, by: Actor) -> None:
    deadline = fell.deadline
    log.record(
        "clock:step_reached",
        by=by,
        subject=(deadline.subject_kind, deadline.subject_id),
        lane=deadline.institution_id,
        detail={"deadline": deadline.kind, "to": fell.step.to, "reference": deadline.reference},
    )
