"""What was planned: done, open, late with a kind sentence, money, what comes next."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from typing import Final

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from spona.directory.institution_names import short_name
from spona.documents.papers import Bar, Chart, Part, Table
from spona.plans.labels import date_told
from spona.plans.models import Half, Line, State
from spona.plans.money import sums, together
from spona.plans.reports.facts import Facts
from spona.plans.states import DONE, IN_WORK, LATE, NAMES, PLANNED, SOON_DUE, LineState
from spona.reference.templatetags.scripts import in_script

# A report of two thousand lines would be read by nobody: the workbook has them all.
MOST: Final = 60
_AHEAD: Final = 15


def progress(facts: Facts) -> list[Part]:
    """By objective: how many of its activities are done."""
    counts: dict[str, Counter[str]] = {}
    for line, state in facts.lines:
        counts.setdefault(in_script(line.objective), Counter())[state.name] += 1
    bars = tuple(
        Bar(name, found[DONE], _of(found[DONE], found.total()), found.total())
        for name, found in counts.items()
    )
    if not bars:
        return []
    names = (DONE, IN_WORK, PLANNED, LATE)
    rows = []
    for name, found in counts.items():
        shown = {**found, IN_WORK: found[IN_WORK] + found[SOON_DUE]}
        rows.append((name, *(str(shown.get(one, 0)) for one in names)))
    head = (_("Objective"), *(str(NAMES[one]).capitalize() for one in names))
    table = Table(head, tuple(rows), (6, 2, 2, 2, 2), right=(1, 2, 3, 4))
    chart = Chart(_("Done activities by objective"), bars, _("Source: the action plan"))
    return [Part(_("How far the plan is"), chart=chart, table=table)]


def alignment(facts: Facts) -> list[Part]:
    """To which confirmed national objectives the plan's own are aligned."""
    objectives = facts.plan.objectives.exclude(aligned_to="")
    items = tuple(
        f"{in_script(one)}: {facts.objectives.get(one.aligned_to, one.aligned_to)}"
        for one in objectives
    )
    return [Part(_("Alignment with national objectives"), items=items)] if items else []


def open_lines(facts: Facts) -> list[Part]:
    """What is done, and what takes longer, with a kind sentence."""
    done = [(line, state) for line, state in facts.lines if state.name == DONE]
    late = [(line, state) for line, state in facts.lines if state.name == LATE]
    return [*_done(done), *_late(late)]


def _done(found: list[tuple[Line, LineState]]) -> list[Part]:
    if not found:
        return []
    rows = tuple(
        (line.number, in_script(line.title), _whose(line)) for line, _state in found[:MOST]
    )
    table = Table((_("No."), _("Activity"), _("Responsible")), rows, (1, 6, 4))
    return [Part(_("What is done"), text=_rest(len(found)), table=table)]


def _late(found: list[tuple[Line, LineState]]) -> list[Part]:
    if not found:
        return []
    rows = tuple(
        (line.number, in_script(line.title), _whose(line), date_told(line.ends_on), state.told)
        for line, state in found[:MOST]
    )
    head = (_("No."), _("Activity"), _("Responsible"), _("Deadline"), _("State"))
    text = _(
        "The deadline of these has passed. That says when something was planned, not how well "
        "somebody works; each has an owner, and a new day is agreed at the next meeting."
    )
    table = Table(head, rows, (1, 5, 4, 2, 2))
    return [Part(_("What takes longer"), text=(text, *_rest(len(found))), table=table)]


def money(facts: Facts) -> list[Part]:
    """Planned, and of it for what is done; each currency by itself."""
    planned = sums(line for line, _state in facts.lines)
    if not planned:
        return []
    done = {one.currency: one for one in sums(
        line for line, state in facts.lines if state.name == DONE
    )}  # fmt: skip
    rows = tuple(
        (one.currency, one.told, done[one.currency].told if one.currency in done else "–")
        for one in planned
    )
    head = (_("Currency"), _("Planned"), _("Of it for activities that are done"))
    said = together(planned, facts.day)
    text = (said,) if said else ()
    return [Part(_("Money"), text=text, table=Table(head, rows, (2, 4, 4), right=(1, 2)))]


def by_funding(facts: Facts) -> list[Part]:
    sources: dict[str, list[Line]] = {}
    for line, _state in facts.lines:
        if line.amount is not None:
            sources.setdefault(in_script(line.funding) or _("not said"), []).append(line)
    rows = [
        (source, one.told, str(one.lines))
        for source, lines in sources.items()
        for one in sums(lines)
    ]
    if not rows:
        return []
    head = (_("Funding source"), _("Planned"), _("Activities"))
    table = Table(head, tuple(rows[:MOST]), (5, 3, 2), right=(1, 2))
    return [Part(_("Money by source"), table=table)]


def problems(facts: Facts) -> list[Part]:
    said = facts.words.problems if facts.words else ""
    return [Part(_("What was hard"), text=_paragraphs(said))] if said else []


def proposals(facts: Facts) -> list[Part]:
    said = facts.words.proposals if facts.words else ""
    return [Part(_("What we propose"), text=_paragraphs(said))] if said else []


def next_steps(facts: Facts) -> list[Part]:
    """What falls due next, the nearest first; and for a donor what is proposed."""
    last = facts.day + dt.timedelta(days=184)
    ahead = [
        (line, state)
        for line, state in facts.lines
        if state.name != DONE and (state.name == LATE or line.ends_on <= last)
    ]
    items = tuple(_step(line, state) for line, state in _nearest(ahead)[:_AHEAD])
    text = () if items else (_("Nothing of this plan falls due in the next half-year."),)
    if facts.period.half != Half.FIRST and facts.plan.state == State.ADOPTED and facts.finished:
        text = (*text, _("The plan of the next year is copied from this one and adopted anew."))
    return [Part(_("Next steps"), text=text, items=items)]


def _nearest(rows: list[tuple[Line, LineState]]) -> list[tuple[Line, LineState]]:
    return sorted(rows, key=lambda row: (row[0].ends_on, row[0].order))


def _step(line: Line, state: LineState) -> str:
    until = _("until %(day)s") % {"day": date_told(line.ends_on)}
    whose = _whose(line)
    return f"{line.number} {in_script(line.title)} ({', '.join(filter(None, (whose, until)))})"


def _whose(line: Line) -> str:
    return short_name(line.responsible) if line.responsible else _("nobody yet")


def _of(number: int, whole: int) -> str:
    return _("%(done)d of %(planned)d") % {"done": number, "planned": whole}


def _rest(number: int) -> tuple[str, ...]:
    if number <= MOST:
        return ()
    left = number - MOST
    said = ngettext(
        "%(n)d more stands in the workbook of the plan.",
        "%(n)d more stand in the workbook of the plan.",
        left,
    )
    return (said % {"n": left},)


def _paragraphs(text: str) -> tuple[str, ...]:
    return tuple(in_script(line.strip()) for line in text.splitlines() if line.strip())
