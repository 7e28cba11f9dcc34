"""The agenda of a meeting of the table: own points, open ones taken up again, the template."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from spona import audit, deadlines
from spona.access.actor import Actor
from spona.access.denied import Conflict, Denied
from spona.directory.models import Institution
from spona.meetings.models import Decision, Meeting, Point
from spona.meetings.permissions import (
    check_is_of_meeting,
    check_leads,
    check_of_table,
    check_open,
)
from spona.reference.models import Code
from spona.reference.scripts import fold
from spona.tasks.models import Task

YEARLY, TEMPLATE = "yearly", "meeting_point"


@dataclass(frozen=True, slots=True)
class Wanted:
    """A point that is about to stand on an agenda: `words`, or the code of a template's point."""

    words: str = ""
    kind: str = ""
    presents: Institution | None = None
    task: Task | None = None
    decision: Decision | None = None


def from_template(kind: str) -> list[Wanted]:
    """What the yearly meeting always goes through; nothing for another kind."""
    if kind != YEARLY:
        return []
    codes = Code.objects.of(TEMPLATE, deadlines.today()).order_by("order", "code")
    return [Wanted(kind=one.code) for one in codes]


def add_points(meeting: Meeting, wanted: Sequence[Wanted], *, by: Actor) -> list[Point]:
    """Add them at the end, in this order. What stands there already is not added once more."""
    check_leads(by, meeting)
    check_of_table(meeting)
    for one in wanted:
        if not (one.words.strip() or one.kind):
            raise Denied(_("Write what the point is about."))
        if one.presents is not None:
            check_is_of_meeting(meeting, one.presents)
    with audit.transaction() as log:
        row = Meeting.objects.select_for_update(of=("self",)).get(pk=meeting.pk)
        check_open(row)
        there = list(row.points.all())
        known = {(one.task_id, one.decision_id) for one in there} - {(None, None)}
        new = [one for one in wanted if _origin(one) not in known]
        made = [
            Point.objects.create(
                meeting=row,
                number=number,
                words=one.words.strip(),
                kind=one.kind,
                presents=one.presents,
                task=one.task,
                decision=one.decision,
                search_key=fold(one.words),
            )
            for number, one in enumerate(new, start=len(there) + 1)
        ]
        if made:
            log.record("point:added", by=by, subject=row.subject, detail={"points": len(made)})
    return made


def move_point(point: Point, *, up: bool, by: Actor) -> Point:
    """One place towards the beginning or the end; at the edge nothing changes."""
    check_leads(by, point.meeting)
    check_of_table(point.meeting)
    with audit.transaction() as log:
        row = Meeting.objects.select_for_update(of=("self",)).get(pk=point.meeting_id)
        check_open(row)
        order = list(row.points.all())
        at = next(n for n, one in enumerate(order) if one.pk == point.pk)
        to = at - 1 if up else at + 1
        if 0 <= to < len(order):
            order[at], order[to] = order[to], order[at]
            _number(order)
            log.record("point:moved", by=by, subject=point.subject)
        return order[to] if 0 <= to < len(order) else order[at]


def remove_point(point: Point, *, by: Actor) -> None:
    """Off the agenda, while nothing was written or decided under it."""
    check_leads(by, point.meeting)
    check_of_table(point.meeting)
    with audit.transaction() as log:
        row = Meeting.objects.select_for_update(of=("self",)).get(pk=point.meeting_id)
        check_open(row)
        written = Point.objects.filter(pk=point.pk).exclude(text="").exists()
        if written or point.decisions.exists() or point.contributions.exclude(text="").exists():
            raise Conflict(_("Something was written under this point already, so it stays."))
        Point.objects.filter(pk=point.pk).delete()
        _number(list(row.points.all()))
        log.record("point:removed", by=by, subject=point.subject)


def _origin(one: Wanted) -> tuple[object, object]:
    return (one.task.pk if one.task else None, one.decision.pk if one.decision else None)


def _number(order: Sequence[Point]) -> None:
    for number, one in enumerate(order, start=1):
        if one.number != number:
            one.number = number
            one.save(update_fields=["number"])
