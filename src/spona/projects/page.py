"""The page of a project, part by part, ready to be drawn."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any, Final

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from spona.deadlines.late import has_passed, today_in
from spona.projects.budget import budget_of
from spona.projects.days import tell_day
from spona.projects.models import (
    BudgetLine,
    Donor,
    Due,
    Goal,
    Part,
    Partner,
    Project,
    Publication,
    Result,
    Role,
    Spending,
    Status,
)
from spona.projects.money import told
from spona.projects.national import objectives
from spona.projects.queries import desk_of
from spona.reference.models import Code

# What is fetched with each kind of part.
WITH: Final[dict[type[Part], tuple[str, ...]]] = {
    Donor: ("institution",),
    Partner: ("institution",),
    Goal: (),
    BudgetLine: ("donor__institution",),
    Spending: ("line",),
    Result: ("paper",),
    Publication: ("paper",),
    Due: ("donor__institution", "paper"),
}
STATES: Final = {
    Status.PLANNED: ("circle-dashed", "plain"),
    Status.RUNNING: ("progress", "act"),
    Status.FINISHED: ("check", "done"),
    Status.STOPPED: ("arrow-back-up", "plain"),
}


@dataclass(frozen=True, slots=True)
class Period:
    """`share`: hundredths of the time that are over; None where an end of it is not known."""

    told: str
    share: int | None
    told_share: str


def parts_of(model: type[Part], project: Project) -> QuerySet[Any]:
    """The standing parts of one kind, with what their rows show."""
    rows = model._base_manager.filter(project=project, withdrawn_at=None)  # noqa: SLF001
    return rows.select_related(*WITH[model], "changed_by__person")


def period_of(project: Project, day: dt.date) -> Period:
    first, last = project.starts_on, project.ends_on
    begin, end = (
        tell_day(first, project.starts_precision),
        tell_day(last, project.ends_precision),
    )
    told_period = f"{begin or '?'} – {end or '?'}" if begin or end else ""
    if not first or not last:
        return Period(told_period, None, "")
    whole, gone = (last - first).days + 1, (min(day, last) - first).days + 1
    if gone <= 0:
        return Period(told_period, 0, _("It has not begun yet."))
    if day > last:
        return Period(told_period, 100, _("The time is over."))
    said = _("Day %(n)d of %(total)d") % {"n": gone, "total": whole}
    return Period(told_period, 100 * gone // whole, said)


def page_of(project: Project, day: dt.date) -> dict[str, Any]:
    """About ten queries, however many rows there are."""
    languages, national = Code.objects.labels("language"), objectives()
    partners = list(parts_of(Partner, project))
    return {
        "period": period_of(project, day),
        "state": STATES[Status(project.status)],
        "goals": [(row, national.get(row.objective)) for row in parts_of(Goal, project)],
        "donors": [(row, granted(row)) for row in parts_of(Donor, project)],
        "partners": sorted(partners, key=lambda row: row.role != Role.LEAD),
        "budget": budget_of(project, day),
        "results": [
            (row, tell_day(row.reached_on, row.reached_precision))
            for row in parts_of(Result, project)
        ],
        "publications": [
            (row, languages.get(row.language, "")) for row in parts_of(Publication, project)
        ],
        "dues": _dues(project, day),
        "networks": list(project.networks.select_related("town").order_by("slug")),
        "day": day,
    }


def granted(donor: Donor) -> str:
    return "" if donor.amount is None else told(donor.amount, donor.currency)


def _dues(project: Project, day: dt.date) -> list[tuple[Due, str]]:
    """Each with its state, on the day of the network on whose desk it lies."""
    rows = list(parts_of(Due, project))
    network = desk_of(project) if rows else None
    if network is None:
        return [(row, due_state(row, day, None)) for row in rows]
    return [(row, due_state(row, today_in(network), network.first_day)) for row in rows]


def due_state(due: Due, day: dt.date, first_day: dt.date | None) -> str:
    """`done`, `late`, `today` (within two weeks) or `ahead`."""
    if due.sent_on is not None:
        return "done"
    if has_passed(due.due_on, day, first_day):
        return "late"
    return "today" if (due.due_on - day).days <= 14 else "ahead"
