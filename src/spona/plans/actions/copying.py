"""Last year's plan as the beginning of the next one."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable
from typing import Any, Final
from uuid import UUID

from spona.plans.models import Indicator, Line, Measure, Objective, Plan

_BLANK: Final = {"percent": 0, "units_done": 0, "progress_on": None}


def copy_parts(source: Plan, target: Plan) -> None:
    """Objectives, measures, activities and indicators, without what was done; days move by as
    many years as lie between the two plans and are kept inside the new one.
    """
    years = target.starts_on.year - source.starts_on.year
    objectives = _copied(source.objectives.all(), target)
    measures = _copied(
        source.measures.all(), target, lambda row: {"objective_id": objectives[row.objective_id]}
    )
    for line in source.lines.filter(dropped_on=None).prefetch_related("partners"):
        partners = list(line.partners.all())
        begins = _inside(_moved(line.starts_on, years), target)
        ends = max(begins, _inside(_moved(line.ends_on, years), target))
        within = begins.strftime("%Y-%m"), ends.strftime("%Y-%m")
        months = [_month(month, years) for month in line.months]
        made = _again(
            line,
            target,
            objective_id=objectives[line.objective_id],
            measure_id=measures.get(line.measure_id) if line.measure_id else None,
            starts_on=begins,
            ends_on=ends,
            months=[month for month in months if within[0] <= month <= within[1]],
            **_BLANK,
        )
        made.partners.set(partners)
    for row in source.indicators.filter(dropped_on=None):
        targets = {str(int(year) + years): value for year, value in row.targets.items()}
        _again(row, target, objective_id=objectives[row.objective_id], targets=targets)


def _copied(
    rows: Iterable[Any], target: Plan, more: Callable[[Any], dict[str, object]] = lambda _row: {}
) -> dict[UUID, UUID]:
    return {row.pk: _again(row, target, **more(row)).pk for row in rows}


def _again[P: (Objective, Measure, Line, Indicator)](row: P, target: Plan, **changed: object) -> P:
    kept = {
        name: value
        for name, value in vars(row).items()
        if name != "id" and not name.startswith("_")
    }
    made = type(row)(**kept | {"plan_id": target.pk} | changed)
    made.save()
    return made


def _moved(day: dt.date, years: int) -> dt.date:
    try:
        return day.replace(year=day.year + years)
    except ValueError:  # 29 February
        return day.replace(year=day.year + years, day=28)


def _inside(day: dt.date, plan: Plan) -> dt.date:
    return max(plan.starts_on, min(plan.ends_on, day))


def _month(month: str, years: int) -> str:
    return f"{int(month[:4]) + years}{month[4:]}"
