"""A plan as it stood at the end of a past day: activities and indicators that were in it then, with
the words, days and amounts of that day, and how far they had got.

Read from what is kept: amendments say from what to what something was changed, rows of progress
how far it was. Nothing of it is saved.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Final, cast
from uuid import UUID

from django.db.models import Q

from spona.deadlines.late import day_in, has_passed, today_in
from spona.directory.models import Institution
from spona.plans.models import Counts, Indicator, Line, Plan, Progress
from spona.plans.numbering import order_of
from spona.plans.rows import BETWEEN

type Row = Line | Indicator

_TARGET: Final = "target_"


@dataclass(frozen=True, slots=True)
class Stood:
    """`unknown`: lines with some progress of which no day is kept; they stand as they are now."""

    lines: list[Line]
    indicators: list[Indicator]
    unknown: list[Line]


def stood_on(plan: Plan, day: dt.date) -> Stood:
    """As the plan stands today, where that day is not over."""
    past = has_passed(day, today_in(plan.network))
    there = Q(dropped_on=None) | Q(dropped_on__gt=day) if past else Q(dropped_on=None)
    lines = list(
        plan.lines.filter(there)
        .select_related("objective", "measure", "responsible")
        .prefetch_related("partners")
    )
    indicators = list(plan.indicators.filter(there).select_related("objective", "responsible"))
    if not past:
        return Stood(lines, indicators, [])
    rows: list[Row] = _before_amendments(plan, day, [*lines, *indicators])
    lines = [row for row in rows if isinstance(row, Line)]
    unknown = _with_progress(lines, day, plan.network.time_zone)
    lines.sort(key=lambda line: line.order)
    return Stood(lines, [row for row in rows if isinstance(row, Indicator)], unknown)


def _before_amendments(plan: Plan, day: dt.date, rows: list[Row]) -> list[Row]:
    """Takes back, the newest first, what was changed after that day."""
    known = _Known(plan)
    for amendment in plan.amendments.order_by("-number"):
        if day_in(plan.network.time_zone, amendment.made_at) <= day:
            break
        # An amendment names its parts as they were after it: found first, then put back.
        meant = [
            (change, [row for row in rows if _is_meant(row, change)])
            for change in amendment.changes
        ]
        for change, found in meant:
            if change["field"] == "added":
                rows = [row for row in rows if row not in found]
                continue
            for row in found:
                _put_back(row, change["field"], change["old"], known)
    return rows


def _is_meant(row: Row, change: dict[str, str]) -> bool:
    """A part goes by its number and title there; one that was only moved by its title."""
    if change["field"] == "number" and change["what"] == row.title:
        return row.number == change["new"]
    return change["what"] == f"{row.number} {row.title}"


class _Known:
    """What codes and numbers of the amendments mean, asked for when one of them needs it."""

    def __init__(self, plan: Plan) -> None:
        self.plan = plan

    def institution(self, code: str) -> Institution | None:
        return Institution.objects.filter(code=code).first() if code else None

    def objective(self, number: str) -> Any:
        measure = self.plan.measures.filter(number=number).select_related("objective").first()
        if measure is not None:
            return measure.objective
        return self.plan.objectives.filter(number=number).first()


def _put_back(row: Row, name: str, old: str, known: _Known) -> None:
    if name.startswith(_TARGET) and isinstance(row, Indicator):
        year = name.removeprefix(_TARGET)
        kept = {key: value for key, value in row.targets.items() if key != year}
        row.targets = kept | ({year: old} if old else {})
    elif name == "responsible":
        row.responsible = known.institution(old)
    elif name == "belongs":
        row.objective = known.objective(old) or row.objective
    elif name in _READ and hasattr(row, name):
        setattr(row, name, _READ[name](old))
        if name == "number":
            row.order = order_of(old)


def _with_progress(lines: Iterable[Line], day: dt.date, zone: str) -> list[Line]:
    """Puts in how far each had got by that day; returns those of which that is not known."""
    written: dict[UUID, list[Progress]] = {}
    found = Progress.objects.filter(line__in=[line.pk for line in lines], withdrawn_at=None)
    for one in found.order_by("recorded_at"):
        written.setdefault(one.line_id, []).append(one)
    unknown = []
    for line in lines:
        if line.counts != Counts.HAND:
            continue
        if line.pk not in written:
            if line.percent or line.units_done:
                unknown.append(line)
            continue
        before = [o for o in written[line.pk] if day_in(zone, o.recorded_at) <= day]
        line.percent = before[-1].percent if before else 0
        line.units_done = (before[-1].units_done if before else 0) or 0
    return unknown


def _number(text: str) -> int | None:
    return int(text) if text else None


_READ: Final[dict[str, Callable[[str], Any]]] = {
    **dict.fromkeys(
        ("number", "title", "partners_words", "counts", "funding", "currency", "unit",
         "verification", "feed", "only"),
        cast("Callable[[str], Any]", str),
    ),
    **dict.fromkeys(("starts_on", "ends_on"), dt.date.fromisoformat),
    "months": lambda text: [one for one in text.split(BETWEEN) if one],
    "units_planned": _number,
    "percent": lambda text: int(text or 0),
    "units_done": lambda text: int(text or 0),
    **dict.fromkeys(("amount", "baseline"), lambda text: Decimal(text) if text else None),
}  # fmt: skip
