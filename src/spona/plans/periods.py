"""Which days a report or an indicator tells of."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from django.utils.translation import gettext as _

from spona.plans.models import Half, Plan


@dataclass(frozen=True, slots=True)
class Period:
    """Both days belong to it."""

    first: dt.date
    last: dt.date
    year: int
    half: int = Half.YEAR

    @property
    def label(self) -> str:
        said = {"year": self.year}
        if self.half == Half.FIRST:
            return _("January to June %(year)d") % said
        if self.half == Half.SECOND:
            return _("July to December %(year)d") % said
        return _("the year %(year)d") % said

    def until(self, day: dt.date) -> Period:
        """Only as far as it has come by `day`."""
        return Period(self.first, max(self.first, min(self.last, day)), self.year, self.half)


def period_of(year: int, half: int = Half.YEAR) -> Period:
    first = dt.date(year, 7 if half == Half.SECOND else 1, 1)
    last = dt.date(year, 6, 30) if half == Half.FIRST else dt.date(year, 12, 31)
    return Period(first, last, year, half)


def year_of(plan: Plan, day: dt.date) -> int:
    """The year of the plan in which `day` lies, else the nearest one."""
    return min(max(day.year, plan.starts_on.year), plan.ends_on.year)


def half_before(day: dt.date) -> Period:
    """The half-year that was over last."""
    if day.month > 6:
        return period_of(day.year, Half.FIRST)
    return period_of(day.year - 1, Half.SECOND)
