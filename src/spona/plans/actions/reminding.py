"""Tasks before a deadline, at the half-year, and for the report; opened by the periodic job."""

from __future__ import annotations

import datetime as dt
from typing import Final
from uuid import UUID

from spona import audit
from spona.access.actor import Actor
from spona.deadlines.late import end_of
from spona.deadlines.time import today
from spona.directory.models import Institution, Member, Seat
from spona.plans.models import FiledReport, Plan, State
from spona.plans.periods import Period, half_before
from spona.plans.permissions import check_can_remind
from spona.plans.queries import states
from spona.plans.states import DONE, LATE, SOON_DUE
from spona.tasks.actions import close_task, open_task

PROGRESS, REPORT = "report_progress", "plan_report"
# For so many days after a half-year the institutions are asked, and the report is due after it.
ASKED_FOR: Final = 20
REPORT_DUE: Final = 31


def remind(plan: Plan, *, day: dt.date, by: Actor) -> int:
    """What falls due in this adopted plan becomes tasks, each once; returns how many are open now
    that were opened or are still so.
    """
    check_can_remind(by)
    with audit.transaction():
        row = Plan.objects.select_related("network__town").get(pk=plan.pk)
        if row.state != State.ADOPTED:
            return 0
        return _lines(row, day, by) + _half_year(row, day, by)


def _lines(plan: Plan, day: dt.date, by: Actor) -> int:
    lines = plan.lines.standing().select_related("responsible")
    opened = 0
    for line, state in states(plan, lines, day):
        if state.name == DONE:
            close_task(PROGRESS, line.subject, by=by)
        elif state.name in (SOON_DUE, LATE) and line.responsible is not None:
            # Who was asked and has answered since the deadline came near is not asked each day.
            if state.name == SOON_DUE and line.progress_on and (line.ends_on - day).days > 2:
                continue
            if line.progress_on and line.progress_on >= day - dt.timedelta(days=30):
                continue
            _open(plan, line.subject, line.responsible, line.ends_on, by)
            opened += 1
    return opened


def _half_year(plan: Plan, day: dt.date, by: Actor) -> int:
    period = half_before(day)
    after = (day - period.last).days
    # Of a half-year that was over before the town began nobody is asked.
    begun = plan.network.first_day <= period.last
    if not begun or not _covers(plan, period) or after > ASKED_FOR:
        return 0
    opened = 0
    open_lines = plan.lines.standing().select_related("responsible")
    asked: dict[Institution, bool] = {}
    for line, state in states(plan, open_lines, day):
        fresh = line.progress_on is not None and line.progress_on > period.last
        if state.name != DONE and line.responsible is not None and line.starts_on <= period.last:
            asked[line.responsible] = asked.get(line.responsible, False) or not fresh
    for institution in [one for one, missing in asked.items() if missing]:
        _open(plan, plan.subject, institution, period.last + dt.timedelta(days=ASKED_FOR), by)
        opened += 1
    filed = FiledReport.objects.filter(
        plan=plan, year=period.year, half__in=(period.half, 0), filed_at__date__gt=period.last
    )
    if not filed.exists():
        due = period.last + dt.timedelta(days=REPORT_DUE)
        open_task(
            REPORT,
            plan.report_subject,
            institution=None,
            network=plan.network,
            due_at=end_of(due, plan.network),
            by=by,
        )
        opened += 1
    return opened


def _covers(plan: Plan, period: Period) -> bool:
    return plan.starts_on <= period.last and plan.ends_on >= period.first


def _open(
    plan: Plan, subject: tuple[str, UUID], institution: Institution, due: dt.date, by: Actor
) -> None:
    open_task(
        PROGRESS,
        subject,
        institution=institution,
        owner=_speaks_for(institution, plan),
        network=plan.network,
        due_at=end_of(due, plan.network),
        by=by,
    )


def _speaks_for(institution: Institution, plan: Plan) -> Member | None:
    """Who has its seat, or the deputy, if they use Spona; else it lies in the queue."""
    seats = Seat.objects.active_on(today()).filter(
        network=plan.network_id, institution=institution.pk
    )
    for seat in seats.select_related("member__person", "deputy__person"):
        for one in (seat.member, seat.deputy):
            if one is not None and one.is_active_on(today()) and one.person.account_id:
                return one
    return None
