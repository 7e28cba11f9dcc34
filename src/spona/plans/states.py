"""How far a line is: computed, never stored, and late by its own deadline only."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final
from uuid import UUID

from django.db.models import Count
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from spona.deadlines.late import days_late, has_passed
from spona.meetings.queries import held_between
from spona.plans.models import Activity, Counts, Line, Plan, State
from spona.ui.days import short_day

SOON: Final = 14  # days before the deadline from which it is said
PLANNED, IN_WORK, SOON_DUE, DONE, LATE = "planned", "in_work", "soon", "done", "late"
NAMES: Final[dict[str, Promise]] = {
    PLANNED: gettext_lazy("planned"),
    IN_WORK: gettext_lazy("in progress"),
    SOON_DUE: gettext_lazy("deadline near"),
    DONE: gettext_lazy("completed"),
    LATE: gettext_lazy("late"),
}
_LOOKS: Final = {
    PLANNED: ("circle-dashed", "plain"),
    IN_WORK: ("progress", "plain"),
    SOON_DUE: ("clock", "today"),
    DONE: ("check", "done"),
    LATE: ("clock-exclamation", "late"),
}


@dataclass(frozen=True, slots=True)
class LineState:
    """`share` in percent of the whole; `told` is what stands in the last column."""

    name: str
    told: str
    share: int
    done: int
    planned: int | None
    days_late: int = 0

    @property
    def icon(self) -> str:
        return _LOOKS[self.name][0]

    @property
    def ground(self) -> str:
        return _LOOKS[self.name][1]


def state_of(
    line: Line,
    day: dt.date,
    counted: Mapping[UUID, int],
    *,
    first_day: dt.date,
    binding: bool = True,
) -> LineState:
    """`counted`: line → units that Spona counted, see `counted_units`. Of a draft (`binding`
    false) nothing is late yet, and nothing by a day before the `first_day` of the town.
    """
    done = counted.get(line.pk, 0) if line.counts != Counts.HAND else line.units_done
    planned = line.units_planned
    share = min(100, done * 100 // planned) if planned else line.percent
    over = binding and has_passed(line.ends_on, day, first_day)
    name = LATE if over and share < 100 else _name(line, day, share, binding=binding)
    late = days_late(line.ends_on, day) if name == LATE else 0
    return LineState(name, _told(name, line, done, late), share, done, planned, late)


def _name(line: Line, day: dt.date, share: int, *, binding: bool) -> str:
    if share >= 100:
        return DONE
    if day < line.starts_on:
        return IN_WORK if share else PLANNED
    soon = 0 <= (line.ends_on - day).days <= SOON
    return SOON_DUE if soon and binding else IN_WORK


def _told(name: str, line: Line, done: int, late: int) -> str:
    units = ""
    if line.units_planned:
        units = _("%(done)d of %(planned)d") % {"done": done, "planned": line.units_planned}
    if name == LATE:
        return ngettext("%(n)d day late", "%(n)d days late", late) % {"n": late}
    if name == SOON_DUE:
        until = _("until %(day)s") % {"day": short_day(line.ends_on)}
        return f"{units}, {until}" if units else until
    if name == PLANNED:
        return _("from %(day)s") % {"day": short_day(line.starts_on)}
    return units if units and name == IN_WORK else str(NAMES[name])


def counted_units(plan: Plan, lines: list[Line], day: dt.date) -> dict[UUID, int]:
    """Line → units, for the lines that count by themselves; one query, and one for each stretch
    of time in which meetings are counted.
    """
    found: dict[UUID, int] = {}
    if any(line.counts == Counts.ACTIVITIES for line in lines):
        rows = Activity.objects.standing().filter(line__plan=plan, held_on__lte=day)
        found |= dict(rows.order_by().values_list("line").annotate(n=Count("pk")))
    stretches: dict[tuple[dt.date, dt.date], int] = {}
    for line in lines:
        if line.counts == Counts.MEETINGS:
            days = (line.starts_on, min(line.ends_on, max(day, line.starts_on)))
            if days not in stretches:
                stretches[days] = held_between(plan.network, *days)
            found[line.pk] = stretches[days]
    return found


def is_binding(plan: Plan) -> bool:
    return plan.state != State.DRAFT
