"""What was held, who was reached, and the indicators; sums of people only."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Callable
from decimal import Decimal

from django.utils import formats
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from spona.directory.institution_names import short_name
from spona.documents.papers import Bar, Chart, Part, Table
from spona.plans.labels import measured
from spona.plans.models import Activity, Indicator
from spona.plans.numbers import CELLS, GROUPS, WHO
from spona.plans.reports.facts import Facts
from spona.reference.templatetags.scripts import in_script
from spona.statistics.disclosure import REST, covered

_MOST = 60


def meetings(facts: Facts) -> list[Part]:
    held = sum(number for _month, number in facts.meetings)
    said = ngettext("%(n)d meeting was held.", "%(n)d meetings were held.", held) % {"n": held}
    if not held:
        return [Part(_("Meetings"), text=(_("No meeting was held in this time."),))]
    bars = tuple(
        Bar(formats.date_format(dt.date(facts.period.year, month, 1), "F"), number, str(number))
        for month, number in facts.meetings
    )
    chart = Chart(_("Meetings by month"), bars, _("Source: meetings in Spona"))
    return [Part(_("Meetings"), text=(said,), chart=chart)]


def activities(facts: Facts) -> list[Part]:
    rows = facts.activities
    if not rows:
        text = (_("No activity was recorded in this time."),)
        return [Part(_("Activities"), text=text)]
    people = sum(one.total for one in rows)
    said = ngettext("%(n)d activity was held.", "%(n)d activities were held.", len(rows)) % {
        "n": len(rows)
    }
    came = ngettext("%(n)d person came.", "%(n)d people came.", people) % {"n": people}
    kinds = Counter(one.kind for one in rows)
    bars = tuple(
        Bar(facts.kinds.get(kind, kind), number, str(number))
        for kind, number in kinds.most_common()
    )
    head = (_("Institution"), _("Activities"), _("People"))
    table = Table(head, _by(rows, _institution), (6, 2, 2), right=(1, 2))
    chart = Chart(_("Activities by kind"), bars, _("Source: recorded activities"))
    return [Part(_("Activities"), text=(f"{said} {came}",), chart=chart, table=table)]


def audiences(facts: Facts) -> list[Part]:
    """For whom: what a city council asks first."""
    rows = [one for one in facts.activities if one.audience]
    if not rows:
        return []
    head = (_("For whom"), _("Activities"), _("People"))
    shown = _by(rows, lambda one: facts.audiences.get(one.audience, one.audience))
    return [Part(_("Whom it was for"), table=Table(head, shown, (6, 2, 2), right=(1, 2)))]


def reached(facts: Facts) -> list[Part]:
    """By sex and by age group, each for itself; what could single somebody out is covered, in each
    activity by itself, and whoever was not told apart is counted with it.
    """
    sums: Counter[str] = Counter()
    partly = set[str]()
    for one in facts.activities:
        for cell, number in covered(one.numbers, one.total, CELLS).items():
            names = () if cell == REST else tuple(cell.split("_", 1))
            if number is None:
                partly.update(names)
            else:
                sums.update(dict.fromkeys(names, number))
    if not sums.total() and not partly:
        return []
    rows = [
        (str(label), _at_least(sums[name], partly=name in partly))
        for name, label in (*WHO.items(), *GROUPS.items())
        if sums[name] or name in partly
    ]
    left = sum(one.total for one in facts.activities) - sum(sums[who] for who in WHO)
    rows.append((_("not told apart, or too few to show"), str(max(0, left))))
    table = Table((_("Sex or age"), _("People")), tuple(rows), (6, 2), right=(1,))
    return [Part(_("Whom we reached"), table=table)]


def _at_least(number: int, *, partly: bool) -> str:
    if not partly:
        return str(number)
    return _("at least %(n)d") % {"n": number} if number else "–"


def trainings(facts: Facts) -> list[Part]:
    if not facts.trained:
        return [Part(_("Trainings"), text=(_("Nobody was trained in this time."),))]
    bars = tuple(Bar(words, number, str(number)) for words, number in facts.trained)
    chart = Chart(_("People trained, by sector"), bars, _("Source: trainings in Spona"))
    return [Part(_("Trainings"), chart=chart)]


def indicators(facts: Facts) -> list[Part]:
    if not facts.indicators:
        return []
    year = facts.period.year
    rows, bars = [], []
    for row, value in facts.indicators:
        target = target_of(row, year)
        rows.append(
            (
                in_script(row.title),
                _before(row),
                measured(target, row.unit),
                value.told,
                value.source,
            )
        )
        share = value.share_of(target)
        if share is not None:
            bars.append(Bar(in_script(row.title), share, value.told, 100))
    head = (_("Indicator"), _("Baseline"), _("Target"), _("Now"), _("Where it comes from"))
    table = Table(head, tuple(rows[:_MOST]), (6, 2, 2, 2, 4), right=(1, 2, 3))
    chart = Chart(_("On the way to the target"), tuple(bars[:_MOST]), "") if bars else None
    return [Part(_("Indicators"), chart=chart, table=table)]


def _before(row: Indicator) -> str:
    return "–" if row.baseline is None else measured(row.baseline, row.unit)


def totals(facts: Facts) -> list[Part]:
    if not facts.totals:
        return []
    bars = tuple(Bar(one.label, one.at_least, one.told) for one in facts.totals)
    chart = Chart(_("Services given"), bars, _("Source: quarterly totals of institutions"))
    return [Part(_("Services"), chart=chart)]


def unmet(facts: Facts) -> list[Part]:
    """What the town lacks: the reason for which a council may give money."""
    if not facts.unmet:
        return []
    rows = tuple((one.label, one.told, one.cost or "–") for one in facts.unmet)
    head = (_("Needed service"), _("How often"), _("Estimated cost"))
    return [Part(_("What is missing in town"), table=Table(head, rows, (6, 2, 3), right=(1, 2)))]


def target_of(row: Indicator, year: int) -> Decimal | None:
    said = row.targets.get(str(year))
    return Decimal(said) if said else None


def _institution(one: Activity) -> str:
    return short_name(one.institution)


def _by(rows: list[Activity], name_of: Callable[[Activity], str]) -> tuple[tuple[str, ...], ...]:
    held: Counter[str] = Counter()
    people: Counter[str] = Counter()
    for one in rows:
        held[name_of(one)] += 1
        people[name_of(one)] += one.total
    shown = held.most_common(_MOST)
    return tuple((name, str(number), str(people[name])) for name, number in shown)
