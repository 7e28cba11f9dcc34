"""An interim or final report to one donor, as the page and the paper show it."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from django.utils.translation import gettext as _

from spona.plans.projects.activities import Activities, activities_of
from spona.projects.budget import Budget, budget_of
from spona.projects.days import tell_day
from spona.projects.models import (
    Donor,
    Goal,
    Partner,
    Project,
    Publication,
    ReportKind,
    Result,
    Role,
)
from spona.projects.money import DINAR, told
from spona.projects.national import objectives
from spona.projects.page import parts_of, period_of
from spona.reference.models import Code
from spona.services.given_totals import GivenSum, given_for


@dataclass(frozen=True, slots=True)
class Asked:
    """`first` and `last` are both in the period."""

    project: Project
    donor: Donor
    kind: ReportKind
    first: dt.date
    last: dt.date

    @property
    def period(self) -> str:
        return f"{tell_day(self.first)} – {tell_day(self.last)}"


@dataclass(frozen=True, slots=True)
class Report:
    """Tables are rows of words, ready to be drawn."""

    asked: Asked
    facts: list[tuple[str, str]]
    goals: list[str]
    activities: Activities
    given: list[GivenSum]
    budget: Budget
    results: list[tuple[str, str]]
    publications: list[tuple[str, str, str, str]]

    @property
    def title(self) -> str:
        return str(self.asked.kind.label)

    @property
    def others(self) -> bool:
        """Whether some lines are nobody's in particular."""
        return any(row.line.donor_id is None for row in self.budget.lines)


def report_of(asked: Asked) -> Report:
    project = asked.project
    day = min(asked.last, _end(project, asked.last))
    return Report(
        asked,
        _facts(asked),
        _goals(project),
        activities_of(project, asked.first, asked.last),
        given_for(
            project.pk, asked.donor.pk, project.networks.values_list("pk", flat=True), asked.first,
            asked.last,
        ),
        budget_of(
            project, asked.last, donor=asked.donor, first=asked.first,
            currency=asked.donor.currency or DINAR,
        ),
        _results(asked, day),
        _publications(project, asked.last.year),
    )  # fmt: skip


def _end(project: Project, other: dt.date) -> dt.date:
    return project.ends_on or other


def _facts(asked: Asked) -> list[tuple[str, str]]:
    """Unknown ones are told as such: a report with an empty place looks finished."""
    project, donor = asked.project, asked.donor
    partners = list(parts_of(Partner, project))
    lead = next((str(one) for one in partners if one.role == Role.LEAD), "")
    others = ", ".join(str(one) for one in partners if one.role != Role.LEAD)
    towns = ", ".join(str(one.town.words) for one in project.networks.select_related("town"))
    unknown = _("not known")
    return [
        (_("Donor"), str(donor)),
        (_("Number of the contract"), donor.contract or unknown),
        (_("Granted"), unknown if donor.amount is None else told(donor.amount, donor.currency)),
        (_("Period of the report"), asked.period),
        (_("Period of the project"), period_of(project, asked.last).told or unknown),
        (_("Lead"), lead or unknown),
        (_("Partners"), others or unknown),
        (_("Towns"), towns),
    ]


def _goals(project: Project) -> list[str]:
    national = objectives()
    rows = []
    for goal in parts_of(Goal, project):
        named = national.get(goal.objective)
        rows.append(f"{goal} ({named})" if named else str(goal))
    return rows


def _results(asked: Asked, day: dt.date) -> list[tuple[str, str]]:
    """Of an interim report those of its period; of a final one all of them."""
    rows = parts_of(Result, asked.project)
    if asked.kind == ReportKind.INTERIM:
        rows = rows.filter(reached_on__gte=asked.first, reached_on__lte=day)
    return [(tell_day(one.reached_on, one.reached_precision), str(one)) for one in rows]


def _publications(project: Project, year: int) -> list[tuple[str, str, str, str]]:
    languages = Code.objects.labels("language")
    return [
        (
            str(one), languages.get(one.language, ""), f"{one.year}." if one.year else "",
            one.licence,
        )
        for one in parts_of(Publication, project)
        if one.year is None or one.year <= year
    ]  # fmt: skip
