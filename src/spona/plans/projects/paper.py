"""The report as a paper: PDF to sign, DOCX to go on writing in."""

from __future__ import annotations

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from spona.documents.papers import Bar, Chart, Paper, Part, Table
from spona.plans.projects.report import Report
from spona.projects.days import tell_day
from spona.projects.models import BudgetLine
from spona.reference.templatetags.scripts import in_script
from spona.services.given_totals import given_note


def paper_of(report: Report) -> Paper:
    """In the language that is active; the name of the file and its metadata are the caller's."""
    project = report.asked.project
    return Paper(
        title=report.title,
        issuer=str(project.name),
        lead=str(project.words),
        parts=(
            Part(facts=tuple(report.facts), text=_about(report)),
            Part(heading=_("Goals"), items=tuple(report.goals), text=_or_none(report.goals)),
            *_activities(report),
            *_given(report),
            _results(report),
            *_budget(report),
            _publications(report),
            _in_words(),
        ),
        signs=(_("Coordinator of the network"),),
        draft=False,
        lines=3,
    )


def _about(report: Report) -> tuple[str, ...]:
    return (str(report.asked.project.text),) if report.asked.project.text else ()


def _or_none(rows: list[str]) -> tuple[str, ...]:
    return () if rows else (_("Nothing is written down."),)


def _activities(report: Report) -> list[Part]:
    found = report.activities
    if not found.rows:
        return [Part(heading=_("Activities"), text=(_("No activity in this period."),))]
    head = (_("When"), _("What"), _("Where"), _("By sex and age"), _("People"))
    rows = [
        (
            tell_day(row.activity.held_on),
            f"{in_script(row.activity.title)} ({row.kind})",
            in_script(row.where),
            row.by_sex_and_age or "–",
            str(row.activity.total),
        )
        for row in found.rows
    ]
    rows.append((_("In all"), "", "", "", str(found.total)))
    table = Table(head, tuple(rows), (4, 6, 4, 7, 2), right=(4,))
    text = (found.said + ".", *((_covered(),) if found.covers else ()))
    parts = [Part(heading=_("Activities"), text=text, table=table)]
    if len(found.groups) > 1:
        bars = tuple(Bar(label, seen, told) for _cell, label, told, seen in found.groups)
        source = _("Recorded by those who held the activities")
        parts.append(Part(chart=Chart(_("People by sex and age"), bars, source)))
    return parts


def _covered() -> str:
    return _(
        "* fewer than 5 people, or left out so that such a number cannot be computed. The totals "
        "are whole."
    )


def _given(report: Report) -> list[Part]:
    """Nothing where no figure has left the sealed plans: an empty table would look finished."""
    if not report.given:
        return []
    head = (_("Service"), _("How much"), _("Who gave it"), _("Quarters"))
    rows = tuple((one.label, one.told, one.who, one.period) for one in report.given)
    table = Table(head, rows, (6, 4, 6, 4))
    return [Part(heading=_("Services given"), text=(given_note(),), table=table)]


def _results(report: Report) -> Part:
    if not report.results:
        return Part(heading=_("Results"), text=(_("No result in this period."),))
    rows = tuple((when or "–", what) for when, what in report.results)
    return Part(heading=_("Results"), table=Table((_("When"), _("Result")), rows, (2, 8)))


def _budget(report: Report) -> list[Part]:
    budget = report.budget
    if not budget.lines:
        return [Part(heading=_("Budget"), text=(_("No budget is written down."),))]
    head = (
        _("Budget line"), _("Planned"), _("Spent in the period"), _("Spent in all"),
        pgettext("of a budget", "Left"),
    )  # fmt: skip
    rows = [
        (
            _named(row.line),
            row.planned_told, row.period_told, row.spent_told, row.left_told,
        )
        for row in budget.lines
    ]  # fmt: skip
    rows.append((_("In all"), budget.planned_told, budget.period_told, budget.spent_told, ""))
    table = Table(head, tuple(rows), (6, 4, 4, 4, 4), right=(1, 2, 3, 4))
    facts = []
    if budget.converts:
        facts = [
            (
                _("Planned, all in %(currency)s") % {"currency": budget.currency},
                budget.one_planned_told or "–",
            ),
            (
                _("Spent, all in %(currency)s") % {"currency": budget.currency},
                budget.one_spent_told or "–",
            ),
        ]
    text = (*budget.missing, *_rates(report))
    return [
        Part(heading=_("Budget"), text=text, facts=tuple(facts), table=table),
        *(Part(chart=chart) for chart in _charts(report)),
    ]


def _named(line: BudgetLine) -> str:
    title = in_script(line.title)
    return title if line.donor_id else f"{title} ({_('no donor said')})"


def _rates(report: Report) -> tuple[str, ...]:
    if not report.budget.rates:
        return ()
    said = _(
        "Planned amounts at the rate of the last day of the report, each payment at the rate of "
        "its own day:"
    )
    return (f"{said} {in_script('; '.join(report.budget.rates))}",)


def _charts(report: Report) -> list[Chart]:
    """One a currency: lines of different currencies have no common measure."""
    found: dict[str, list[Bar]] = {}
    for row in report.budget.lines:
        told = _("%(spent)s of %(planned)s") % {
            "spent": row.spent_told,
            "planned": row.planned_told,
        }
        bar = Bar(in_script(row.line.title), int(row.drawn), told, of=max(1, int(row.line.planned)))
        found.setdefault(row.line.currency, []).append(bar)
    title = _("Spent of the plan, %(currency)s")
    return [Chart(title % {"currency": currency}, tuple(bars)) for currency, bars in found.items()]


def _publications(report: Report) -> Part:
    if not report.publications:
        return Part(heading=_("Publications"), text=(_("Nothing was published."),))
    head = (_("Title"), _("Language"), _("Year"), _("Licence"))
    return Part(
        heading=_("Publications"), table=Table(head, tuple(report.publications), (7, 3, 2, 3))
    )


def _in_words() -> Part:
    return Part(
        heading=_("In words"),
        questions=(
            _("What changed in the towns through the project?"),
            _("What was harder than expected, and what was done about it?"),
            _("What comes next?"),
        ),
    )
