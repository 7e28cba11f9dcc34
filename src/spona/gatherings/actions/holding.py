"""A meeting was held: who was there, and what has to be done, as tasks in one step."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from uuid import UUID
from zoneinfo import ZoneInfo

from django.utils.translation import gettext as _

from spona import audit, clocks
from spona.access.actor import Actor
from spona.access.denied import Denied
from spona.directory.models import Institution, Member
from spona.gatherings.actions.calling import ANSWER, PREPARE, TOLD
from spona.gatherings.models import Attendance, Decision, Meeting, Presence
from spona.gatherings.permissions import check_is_of_meeting, check_leads, check_open
from spona.gatherings.telling import tell
from spona.identity.models import Account
from spona.tasks.actions import close_task, open_task

DECISION = "decision"
LONGEST = dt.timedelta(days=366)


def record_attendance(
    meeting: Meeting, presence: Mapping[UUID, Presence], *, by: Actor
) -> list[Attendance]:
    """Write down who was there, by the id of the institution; the meeting counts as held.

    Each institution that was invited or calls has to be named, and no other.
    """
    check_leads(by, meeting)
    with audit.transaction() as log:
        row = Meeting.objects.select_for_update(of=("self",)).get(pk=meeting.pk)
        check_open(row)
        invited = dict(row.invitations.values_list("institution_id", "pk"))
        if set(presence) != {row.institution_id, *invited}:
            raise Denied(_("Say of each institution whether it was there."))
        found = [
            Attendance.objects.update_or_create(
                meeting=row,
                institution_id=ident,
                defaults={"presence": said, "recorded_at": clocks.now()},
            )[0]
            for ident, said in presence.items()
        ]
        if row.held_at is None:
            row.held_at = clocks.now()
            row.save(update_fields=["held_at"])
        for one in invited.values():
            for kind in (ANSWER, TOLD):
                close_task(kind, ("invitation", one), by=by, outcome="dropped")
        close_task(PREPARE, row.subject, by=by)
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
) -> Decision:
    """One decision and its task. `on_paper`: the owner cannot see a task here, so who calls the
    meeting keeps an eye on it. `owner` inside the institution whose task it is.
    """
    check_leads(by, meeting)
    check_is_of_meeting(meeting, institution)
    today = clocks.now().astimezone(ZoneInfo(meeting.network.time_zone)).date()
    if due_on < today:
        raise Denied(_("This day has passed already. Choose a later one."))
    if due_on > today + LONGEST:
        raise Denied(_("Check the year: this day is too far away."))
    with audit.transaction() as log:
        row = Meeting.objects.select_for_update(of=("self",)).get(pk=meeting.pk)
        check_open(row)
        last = row.decisions.last()
        decision = Decision(
            meeting=row,
            number=last.number + 1 if last else 1,
            institution=institution,
            due_on=due_on,
            decided_at=clocks.now(),
        )
        decision.task = open_task(
            DECISION,
            decision.subject,
            institution=row.institution if on_paper else institution,
            owner=owner,
            network=row.network,
            asked_by=None if on_paper or institution == row.institution else row.institution,
            reference=row.reference,
            due_at=_end_of(due_on, row.network.time_zone),
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


def _end_of(day: dt.date, zone: str) -> dt.datetime:
    after = dt.datetime.combine(day + dt.timedelta(days=1), dt.time(), ZoneInfo(zone))
    return after.astimezone(dt.UTC) - dt.timedelta(seconds=1)


def _there(found: Iterable[Attendance]) -> int:
    return sum(one.presence != Presence.ABSENT for one in found)
