"""Where a line stands between the first and the last month of a year, in percent of the width."""

from __future__ import annotations

import calendar
import datetime as dt
from dataclasses import dataclass

from spona.directory.institution_names import short_name
from spona.plans.models import Line
from spona.plans.states import DONE, LATE, LineState
from spona.reference.templatetags.scripts import in_script
from spona.ui.days import day as words


@dataclass(frozen=True, slots=True)
class Bar:
    """`x`, `width`, `filled` and the diamonds as text for attributes of SVG ("8.33%")."""

    look: str
    x: str
    width: str
    filled: str
    diamonds: tuple[tuple[str, bool], ...] = ()


@dataclass(frozen=True, slots=True)
class Row:
    """A line as a page draws it."""

    line: Line
    state: LineState
    bar: Bar | None

    @property
    def whose(self) -> str:
        """As in: Grad Vranje, CSR Vranje · all members."""
        named = [self.line.responsible] if self.line.responsible else []
        names = ", ".join(short_name(one) for one in (*named, *self.line.partners.all()))
        return " · ".join(filter(None, (names, in_script(self.line.partners_words))))


def bar_of(line: Line, state: LineState, year: int) -> Bar | None:
    """None where nothing of it lies in this year."""
    if line.ends_on.year < year or line.starts_on.year > year:
        return None
    look = {DONE: "done", LATE: "late"}.get(state.name, "act")
    months = [month for month in line.months if month.startswith(f"{year}-")]
    if months and not _is_run(line.months):
        return Bar(look, "", "", "", _diamonds(line, state, months))
    begins = max(line.starts_on, dt.date(year, 1, 1))
    ends = min(line.ends_on, dt.date(year, 12, 31))
    x, end = place(begins), place(ends, after=True)
    whole = (line.ends_on - line.starts_on).days + 1
    # Of what runs over the turn of the year, only the part of this year is filled.
    worked = line.starts_on.toordinal() + whole * state.share / 100
    share = (worked - begins.toordinal()) / ((ends - begins).days + 1)
    filled = max(0.0, min(1.0, share)) * (end - x)
    return Bar(look, _percent(x), _percent(end - x), _percent(filled))


def _is_run(months: list[str]) -> bool:
    """Month after month without a gap is a bar, not points in time."""
    numbers = [int(month[:4]) * 12 + int(month[5:]) for month in sorted(months)]
    return len(numbers) > 1 and numbers == list(range(numbers[0], numbers[0] + len(numbers)))


def _diamonds(line: Line, state: LineState, months: list[str]) -> tuple[tuple[str, bool], ...]:
    """A point for each planned month, as many of them full as are done."""
    order = sorted(line.months)
    full = state.done if state.planned else round(len(order) * state.share / 100)
    return tuple(
        (_percent((int(month[5:]) - 0.5) / 12), order.index(month) < full) for month in months
    )


def place(day: dt.date, *, after: bool = False) -> float:
    """Which part of the width lies before this day; `after`: the day included. Months are wide
    alike, as the heads of the columns are.
    """
    days = calendar.monthrange(day.year, day.month)[1]
    return (day.month - 1 + (day.day - (0 if after else 1)) / days) / 12


def today_line(day: dt.date, year: int) -> str:
    """Where today is; empty in another year."""
    return _percent(place(day, after=True)) if day.year == year else ""


def month_heads(day: dt.date, year: int) -> list[tuple[str, bool]]:
    """(short name, whether it is now) of the twelve."""
    firsts = [dt.date(year, month, 1) for month in range(1, 13)]
    return [(words(one).split()[-1][:3].lower(), one == day.replace(day=1)) for one in firsts]


def _percent(share: float) -> str:
    return f"{share * 100:.2f}%"
