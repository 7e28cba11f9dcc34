"""The activities of a project in a time, as rows that a report may show."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from spona.directory.institution_names import short_name
from spona.plans.models import Activity
from spona.plans.numbers import CELLS, GROUPS, WHO
from spona.projects.models import Project
from spona.reference.models import Code
from spona.statistics.disclosure import REST, covered

MARK = "*"


@dataclass(frozen=True, slots=True)
class Row:
    """`cells`: each number by sex and age, None where it is covered."""

    activity: Activity
    kind: str
    audience: str
    where: str
    institution: str
    cells: Mapping[str, int | None]

    @property
    def by_sex_and_age(self) -> str:
        """Women and girls 15 to 17: 12; men and boys 15 to 17: *. Empty where nobody counted."""
        if self.cells[REST] == self.activity.total:
            return ""
        return "; ".join(
            f"{cell_label(cell)}: {MARK if number is None else number}"
            for cell, number in self.cells.items()
            if number is None or number
        )


@dataclass(frozen=True, slots=True)
class Activities:
    rows: list[Row]

    @property
    def total(self) -> int:
        """All who came, activity by activity; somebody who came twice counts twice."""
        return sum(row.activity.total for row in self.rows)

    @property
    def covers(self) -> bool:
        return any(number is None for row in self.rows for number in row.cells.values())

    @property
    def groups(self) -> list[tuple[str, str, str, int]]:
        """(cell, its words, the sum in words, at least so many) of those that occur: sums of what
        is shown, so a covered number makes the sum "at least"; none where nothing of it is shown.
        """
        found = []
        for cell in (*CELLS, REST):
            numbers = [row.cells[cell] for row in self.rows]
            seen = sum(number or 0 for number in numbers)
            if None in numbers and seen:
                found.append((cell, cell_label(cell), _("at least %(n)d") % {"n": seen}, seen))
            elif seen:
                found.append((cell, cell_label(cell), str(seen), seen))
        return found

    @property
    def said(self) -> str:
        first = ngettext("%(n)d activity", "%(n)d activities", len(self.rows)) % {
            "n": len(self.rows)
        }
        second = ngettext("%(n)d person", "%(n)d people", self.total) % {"n": self.total}
        return f"{first}, {second}"


def activities_of(
    project: Project, first: dt.date | None = None, last: dt.date | None = None
) -> Activities:
    """Those between the two days, in their order; two queries."""
    found = Activity.objects.filter(project=project, withdrawn_at=None)
    if first is not None:
        found = found.filter(held_on__gte=first)
    if last is not None:
        found = found.filter(held_on__lte=last)
    rows = found.select_related("network__town", "institution").order_by("held_on", "reference")
    labels = _labels()
    return Activities([_row(one, labels) for one in rows])


def _row(one: Activity, labels: Mapping[tuple[str, str], str]) -> Row:
    where = ", ".join(text for text in (str(one.network.town.words), one.place) if text)
    return Row(
        one,
        labels.get(("activity_kind", one.kind), one.kind),
        labels.get(("audience", one.audience), one.audience),
        where,
        short_name(one.institution),
        covered(one.numbers, one.total, CELLS),
    )


def _labels() -> dict[tuple[str, str], str]:
    rows = Code.objects.filter(list__in=("activity_kind", "audience"))
    return {(row.list, row.code): str(row.words) for row in rows.order_by("version")}


def cell_label(cell: str) -> str:
    if cell == REST:
        return _("not told apart")
    who, _sep, group = cell.partition("_")
    return f"{WHO[who]} {GROUPS[group]}"
