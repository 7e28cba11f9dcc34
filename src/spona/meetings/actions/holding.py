"""A meeting was held: who was there, and what has to be done, as tasks in one step."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from uuid import UUID

from django.utils.translation import gettext as _

from spona import audit, deadlines
from spona.access.actor import Actor
from spona.access.denied import Conflict, Denied
from spona.deadlines.late import end_of
from spona.directory.coverage import seats_on
from spona.directory.models import Institution, Member
from spona.identity.models import Account
from spona.meetings.actions.calling import ANSWER, PREPARE, TOLD
from spona.meetings.actions.minuting import ask_for_minutes
from spona.meetings.models import Attendance, Decision, Meeting, Point, Presence
from spona.meetings.permissions import (
    check_due,
    check_has_begun,
    check_is_of_meeting,
    check_leads,
    check_of_table,
    check_open,
)
from spona.meetings.telling import tell
from spona.reference.scripts import fold
from spona.tasks.actions import close_task, open_task

DECISION = "decision"


def record_attendance(
    meeting: Meeting,
    presence: Mapping[UUID, Presence],
    *,
    by: Actor,
    who: Mapping[UUID, str] | None = None,
) -> list[Attendance]:
    """Write down who was there, by the id of the institution; the meeting counts as held.

    Each institution that was invited or calls has to be named, and no other. `who`: the position
    of whoever came instead of the holder of the seat and the deputy; at a meeting of the table.
    """
    check_leads(by, meeting)
    check_has_begun(meeting)
    with audit.transaction() as log:
        rows = Meeting.objects.select_for_update(of=("self",)).select_related("network")
        row = rows.get(pk=meeting.pk)
        check_has_begun(row)
        invited = set(row.invitations.values_list("institution_id", flat=True))
        if set(presence) != {row.institution_id, *invited}:
            raise Denied(_("Say of each institution whether it was there."))
        found = _written(row, _came(row, presence, who or {}))
        if row.held_at is None:
            row.held_at = deadlines.now()
            row.save(update_fields=["held_at"])
        for one in row.invitations.filter(answer=""):
            kind = TOLD if one.on_paper else ANSWER
            close_task(kind, one.subject, by=by, outcome="dropped")
        close_task(PREPARE, row.subject, by=by)
        if row.is_of_table:
            ask_for_minutes(row, by=by)
        log.record("meeting:held", by=by, subject=row.subject, detail={"there": _there(found)})
    return found


def decide(
    meeting: Meeting,
    *,
    institution: Institution,
    due_on: dt.date,
    told: Iterable[Account],
    by: Actor,
    owner: Member | None = None,
    on_paper: bool = False,
    words: str = "",
    point: Point | None = None,
) -> Decision:
    """One decision and its task. `on_paper`: the owner cannot see a task here, so who calls the
    meeting keeps an eye on it. `owner` inside the institution whose task it is. `words`, in clear
    and under a `point`, are of a meeting of the table; of any other they are sealed elsewhere.
    """
    check_leads(by, meeting)
    check_has_begun(meeting)
    check_is_of_meeting(meeting, institution)
    check_due(meeting, due_on)
    if meeting.is_of_table and not words.strip():
        raise Denied(_("Write what was decided."))
    if words and not meeting.is_of_table:
        raise ValueError("the words of this decision are sealed by the app above")
    with audit.transaction() as log:
        row = Meeting.objects.select_for_update(of=("self",)).get(pk=meeting.pk)
        check_has_begun(row)
        last = row.decisions.last()
        decision = Decision(
            meeting=row,
            number=last.number + 1 if last else 1,
            institution=institution,
            due_on=due_on,
            decided_at=deadlines.now(),
            words=words.strip(),
            point=point,
            search_key=fold(words),
        )
        decision.task = open_task(
            DECISION,
            decision.subject,
            institution=row.institution if on_paper else institution,
            owner=owner,
            network=row.network,
            asked_by=None if on_paper or institution == row.institution else row.institution,
            reference=row.reference,
            due_at=end_of(due_on, row.network),
            by=by,
        )
        decision.save(force_insert=True)
        tell(told, "task", row, by=by)
        log.record(
            "meeting:decided",
            by=by,
            subject=row.subject,
            detail={"number": decision.number, "institution": str(institution.pk)},
        )
    return decision


def undo_decision(decision: Decision, *, by: Actor) -> None:
    """Take it back while the minutes are open: its task falls away, later ones move up."""
    check_leads(by, decision.meeting)
    check_of_table(decision.meeting)
    with audit.transaction() as log:
        row = Meeting.objects.select_for_update(of=("self",)).get(pk=decision.meeting_id)
        check_open(row)
        kept = row.decisions.filter(pk=decision.pk).select_related("task").first()
        if kept is None:
            return
        if kept.task is not None and kept.task.done_at is not None:
            raise Conflict(_("This was done already, so it stays in the minutes."))
        close_task(DECISION, kept.subject, by=by, outcome="dropped")
        log.record("meeting:undecided", by=by, subject=row.subject, detail={"number": kept.number})
        Decision.objects.filter(pk=kept.pk).delete()
        # From the front: each takes the number that has just become free.
        for later in row.decisions.filter(number__gt=kept.number).order_by("number"):
            later.number -= 1
            later.save(update_fields=["number"])


def _came(
    row: Meeting, presence: Mapping[UUID, Presence], who: Mapping[UUID, str]
) -> dict[UUID, dict[str, object]]:
    """What stands on each row: who came, where it is written down here, is the holder of the seat
    that day, the deputy, or a position in words.
    """
    at = {"recorded_at": deadlines.now()}
    if not row.is_of_table:
        return {ident: {"presence": said, **at} for ident, said in presence.items()}
    seats = {one.institution_id: one for one in seats_on([row.network], row.day)}
    found: dict[UUID, dict[str, object]] = {}
    for ident, said in presence.items():
        seat, words = seats.get(ident), who.get(ident, "").strip()
        named = None
        if seat is not None and not words:
            named = {Presence.PRESENT: seat.member, Presence.DEPUTY: seat.deputy}.get(said)
        position = "" if said == Presence.ABSENT else words
        found[ident] = {"presence": said, "member": named, "who": position, **at}
    return found


def _written(row: Meeting, came: Mapping[UUID, dict[str, object]]) -> list[Attendance]:
    """New rows in one go, and those that say something else than before."""
    there = {one.institution_id: one for one in row.attendance.all()}
    for ident, says in came.items():
        if ident in there:
            for name, value in says.items():
                setattr(there[ident], name, value)
            there[ident].save(update_fields=[*says])
    new = [
        Attendance(meeting=row, institution_id=ident, **says).stamp()
        for ident, says in came.items()
        if ident not in there
    ]
    return [*there.values(), *Attendance.objects.bulk_create(new)]


def _there(found: Iterable[Attendance]) -> int:
    return sum(one.presence != Presence.ABSENT for one in found)
