"""The report as a paper: parts in the order in which a council or a donor asks."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from django.utils.translation import gettext as _

from spona.deadlines.time import today
from spona.documents.papers import Paper, Part
from spona.plans.labels import date_told
from spona.plans.reports import activity_report, numbers
from spona.plans.reports.facts import COUNCIL, DONOR, Facts
from spona.reference.templatetags.scripts import in_script

type Maker = Callable[[Facts], list[Part]]

# What both want, and what only one of them does.
_ORDER: Final[dict[str, tuple[Maker, ...]]] = {
    COUNCIL: (
        activity_report.progress, numbers.meetings, numbers.activities, numbers.audiences,
        numbers.trainings, numbers.indicators, activity_report.open_lines, numbers.totals,
        numbers.unmet, activity_report.money, activity_report.problems, activity_report.next_steps,
        activity_report.proposals,
    ),
    DONOR: (
        activity_report.progress, activity_report.alignment, numbers.activities, numbers.reached,
        numbers.trainings, numbers.meetings, numbers.indicators, activity_report.open_lines,
        activity_report.money, activity_report.by_funding, numbers.totals,
        activity_report.problems, activity_report.next_steps,
    ),
}  # fmt: skip


def paper_of(facts: Facts) -> Paper:
    """In the language of now."""
    network, plan = facts.plan.network, facts.plan
    about = {"plan": in_script(plan.title), "period": facts.period.label}
    parts = [_first(facts)]
    for make in _ORDER[facts.reader]:
        parts += make(facts)
    return Paper(
        title=_("Report on the plan, %(period)s") % about,
        issuer=network.short_name,
        lead=f"{facts.how_far.told} {facts.how_far.late_told}".strip(),
        parts=tuple(parts),
        signs=(_("Coordinator of the network"),),
        draft=False,
        numbered=True,
    )


def _first(facts: Facts) -> Part:
    plan = facts.plan
    rows = [
        (_("Plan"), in_script(plan.title)),
        (_("Time of the plan"), f"{date_told(plan.starts_on)} – {date_told(plan.ends_on)}"),
        (_("Reported period"), facts.period.label),
        (_("As of"), date_told(facts.day)),
    ]
    if plan.adopted_on:
        adopted = date_told(plan.adopted_on)
        rows.insert(1, (_("Adopted"), f"{adopted} {in_script(plan.adopted_by)}".strip()))
    return Part(facts=tuple(rows), text=_as_it_stood(facts))


def _as_it_stood(facts: Facts) -> tuple[str, ...]:
    if not facts.finished:
        return (_("The period is not over yet; these are the numbers so far."),)
    said = [
        _("The plan is told as it stood on %(day)s; what was changed or written after it is not "
          "in here.") % {"day": date_told(facts.day)}
    ]  # fmt: skip
    if facts.unknown:
        numbers = ", ".join(line.number for line in facts.unknown)
        said.append(
            _("%(numbers)s: no day is kept on which somebody wrote how far it was, so it stands as "
              "it is on %(day)s")
            % {"day": date_told(today()), "numbers": numbers}
        )  # fmt: skip
    return tuple(said)
