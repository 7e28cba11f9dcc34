"""How far an activity was on a day, kept: a report of a past half-year is read from these rows."""

from __future__ import annotations

from spona import audit, deadlines
from spona.access.actor import Actor
from spona.attachments.models import Attachment
from spona.plans.models import Line, Progress


def keep_progress(
    line: Line, *, by: Actor, note: str = "", evidence: Attachment | None = None
) -> Progress:
    """Inside the action that has just written `percent` or `units_done` into the line."""
    with audit.transaction() as log:
        made = Progress.objects.create(
            line=line,
            percent=line.percent,
            units_done=line.units_done if line.units_planned else None,
            note=note,
            evidence=evidence,
            recorded_at=deadlines.now(),
            recorded_by_id=by.member_id,
            institution_id=by.institution_id,
        )
        log.record("plan:progress", by=by, subject=line.subject, lane=line.responsible_id)
    return made
