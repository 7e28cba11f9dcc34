"""Indicators as a page shows them: baseline, target, now, how far, from where."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from spona.plans.feeds import Value, values_in
from spona.plans.labels import measured
from spona.plans.models import Indicator, Plan
from spona.plans.periods import period_of
from spona.plans.reports.numbers import target_of


@dataclass(frozen=True, slots=True)
class IndicatorRow:
    """`share` None: no bar is drawn, since nothing is known or it may not be told."""

    indicator: Indicator
    baseline: str
    target: str
    value: Value
    share: int | None


def indicator_rows(plan: Plan, year: int, day: dt.date) -> list[IndicatorRow]:
    """For one year of the plan, as far as it has come."""
    rows = list(plan.indicators.filter(dropped_on=None).select_related("responsible"))
    values = values_in(plan.network, rows, period_of(year).until(day))
    return [row_of(row, values[row.pk], year) for row in rows]


def row_of(row: Indicator, value: Value, year: int) -> IndicatorRow:
    target = target_of(row, year)
    return IndicatorRow(
        row,
        measured(row.baseline, row.unit) if row.baseline is not None else "–",
        measured(target, row.unit),
        value,
        value.share_of(target),
    )
