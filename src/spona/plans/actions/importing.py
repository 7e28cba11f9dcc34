"""A workbook comes in: kept, looked at, then taken over as a whole or not at all."""

from __future__ import annotations

from django.utils.translation import gettext as _

from spona import audit, deadlines
from spona.access.actor import Actor
from spona.access.denied import Conflict, Denied
from spona.attachments.actions import put
from spona.attachments.forms import Incoming
from spona.documents.workbook.differences import CHANGE, REMOVE, Differences, Wanted
from spona.plans.actions.amending import Change, amend
from spona.plans.actions.parts import put_part, take_out
from spona.plans.actions.plans import locked
from spona.plans.actions.snapshots import keep_progress
from spona.plans.models import Line, Plan, PlanImport, State
from spona.plans.permissions import check_can_change
from spona.plans.rows import INDICATOR, KINDS, LINE, MEASURE, OBJECTIVE, Known, known_of
from spona.plans.workbook.differences import differences_of
from spona.plans.workbook.reading import read
from spona.tasks.actions import close_all


def send_in(plan: Plan, incoming: Incoming, *, by: Actor) -> PlanImport:
    """Keeps the workbook; nothing of the plan changes. What is no workbook of ours is told on the
    page that shows the changes.
    """
    check_can_change(by, plan)
    with audit.transaction() as log:
        made = PlanImport.objects.create(
            plan=plan,
            paper=put(incoming, network=plan.network, by=by),
            sent_at=deadlines.now(),
            sent_by_id=by.member_id,
        )
        log.record("plan:workbook", by=by, subject=plan.subject)
    return made


def take_over(sent: PlanImport, *, seen: str, by: Actor, reason: str = "") -> int:
    """Writes every change of the workbook; `seen` is the mark of what the page showed.

    Denied where a single line cannot be taken over, Conflict where the plan has changed since it
    was looked at. Returns how many parts were changed.
    """
    with audit.transaction() as log:
        plan = locked(sent.plan)
        row = PlanImport.objects.select_for_update(of=("self",)).get(pk=sent.pk)
        check_can_change(by, plan)
        if row.taken_over_at is not None:
            raise Conflict(_("This workbook was taken over already."))
        known = known_of(plan)
        found = differences_of(read(bytes(row.paper.bytes.content), plan), known)
        if found.refusals:
            raise Denied(_("Something in the workbook cannot be taken over. Nothing was changed."))
        if found.mark != seen:
            raise Conflict(_("The plan has changed since you looked. Look at the changes again."))
        if not found.wanted:
            raise Denied(_("There is nothing to change: plan and workbook say the same."))
        changes = _write(known, found, by)
        amend(plan, changes, reason=reason, by=by)
        row.taken_over_at = deadlines.now()
        row.save(update_fields=["taken_over_at"])
        log.record(
            "plan:imported", by=by, subject=plan.subject, detail={"parts": len(found.wanted)}
        )
    return len(found.wanted)


def _write(known: Known, found: Differences, by: Actor) -> list[Change]:
    """First the lines and indicators that go, so that their numbers are free; then what others
    hang on before what hangs on it; last the measures and objectives that go.
    """
    leaving = [one for one in found.wanted if one.what == REMOVE]
    changes: list[Change] = []
    for kind in (INDICATOR, LINE):
        changes += _take_out(known, [one for one in leaving if one.kind == kind], by)
    _free_numbers(known, found.wanted)
    for kind in KINDS:
        for one in found.wanted:
            if one.kind == kind and one.what != REMOVE:
                ident = one.row.pk if one.row is not None else None
                part, made = put_part(known, kind, one.values, ident)
                changes += made
                if isinstance(part, Line) and _moved_on(part, made):
                    keep_progress(part, by=by)
    for kind in (MEASURE, OBJECTIVE):
        changes += _take_out(known, [one for one in leaving if one.kind == kind], by)
    return changes


def _moved_on(line: Line, made: list[Change]) -> bool:
    """Whether the workbook of an adopted plan says that it got further."""
    if line.plan.state == State.DRAFT:
        return False
    named = {one.field for one in made}
    return bool(named & {"percent", "units_done"}) or (
        "added" in named and bool(line.percent or line.units_done)
    )


def _take_out(known: Known, leaving: list[Wanted], by: Actor) -> list[Change]:
    changes = []
    for one in leaving:
        part = known.parts[one.kind].pop(one.row.pk)
        subject = part.subject if one.kind == LINE else None
        changes.append(take_out(part, one.kind, known.plan, by=by))
        if subject is not None:
            close_all(subject, by=by)
    return changes


def _free_numbers(known: Known, wanted: list[Wanted]) -> None:
    """A number that goes from one part to another is free for a moment: no two may share one."""
    for at, one in enumerate(wanted):
        if one.what == CHANGE and one.row.number != one.values["number"]:
            type(one.row).objects.filter(pk=one.row.pk).update(number=f"0.0.{at}")
