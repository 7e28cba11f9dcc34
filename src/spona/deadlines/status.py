"""In which state a deadline stands, without a word: what `view` says in words, a long list counts
by.

States: `late` (red, only by an adopted rule), `today`, `ahead`, `stopped` (paused), `done`
(finished), `none` (no rule, so no deadline).
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Final

from spona.deadlines import drill_time, late
from spona.deadlines.models import Deadline, State, Unit

_HOUR: Final = timedelta(hours=1)
# Of a deadline with its rule and its network, for `values_list`, in the order of `Facts`.
COLUMNS: Final = (
    "due_at", "stopped_at", "paused_until", "started_at", "paused_for", "rule__unit",
    "rule__amount", "rule__state", "rule__counts_as_late", "network__time_zone",
    "network__practice",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Facts:
    """All that the state of a deadline follows from; `unit` None: it has no rule."""

    due_at: datetime | None
    stopped_at: datetime | None
    paused_until: datetime | None
    started_at: datetime
    paused_for: timedelta
    unit: str | None
    amount: int | None
    rule_state: str | None
    counts_as_late: bool | None
    zone: str
    practice: bool

    def state(self, at: datetime) -> str:
        """The state at `at`."""
        if self.unit is None or self.amount is None or self.due_at is None:
            return "none"
        if self.stopped_at is not None:
            return "done"
        if self.paused_until is not None and at < self.paused_until:
            return "stopped"
        binding = bool(self.rule_state == State.ADOPTED and self.counts_as_late)
        if self.practice:
            used = at - self.started_at - self.paused_for
            return drill_time.state(
                used, drill_time.allowed(self.amount, self.unit), binding=binding
            )
        if late.instant_has_passed(self.due_at, at):
            return "late" if binding else "ahead"
        near = self.unit == Unit.HOURS and self.due_at - at < _HOUR
        same = late.day_in(self.zone, at) == late.day_in(self.zone, self.due_at)
        return "today" if near or same else "ahead"

    def is_late_by_day(self, at: datetime) -> bool:
        """Late by its rule, and its day is over: nobody can tell a rule of hours from one of days.

        In practice time is pressed into minutes, and nobody is in it.
        """
        if self.due_at is None or self.state(at) != "late":
            return False
        until, today = late.day_in(self.zone, self.due_at), late.day_in(self.zone, at)
        return self.practice or late.has_passed(until, today)


def facts(deadline: Deadline) -> Facts:
    """Of a deadline that was read with its rule and its network."""
    rule = deadline.rule
    return Facts(
        deadline.due_at, deadline.stopped_at, deadline.paused_until,
        deadline.started_at, deadline.paused_for,
        rule.unit if rule else None, rule.amount if rule else None, rule.state if rule else None,
        rule.counts_as_late if rule else None,
        deadline.network.time_zone, deadline.network.practice,
    )  # fmt: skip


def of_date(due_at: datetime | None, at: datetime, zone: str, first_day: date | None) -> str:
    """Of a plain day without a deadline, in the town of this zone that began on `first_day`.

    What passed before the town began is not late, and not for later either.
    """
    if due_at is None:
        return "none"
    day, today = late.day_in(zone, due_at), late.day_in(zone, at)
    if late.has_passed(day, today, first_day):
        return "late"
    return "today" if day <= today else "ahead"
