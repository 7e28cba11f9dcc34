"""Parts of a project are written, set aside and put back; a report is marked as sent."""

from __future__ import annotations

import datetime as dt

from django.utils.translation import gettext as _

from spona import audit, deadlines
from spona.access.actor import Actor
from spona.access.denied import Conflict, Denied
from spona.attachments import actions as attachments
from spona.attachments.forms import Incoming
from spona.projects.checks import check_part, today
from spona.projects.models import Due, Part, Project, Publication, Result
from spona.projects.permissions import check_can_edit
from spona.tasks.actions import close_task

TASK = "project_report"


def write_part[P: Part](part: P, *, by: Actor, incoming: Incoming | None = None) -> P:
    """Keeps a new part, or what was changed in one. `incoming` is attached to it.

    Denied with a sentence where a date runs backwards, an amount is none, or it names something
    of another project.
    """
    check_can_edit(by, part.project)
    check_part(part)
    with audit.transaction() as log:
        new = part._state.adding  # noqa: SLF001 — Django has no other word for it
        if incoming is not None and isinstance(part, Result | Publication | Due):
            network = part.project.networks.order_by("slug").first()
            part.paper = attachments.put(incoming, network=network, by=by)
        _keep(part, by)
        name = "project:part_added" if new else "project:part_changed"
        log.record(name, by=by, subject=part.subject, detail=_told(part))
    return part


def take_out(part: Part, *, by: Actor) -> Part:
    """It counts no more and can be put back; twice changes nothing."""
    check_can_edit(by, part.project)
    with audit.transaction() as log:
        part = _locked(part)
        if part.withdrawn_at is None:
            part.withdrawn_at = deadlines.now()
            _keep(part, by)
            if isinstance(part, Due):
                close_task(TASK, part.subject, by=by, outcome="dropped")
            log.record("project:part_taken_out", by=by, subject=part.subject, detail=_told(part))
    return part


def put_back(part: Part, *, by: Actor) -> Part:
    """Undoes `take_out`; Conflict where something else has taken its place meanwhile."""
    check_can_edit(by, part.project)
    with audit.transaction() as log:
        part = _locked(part)
        if part.withdrawn_at is not None:
            part.withdrawn_at = None
            check_part(part)
            _keep(part, by)
            log.record("project:part_put_back", by=by, subject=part.subject, detail=_told(part))
    return part


def mark_sent(due: Due, *, on: dt.date, by: Actor, incoming: Incoming | None = None) -> Due:
    """The report went to the donor on that day; its task closes. `incoming`: the signed copy."""
    check_can_edit(by, due.project)
    with audit.transaction() as log:
        due = _locked(due)
        if due.withdrawn_at is not None:
            raise Conflict(_("This report was set aside. Put it back first."))
        if on > today():
            raise Denied(_("This day has not come yet. Write the day on which it was sent."))
        if on < due.first:
            raise Denied(_("The period of the report had not begun on that day. Correct the day."))
        due.sent_on = on
        if incoming is not None:
            network = due.project.networks.order_by("slug").first()
            due.paper = attachments.put(incoming, network=network, by=by)
        _keep(due, by)
        close_task(TASK, due.subject, by=by)
        log.record("project:report_sent", by=by, subject=due.subject, detail=_told(due))
    return due


def mark_unsent(due: Due, *, by: Actor) -> Due:
    """Undoes `mark_sent`: the report is due again."""
    check_can_edit(by, due.project)
    with audit.transaction() as log:
        due = _locked(due)
        if due.sent_on is not None:
            due.sent_on = None
            _keep(due, by)
            log.record("project:report_unsent", by=by, subject=due.subject, detail=_told(due))
    return due


def _locked[P: Part](part: P) -> P:
    """As it stands now, whoever else has it open."""
    Project.objects.select_for_update().get(pk=part.project_id)
    found: P = type(part)._base_manager.select_related("project").get(pk=part.pk)  # noqa: SLF001
    return found


def _keep(part: Part, by: Actor) -> None:
    part.changed_at, part.changed_by_id = deadlines.now(), by.member_id
    part.save()


def _told(part: Part) -> dict[str, object]:
    return {"project": part.project.slug}


__all__ = ["TASK", "mark_sent", "mark_unsent", "put_back", "take_out", "write_part"]
