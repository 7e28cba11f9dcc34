"""In which state a clock stands, without a word: what `view` says in words, a long list counts by.

States: `late` (red, only by an adopted rule), `today`, `ahead`, `stopped` (paused), `done`
(finished), `none` (no rule, so no deadline).
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import cache
from typing import Final
from zoneinfo import ZoneInfo

from django.utils import timezone

from spona.clocks import practised
from spona.clocks.models import Unit
from spona.clocks.models.rules import State

_HOUR: Final = timedelta(hours=1)
# Of a clock with its rule and its network, for `values_list`, in the order of `Facts`.
COLUMNS: Final = (
    "due_at", "stopped_at", "paused_at", "started_at", "paused_for", "rule__unit",
    "rule__amount", "rule__state", "rule__counts_as_late", "network__time_zone",
    "network__practice",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Facts:
    """All that the state of a clock follows from; `unit` None: it has no rule."""

    due_at: datetime | None
    stopped_at: datetime | None
    paused_at: datetime | None
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
        if self.paused_at is not None:
            return "stopped"
        binding = bool(self.rule_state == State.ADOPTED and self.counts_as_late)
        if self.practice:
            used = at - self.started_at - self.paused_for
            return practised.state(used, practised.allowed(self.amount, self.unit), binding=binding)
        if at > self.due_at:
            return "late" if binding else "ahead"
        near = self.unit == Unit.HOURS and self.due_at - at < _HOUR
        return "today" if near or self._day(at) == self._day(self.due_at) else "ahead"

    def _day(self, at: datetime) -> date:
        return at.astimezone(_zone(self.zone)).date()


def of_date(due_at: datetime | None, today: date) -> str:
    """Of a plain date without a clock: it has no rule, so it is never late.

    What has passed is not for later either.
    """
    if due_at is None:
        return "none"
    return "today" if timezone.localdate(due_at) <= today else "ahead"


@cache
def _zone(name: str) -> ZoneInfo:
    return ZoneInfo(name)
