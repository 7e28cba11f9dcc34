"""Everything a report tells of, read once; useful with no case at all."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from uuid import UUID

from spona.deadlines.late import has_passed, today_in
from spona.meetings.queries import held_between
from spona.plans import codes
from spona.plans.feeds import Value, values_in
from spona.plans.models import Activity, Half, Indicator, Line, Plan, ReportWords
from spona.plans.periods import Period, period_of
from spona.plans.queries import HowFar, activities_between, how_far, states
from spona.plans.reports.as_of import stood_on
from spona.plans.states import LineState
from spona.prevention.queries import Unmet, unmet_between
from spona.services.queries import Total, totals_between
from spona.training.queries import trained_between

COUNCIL, DONOR = "council", "donor"
READERS = (COUNCIL, DONOR)


@dataclass(frozen=True, slots=True)
class Facts:
    """Of one plan and one period, as far as it has come by `day`. `unknown`: activities with some
    progress of which no day is kept.
    """

    plan: Plan
    period: Period
    day: dt.date
    reader: str
    how_far: HowFar
    lines: list[tuple[Line, LineState]]
    indicators: list[tuple[Indicator, Value]]
    activities: list[Activity]
    meetings: list[tuple[int, int]]
    trained: list[tuple[str, int]]
    totals: list[Total]
    unmet: list[Unmet]
    words: ReportWords | None
    kinds: dict[str, str]
    audiences: dict[str, str]
    objectives: dict[str, str]
    unknown: list[Line]

    @property
    def finished(self) -> bool:
        """Whether the period is over."""
        return has_passed(self.period.last, today_in(self.plan.network))


def facts_of(plan: Plan, period: Period, reader: str) -> Facts:
    """The numbers of the period until today. What is late is late today, or on its last day; of a
    period that is over the plan is told as it stood then.
    """
    network = plan.network
    so_far = period.until(today_in(network))
    first, last = so_far.first, so_far.last
    stood = stood_on(plan, last)
    found = states(plan, stood.lines, last)
    values: dict[UUID, Value] = values_in(network, stood.indicators, so_far)
    activities = activities_between(network, first, last).select_related("institution", "line")
    sectors = codes.choices(codes.SECTORS)
    taught = [
        (words, trained_between(network, first, last, sector=code)) for code, words in sectors
    ]
    return Facts(
        plan, period, last, reader, how_far(plan, found, last), found,
        [(row, values[row.pk]) for row in stood.indicators],
        list(activities),
        _meetings(plan, so_far),
        [(words, number) for words, number in taught if number],
        totals_between(network, first, last),
        unmet_between(network, first, last),
        ReportWords.objects.filter(plan=plan, year=period.year, half=period.half).first(),
        codes.words_of(codes.KINDS), codes.words_of(codes.AUDIENCES),
        codes.words_of(codes.OBJECTIVES), stood.unknown,
    )  # fmt: skip


def _meetings(plan: Plan, period: Period) -> list[tuple[int, int]]:
    """(month, how many) of each month that has begun."""
    found = []
    for month in range(period.first.month, period.last.month + 1):
        first = dt.date(period.year, month, 1)
        following = dt.date(period.year + month // 12, month % 12 + 1, 1)
        last = min(following - dt.timedelta(days=1), period.last)
        found.append((month, held_between(plan.network, first, last)))
    return found


def period_asked(plan: Plan, year: int, half: int) -> Period | None:
    """None for a period of which the plan has no day, or that there is not."""
    if half not in Half.values or year not in plan.years:
        return None
    period = period_of(year, half)
    inside = plan.starts_on <= period.last and plan.ends_on >= period.first
    return period if inside else None
