"""A part of a plan as plain values: what forms, workbooks, checks and the history speak of."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Final
from uuid import UUID

from spona.directory.models import Institution
from spona.directory.queries import institutions_of
from spona.plans.models import Indicator, Line, Measure, Objective, Plan

OBJECTIVE, MEASURE, LINE, INDICATOR = "objective", "measure", "activity", "indicator"
KINDS: Final = (OBJECTIVE, MEASURE, LINE, INDICATOR)

type Value = str | int | Decimal | dt.date | None
type Values = dict[str, Value]
type Part = Objective | Measure | Line | Indicator

# Which values a kind has, in the order of the workbook. `belongs` is the number of the objective
# (for an activity also of the measure); institutions are their codes, several with "; " between.
NAMES: Final[dict[str, tuple[str, ...]]] = {
    OBJECTIVE: ("number", "title", "aligned_to"),
    MEASURE: ("number", "title", "belongs"),
    LINE: (
        "number", "title", "belongs", "responsible", "partners", "partners_words", "starts_on",
        "ends_on", "months", "counts", "percent", "units_done", "units_planned", "funding",
        "amount", "currency",
    ),
    INDICATOR: (
        "number", "title", "belongs", "responsible", "unit", "baseline", "verification", "feed",
        "only",
    ),
}  # fmt: skip
BETWEEN: Final = "; "


def target_name(year: int) -> str:
    return f"target_{year}"


def names_of(kind: str, plan: Plan) -> tuple[str, ...]:
    """The names of the values of this kind, those of the years of the plan included."""
    if kind != INDICATOR:
        return NAMES[kind]
    return (*NAMES[kind], *(target_name(year) for year in plan.years))


def kind_of(part: Part) -> str:
    kinds = {Objective: OBJECTIVE, Measure: MEASURE, Line: LINE, Indicator: INDICATOR}
    return kinds[type(part)]


def values_of(part: Part) -> Values:
    """The part as plain values. Of many, fetch `objective`, `measure`, institutions beforehand."""
    if isinstance(part, Objective):
        return {"number": part.number, "title": part.title, "aligned_to": part.aligned_to}
    if isinstance(part, Measure):
        return {"number": part.number, "title": part.title, "belongs": part.objective.number}
    return _line(part) if isinstance(part, Line) else _indicator(part)


def _line(part: Line) -> Values:
    return {
        "number": part.number,
        "title": part.title,
        "belongs": part.measure.number if part.measure else part.objective.number,
        "responsible": part.responsible.code if part.responsible else "",
        "partners": BETWEEN.join(sorted(one.code for one in part.partners.all())),
        "partners_words": part.partners_words,
        "starts_on": part.starts_on,
        "ends_on": part.ends_on,
        "months": BETWEEN.join(part.months),
        "counts": part.counts,
        "percent": part.percent,
        "units_done": part.units_done,
        "units_planned": part.units_planned,
        "funding": part.funding,
        "amount": part.amount,
        "currency": part.currency,
    }


def _indicator(part: Indicator) -> Values:
    targets: Values = {
        target_name(year): _decimal(part.targets.get(str(year))) for year in part.plan.years
    }
    return {
        "number": part.number,
        "title": part.title,
        "belongs": part.objective.number,
        "responsible": part.responsible.code if part.responsible else "",
        "unit": part.unit,
        "baseline": part.baseline,
        "verification": part.verification,
        "feed": part.feed,
        "only": part.only,
        **targets,
    }


def _decimal(text: str | None) -> Decimal | None:
    return Decimal(text) if text else None


@dataclass(slots=True)
class Known:
    """What is in the plan and its network now, by which values are checked and written.

    `institutions`: code → who sits in the network, or is named in the plan already.
    """

    plan: Plan
    institutions: dict[str, Institution]
    parts: dict[str, dict[UUID, Any]]

    def numbered(self, kind: str) -> dict[str, Any]:
        return {part.number: part for part in self.parts[kind].values()}


def known_of(plan: Plan) -> Known:
    """Everything of the plan, in a few queries however long it is."""
    lines = plan.lines.standing().select_related("responsible")
    indicators = plan.indicators.filter(dropped_on=None).select_related("responsible")
    found: dict[str, list[Any]] = {
        OBJECTIVE: list(plan.objectives.all()),
        MEASURE: list(plan.measures.all()),
        LINE: list(lines.prefetch_related("partners")),
        INDICATOR: list(indicators),
    }
    # One object for one row: a number that changes is the same for everything that hangs on it.
    objectives = {row.pk: row for row in found[OBJECTIVE]}
    measures = {row.pk: row for row in found[MEASURE]}
    for row in (*found[MEASURE], *found[LINE], *found[INDICATOR]):
        row.plan, row.objective = plan, objectives[row.objective_id]
    for row in found[LINE]:
        row.measure = measures.get(row.measure_id)
    # Who has left the network since is still named where it was named.
    named = [one.responsible for one in (*found[LINE], *found[INDICATOR]) if one.responsible]
    named += [one for row in found[LINE] for one in row.partners.all()]
    there = {one.code: one for one in (*named, *institutions_of(plan.network))}
    return Known(plan, there, {kind: {row.pk: row for row in rows} for kind, rows in found.items()})
