"""What pages, desks and other apps ask about plans and activities."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from spona.directory.institution_names import short_name
from spona.directory.models import Network
from spona.plans.models import Activity, Line, Plan, State
from spona.plans.states import (
    DONE,
    LATE,
    LineState,
    counted_units,
    is_binding,
    state_of,
)

# What a state is computed from; of two thousand lines nothing else is read.
_FIGURES = (
    "number", "order", "title", "starts_on", "ends_on", "counts", "percent", "units_planned",
    "units_done", "responsible", "plan",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class HowFar:
    """Of a whole plan, on a day."""

    done: int
    total: int
    late: int
    days_left: int

    @property
    def told(self) -> str:
        """As in: 3 of 9 activities are done."""
        if not self.total:
            return _("No activity is planned yet.")
        said = {"done": self.done, "total": self.total}
        return ngettext(
            "%(done)d of %(total)d activity is done",
            "%(done)d of %(total)d activities are done",
            self.total,
        ) % said + ("," if self.late else ".")

    @property
    def late_told(self) -> str:
        """As in: one is late. Empty where none is."""
        if not self.late:
            return ""
        if self.late == 1:
            return _("one is late.")
        return ngettext("%(n)d is late.", "%(n)d are late.", self.late) % {"n": self.late}

    @property
    def time_told(self) -> str:
        if self.days_left < 0:
            return _("The time of the plan is over.")
        return ngettext(
            "%(n)d day is left until the end of the plan.",
            "%(n)d days are left until the end of the plan.",
            self.days_left,
        ) % {"n": self.days_left}


@dataclass(frozen=True, slots=True)
class Due:
    """A line whose deadline is near or past, for a desk: a day, what, whose."""

    line: Line
    state: LineState

    @property
    def whose(self) -> str:
        return short_name(self.line.responsible) if self.line.responsible else ""


def plan_on(network: Network, day: dt.date) -> Plan | None:
    """The plan that holds that day: the adopted one; else the newest draft or the last one."""
    plans = list(Plan.objects.filter(network=network))
    running = [one for one in plans if one.starts_on <= day <= one.ends_on]
    adopted = [one for one in running if one.state == State.ADOPTED]
    return next(iter([*adopted, *running, *plans]), None)


def plan_to_write(network: Network, day: dt.date) -> Plan | None:
    """The plan into which something new goes: the one that holds, else the next one; none that
    has ended.
    """
    rows = Plan.objects.filter(network=network, ends_on__gte=day).exclude(state=State.ENDED)
    plans = rows.order_by("starts_on", "pk")
    return min(plans, key=lambda one: (one.starts_on > day, one.state == State.DRAFT), default=None)


def states(plan: Plan, lines: Iterable[Line], day: dt.date) -> list[tuple[Line, LineState]]:
    """Each line with its state."""
    rows = list(lines)
    counted = counted_units(plan, rows, day)
    binding = is_binding(plan)
    first_day = plan.network.first_day
    return [
        (line, state_of(line, day, counted, first_day=first_day, binding=binding)) for line in rows
    ]


def how_far(plan: Plan, found: list[tuple[Line, LineState]], day: dt.date) -> HowFar:
    names = [state.name for _line, state in found]
    left = (plan.ends_on - day).days
    return HowFar(names.count(DONE), len(names), names.count(LATE), left)


def activities_between(network: Network, first: dt.date, last: dt.date) -> QuerySet[Activity]:
    """What took place from `first` to `last`, both included, the newest first."""
    return Activity.objects.standing().filter(network=network).between(first, last)
