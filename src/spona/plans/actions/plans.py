"""Begin a plan, adopt it, end it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable
from typing import Any, Final
from uuid import UUID

from django.utils.translation import gettext as _

from spona import audit, deadlines
from spona.access.actor import Actor
from spona.access.denied import Conflict, Denied
from spona.attachments.actions import put
from spona.attachments.forms import Incoming
from spona.deadlines.late import today_in
from spona.directory.models import Network
from spona.plans.actions.amending import Change, amend
from spona.plans.actions.snapshots import keep_progress
from spona.plans.models import Indicator, Line, Measure, Objective, Plan, State
from spona.plans.permissions import check_can_change, check_can_edit
from spona.tasks.actions import close_all

# Last year's plan as the beginning of the next one.

_BLANK: Final = {"percent": 0, "units_done": 0, "progress_on": None}


def copy_parts(source: Plan, target: Plan) -> None:
    """Objectives, measures, activities and indicators, without what was done; days move by as
    many years as lie between the two plans and are kept inside the new one.
    """
    years = target.starts_on.year - source.starts_on.year
    objectives = _copied(source.objectives.all(), target)
    measures = _copied(
        source.measures.all(), target, lambda row: {"objective_id": objectives[row.objective_id]}
    )
    for line in source.lines.filter(dropped_on=None).prefetch_related("partners"):
        partners = list(line.partners.all())
        begins = _inside(_moved(line.starts_on, years), target)
        ends = max(begins, _inside(_moved(line.ends_on, years), target))
        within = begins.strftime("%Y-%m"), ends.strftime("%Y-%m")
        months = [_month(month, years) for month in line.months]
        made = _again(
            line,
            target,
            objective_id=objectives[line.objective_id],
            measure_id=measures.get(line.measure_id) if line.measure_id else None,
            starts_on=begins,
            ends_on=ends,
            months=[month for month in months if within[0] <= month <= within[1]],
            **_BLANK,
        )
        made.partners.set(partners)
    for row in source.indicators.filter(dropped_on=None):
        targets = {str(int(year) + years): value for year, value in row.targets.items()}
        _again(row, target, objective_id=objectives[row.objective_id], targets=targets)


def _copied(
    rows: Iterable[Any], target: Plan, more: Callable[[Any], dict[str, object]] = lambda _row: {}
) -> dict[UUID, UUID]:
    return {row.pk: _again(row, target, **more(row)).pk for row in rows}


def _again[P: (Objective, Measure, Line, Indicator)](row: P, target: Plan, **changed: object) -> P:
    kept = {
        name: value
        for name, value in vars(row).items()
        if name != "id" and not name.startswith("_")
    }
    made = type(row)(**kept | {"plan_id": target.pk} | changed)
    made.save()
    return made


def _moved(day: dt.date, years: int) -> dt.date:
    try:
        return day.replace(year=day.year + years)
    except ValueError:  # 29 February
        return day.replace(year=day.year + years, day=28)


def _inside(day: dt.date, plan: Plan) -> dt.date:
    return max(plan.starts_on, min(plan.ends_on, day))


def _month(month: str, years: int) -> str:
    return f"{int(month[:4]) + years}{month[4:]}"


LONGEST = dt.timedelta(days=366 * 6)


def begin(
    network: Network,
    *,
    title: str,
    starts_on: dt.date,
    ends_on: dt.date,
    by: Actor,
    copy_of: Plan | None = None,
) -> Plan:
    """A draft, empty or with the parts of `copy_of`, whose dates move along with the plan."""
    check_can_edit(by, network)
    _check_days(starts_on, ends_on)
    if copy_of is not None and copy_of.network_id != network.pk:
        raise Denied(_("Only a plan of the same network can be copied."))
    with audit.transaction() as log:
        made = Plan.objects.create(
            network=network,
            title=title,
            starts_on=starts_on,
            ends_on=ends_on,
            copied_from=copy_of,
            created_at=deadlines.now(),
        )
        if copy_of is not None:
            copy_parts(copy_of, made)
        log.record("plan:begun", by=by, subject=made.subject)
    return made


def edit_plan(
    plan: Plan, *, title: str, starts_on: dt.date, ends_on: dt.date, by: Actor, reason: str = ""
) -> Plan:
    """Title and days; no activity may be left outside."""
    _check_days(starts_on, ends_on)
    with audit.transaction() as log:
        row = locked(plan)
        check_can_change(by, row)
        outside = row.lines.filter(dropped_on=None).exclude(
            starts_on__gte=starts_on, ends_on__lte=ends_on
        )
        if (first := outside.first()) is not None:
            raise Denied(
                _("Activity %(number)s would lie outside of the plan. Move it first.")
                % {"number": first.number}
            )
        new = {"title": title, "starts_on": starts_on, "ends_on": ends_on}
        changes = [
            Change(row.title, name, str(getattr(row, name)), str(value))
            for name, value in new.items()
            if getattr(row, name) != value
        ]
        row.title, row.starts_on, row.ends_on = title, starts_on, ends_on
        row.save(update_fields=list(new))
        amend(row, changes, reason=reason, by=by)
        log.record("plan:edited", by=by, subject=row.subject)
    return row


def adopt(
    plan: Plan,
    *,
    on: dt.date,
    adopted_by: str,
    by: Actor,
    document: Incoming | None = None,
) -> Plan:
    """From now on it holds: institutions write progress, and changes are amendments."""
    with audit.transaction() as log:
        row = locked(plan)
        check_can_change(by, row)
        if row.state != State.DRAFT:
            raise Conflict(_("This plan is adopted already."))
        if on > today_in(row.network):
            raise Denied(_("This day lies ahead. Write the adoption down once it has happened."))
        if not row.lines.filter(dropped_on=None).exists():
            raise Denied(_("Nothing is planned yet. Write down at least one activity first."))
        row.state, row.adopted_on, row.adopted_by = State.ADOPTED, on, adopted_by
        if document is not None:
            row.document = put(document, network=row.network, by=by)
        row.save(update_fields=["state", "adopted_on", "adopted_by", "document"])
        # What a draft brought along, from a workbook or a copy, is where the plan begins.
        begun = row.lines.standing().exclude(percent=0, units_done=0)
        for line in begun:
            keep_progress(line, by=by)
        log.record("plan:adopted", by=by, subject=row.subject)
    return row


def end(plan: Plan, *, by: Actor) -> Plan:
    """It stays to be read; nothing is late any more and nobody is reminded."""
    with audit.transaction() as log:
        row = locked(plan)
        check_can_change(by, row)
        if row.state == State.DRAFT:
            raise Denied(_("A draft was never adopted, so there is nothing to end."))
        row.state, row.ended_at = State.ENDED, deadlines.now()
        row.save(update_fields=["state", "ended_at"])
        close_all(row.subject, by=by)
        close_all(row.report_subject, by=by)
        for line in row.lines.all():
            close_all(line.subject, by=by)
        log.record("plan:ended", by=by, subject=row.subject)
    return row


def locked(plan: Plan) -> Plan:
    rows = Plan.objects.select_for_update(of=("self",)).select_related("network__town")
    return rows.get(pk=plan.pk)


def _check_days(starts_on: dt.date, ends_on: dt.date) -> None:
    if ends_on < starts_on:
        raise Denied(_("The last day comes before the first one. Correct one of the two dates."))
    if ends_on - starts_on > LONGEST:
        raise Denied(_("A plan lasts six years at most. Check the years."))
