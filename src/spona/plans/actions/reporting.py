"""Words that people add to a report, and the report kept as it went out."""

from __future__ import annotations

from spona import audit, deadlines
from spona.access.actor import Actor
from spona.attachments.actions import put
from spona.attachments.forms import Incoming
from spona.plans.actions.plans import locked
from spona.plans.models import FiledReport, Plan, ReportWords
from spona.plans.periods import Period
from spona.plans.permissions import check_can_edit
from spona.tasks.actions import close_task


def write_words(
    plan: Plan, period: Period, *, problems: str, proposals: str, by: Actor
) -> ReportWords:
    """What was hard and what is proposed, for this period; written again it is replaced."""
    check_can_edit(by, plan.network)
    with audit.transaction() as log:
        made, _new = ReportWords.objects.update_or_create(
            plan=plan,
            year=period.year,
            half=period.half,
            defaults={
                "problems": problems, "proposals": proposals, "written_at": deadlines.now(),
            },
        )  # fmt: skip
        log.record("plan:report_words", by=by, subject=plan.subject)
    return made


def file_report(
    plan: Plan, period: Period, *, reader: str, content: bytes, name: str, by: Actor
) -> FiledReport:
    """Keeps the PDF as it is today and closes the task that asked for a report."""
    check_can_edit(by, plan.network)
    with audit.transaction() as log:
        row = locked(plan)
        paper = put(Incoming(name, "application/pdf", content), network=row.network, by=by)
        made = FiledReport.objects.create(
            plan=row,
            year=period.year,
            half=period.half,
            reader=reader,
            paper=paper,
            filed_at=deadlines.now(),
            filed_by_id=by.member_id,
        )
        close_task("plan_report", row.report_subject, by=by)
        log.record("plan:report_filed", by=by, subject=row.subject, detail={"reader": reader})
    return made
