"""How far a line has got, and readings of indicators: written with evidence, taken back cheaply."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

from django.utils.translation import gettext as _

from spona import audit, deadlines
from spona.access.actor import Actor
from spona.access.denied import Conflict, Denied
from spona.attachments.actions import put
from spona.attachments.forms import Incoming
from spona.deadlines.time import today
from spona.plans.actions.plans import locked
from spona.plans.actions.snapshots import keep_progress
from spona.plans.models import Counts, Feed, Indicator, Line, Plan, Progress, Reading, Unit
from spona.plans.permissions import (
    check_can_edit,
    check_can_report,
    check_can_report_own,
    check_can_write_reading,
)
from spona.surveys.models import Round
from spona.surveys.queries import figures_of
from spona.tasks.actions import close_task

TASK = "report_progress"
_UNITS = 1_000_000
_MOST = Decimal(10) ** 12


def report_progress(
    line: Line,
    *,
    by: Actor,
    percent: int | None = None,
    units_done: int | None = None,
    note: str = "",
    evidence: Incoming | None = None,
) -> Progress:
    """`units_done` for a line with planned units, else `percent`. Closes the task that asked."""
    with audit.transaction():
        plan = locked(line.plan)
        row = Line.objects.select_for_update(of=("self",)).get(pk=line.pk)
        check_can_report(by, row, plan)
        _check_figures(row, percent, units_done)
        if percent is not None:
            row.percent = percent
        if units_done is not None:
            row.units_done = units_done
        row.progress_on = today()
        row.save(update_fields=["percent", "units_done", "progress_on"])
        paper = put(evidence, network=plan.network, by=by) if evidence else None
        made = keep_progress(row, note=note, evidence=paper, by=by)
        close_task(TASK, row.subject, by=by)
    return made


def take_back(progress: Progress, *, by: Actor) -> Line:
    """Undoes what was written last: the line stands as it stood before."""
    with audit.transaction() as log:
        row = Line.objects.select_for_update(of=("self",)).get(pk=progress.line_id)
        plan = locked(row.plan)
        check_can_report(by, row, plan)
        standing = row.progress.filter(withdrawn_at=None)
        last, before = (*standing[:2], None, None)[:2]
        if last is None or last.pk != progress.pk:
            raise Conflict(_("Something was written after that. Correct it by writing it anew."))
        last.withdrawn_at = deadlines.now()
        last.save(update_fields=["withdrawn_at"])
        row.percent = before.percent if before else 0
        row.units_done = (before.units_done if before else 0) or 0
        row.progress_on = today() if before else None
        row.save(update_fields=["percent", "units_done", "progress_on"])
        log.record("plan:progress_taken_back", by=by, subject=row.subject)
    return row


def confirm_own(plan: Plan, *, by: Actor) -> int:
    """The actor's institution says that all its lines stand as it is written; closes the task of
    the half-year. Returns how many lines that are.
    """
    with audit.transaction() as log:
        row = locked(plan)
        check_can_report_own(by, row)
        own = row.lines.filter(dropped_on=None, responsible_id=by.institution_id)
        first = own.select_related("responsible").first()
        number = own.update(progress_on=today())
        if first is not None and first.responsible is not None:
            close_task(TASK, row.subject, institution=first.responsible, by=by)
        log.record("plan:own_confirmed", by=by, subject=row.subject, detail={"lines": number})
    return number


def write_reading(
    indicator: Indicator,
    *,
    read_on: dt.date,
    value: Decimal,
    by: Actor,
    source: str = "",
    evidence: Incoming | None = None,
    survey: Round | None = None,
) -> Reading:
    """A number of that day, for an indicator that people fill by hand."""
    with audit.transaction() as log:
        plan = locked(indicator.plan)
        check_can_write_reading(by, indicator, plan)
        if indicator.feed != Feed.HAND:
            raise Denied(_("This number fills itself. Nobody writes it."))
        if read_on > today():
            raise Denied(_("This day lies ahead. Write the number down on that day."))
        if not 0 <= value < _MOST:
            raise Denied(_("Write a number that is not negative."))
        made = Reading.objects.create(
            indicator=indicator,
            read_on=read_on,
            value=value,
            source=source,
            evidence=put(evidence, network=plan.network, by=by) if evidence else None,
            survey=survey,
            recorded_at=deadlines.now(),
            recorded_by_id=by.member_id,
        )
        log.record("plan:reading", by=by, subject=("plan_indicator", indicator.pk))
    return made


def take_figure(indicator: Indicator, survey: Round, key: str, *, by: Actor) -> Reading:
    """A number out of a questionnaire of the network, as its sums say it: nobody types it.

    It is of the day on which the last answer could come. Denied where these sums have none such.
    """
    if survey.network_id != indicator.plan.network_id or survey.closed_on is None:
        raise Denied(_("This questionnaire has no sums for this plan."))
    figure = next((one for one in figures_of(survey) if one.key == key), None)
    if figure is None:
        raise Denied(_("Choose one of the numbers."), field="figure")
    share = indicator.unit == Unit.PERCENT
    value = round(Decimal(100 * figure.number) / figure.of, 1) if share else Decimal(figure.number)
    told = _("%(n)s of %(of)s") % {"n": figure.number, "of": figure.of}
    source = f"{survey.code}, {told}: {figure.answer}"
    return write_reading(
        indicator, read_on=survey.closed_on, value=value, source=source[:200], survey=survey, by=by
    )


def take_back_reading(reading: Reading, *, by: Actor) -> None:
    """Whoever wrote it, or the coordinator; again changes nothing."""
    with audit.transaction() as log:
        row = Reading.objects.select_for_update(of=("self",)).get(pk=reading.pk)
        plan = locked(row.indicator.plan)
        if by.member_id is None or row.recorded_by_id != by.member_id:
            check_can_edit(by, plan.network)
        check_can_write_reading(by, row.indicator, plan)
        if row.withdrawn_at is None:
            row.withdrawn_at = deadlines.now()
            row.save(update_fields=["withdrawn_at"])
            log.record("plan:reading_taken_back", by=by, subject=("plan_reading", row.pk))


def _check_figures(line: Line, percent: int | None, units_done: int | None) -> None:
    if line.counts != Counts.HAND:
        raise Denied(_("This activity counts by itself, from what is recorded."))
    if line.units_planned:
        if units_done is None or not 0 <= units_done <= _UNITS:
            raise Denied(_("Write how many are done, as a whole number."))
    elif percent is None or not 0 <= percent <= 100:
        raise Denied(_("Write a number from 0 to 100."))
