"""The rows of the picture: filtered, a hundred a page, grouped below their objectives."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field
from typing import Any, Final
from uuid import UUID

from django.core.paginator import Paginator
from django.utils.http import urlencode

from spona.access.guards import MemberRequest
from spona.directory.institution_names import short_name
from spona.directory.models import Institution
from spona.plans import codes
from spona.plans.gantt import Row, bar_of, month_heads, today_line
from spona.plans.models import Line, Measure, Objective, Plan
from spona.plans.periods import year_of
from spona.plans.queries import how_far, states
from spona.plans.states import DONE, IN_WORK, LATE, NAMES, PLANNED, SOON_DUE, LineState
from spona.reference.scripts import fold, serbian_key

A_PAGE: Final = 100
_SHOWN: Final = (LATE, SOON_DUE, IN_WORK, PLANNED, DONE)
_FIGURES: Final = (
    "number", "order", "starts_on", "ends_on", "counts", "percent", "units_planned", "units_done",
    "responsible", "plan", "objective", "measure", "search_key",
)  # fmt: skip


@dataclass(slots=True)
class Group:
    """An objective, and its lines below their measures; `measure` None: directly below it."""

    objective: Objective
    aligned: str
    parts: list[tuple[Measure | None, list[Row]]] = field(default_factory=list)


def gantt_parts(request: MemberRequest, plan: Plan, day: dt.date) -> dict[str, Any]:
    """What the page of a plan and its table show. Of a long plan only the figures are read for
    all lines, the words for those of one page.
    """
    year = _year(request, plan, day)
    figures = list(plan.lines.standing().only(*_FIGURES))
    found = states(plan, figures, day)
    far = how_far(plan, found, day)
    show, whose = request.GET.get("show", ""), request.GET.get("whose", "")
    query = request.GET.get("q", "").strip()[:100]
    whom = _responsible(found)
    chosen = [
        (line, state)
        for line, state in found
        if (show not in _SHOWN or state.name == show)
        and (not whose or whom.get(line.responsible_id, ("", ""))[0] == whose)
        and all(word in line.search_key for word in fold(query).split())
    ]
    page = Paginator(chosen, A_PAGE).get_page(request.GET.get("page"))
    rows = _rows(list(page), year)
    empty = not (query or whose or show in _SHOWN) and page.number == page.paginator.num_pages
    asked: dict[str, str | int] = {"year": year, "show": show, "whose": whose, "q": query}
    return {
        "year": year,
        "far": far,
        "groups": _groups(plan, rows, with_empty=empty),
        "page": page,
        "query": urlencode({name: value for name, value in asked.items() if value}),
        "months": month_heads(day, year),
        "today_line": today_line(day, year),
        "show": show,
        "whose": whose,
        "q": query,
        "filtered": bool(query or whose or show in _SHOWN),
        "states": _state_choices(found),
        "whom": sorted(set(whom.values()), key=lambda row: serbian_key(row[1])),
    }


def _year(request: MemberRequest, plan: Plan, day: dt.date) -> int:
    asked = request.GET.get("year", "")
    if asked.isdecimal() and len(asked) == 4 and int(asked) in plan.years:
        return int(asked)
    return year_of(plan, day)


def _responsible(found: list[tuple[Line, LineState]]) -> dict[UUID | None, tuple[str, str]]:
    """Id → (code, name) of those who are responsible for something."""
    ids = {line.responsible_id for line, _state in found if line.responsible_id}
    rows = Institution.objects.filter(pk__in=ids)
    return {one.pk: (one.code, short_name(one)) for one in rows}


def _rows(chosen: list[tuple[Line, LineState]], year: int) -> list[Row]:
    """The lines of this page with all their words."""
    rows = Line.objects.filter(pk__in=[line.pk for line, _state in chosen])
    whole = {
        line.pk: line for line in rows.select_related("responsible").prefetch_related("partners")
    }
    made = []
    for line, state in chosen:
        full = whole[line.pk]
        made.append(Row(full, state, bar_of(full, state, year)))
    return made


def _groups(plan: Plan, rows: list[Row], *, with_empty: bool) -> list[Group]:
    """`with_empty`: also objectives and measures without a line, so that one can be added."""
    aligned = codes.words_of(codes.OBJECTIVES)
    measures = list(plan.measures.all())
    groups = []
    for objective in plan.objectives.all():
        group = Group(objective, aligned.get(objective.aligned_to, ""))
        own = [row for row in rows if row.line.objective_id == objective.pk]
        direct = [row for row in own if row.line.measure_id is None]
        if direct:
            group.parts.append((None, direct))
        for measure in measures:
            if measure.objective_id != objective.pk:
                continue
            below = [row for row in own if row.line.measure_id == measure.pk]
            if below or with_empty:
                group.parts.append((measure, below))
        if own or with_empty:
            groups.append(group)
    return groups


def _state_choices(found: list[tuple[Line, LineState]]) -> list[tuple[str, Any, int]]:
    names = [state.name for _line, state in found]
    return [(name, NAMES[name], names.count(name)) for name in _SHOWN if name in names]
