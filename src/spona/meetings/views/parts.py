"""What every page of a meeting shows: who is invited, who comes, who was there, what is to do."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from spona.access.actor import Actor
from spona.access.guards import MemberRequest
from spona.access.models import new_token
from spona.deadlines.late import is_late
from spona.directory.models import Institution
from spona.meetings.forms import AnswerForm, AttendanceForm
from spona.meetings.models import READ, Attendance, Decision, Invitation, Meeting, Presence
from spona.meetings.permissions import answers_for, leads_network
from spona.reference.scripts import serbian_key


@dataclass(frozen=True, slots=True)
class Line:
    """One institution at the table. `form` where the reader may answer for it."""

    institution: Institution
    invitation: Invitation | None
    presence: str
    form: AnswerForm | None


@dataclass(frozen=True, slots=True)
class Job:
    """A decision; `text` only where the app above has opened it for this reader."""

    decision: Decision
    done: bool
    late: bool
    confirmed: bool
    text: str


def meeting_parts(
    request: MemberRequest,
    meeting: Meeting,
    *,
    texts: Mapping[UUID, str] | None = None,
    bound: Mapping[str, Any] | None = None,
) -> dict[str, Any]:
    """`texts`: decision → its words; `bound`: forms that came back with mistakes, by name."""
    leads = leads_meeting(request.actor, meeting)
    attended = meeting.attendance.select_related("member__person")
    there = {one.institution_id: presence_words(one) for one in attended}
    invitations = _in_order(
        meeting, list(meeting.invitations.select_related("institution__town").order_by("id"))
    )
    lines = [Line(meeting.institution, None, there.get(meeting.institution_id, ""), None)]
    for one in invitations:
        one.meeting = meeting
        form = _answer_form(request.actor, one) if may_answer(request.actor, one) else None
        lines.append(Line(one.institution, one, there.get(one.institution_id, ""), form))
    return {
        "lines": lines,
        "jobs": _jobs(meeting, texts or {}),
        "leads": leads,
        "attendance_form": (
            attendance_form(meeting) if leads and meeting.is_open and meeting.has_begun else None
        ),
        "token": new_token(),
        **(bound or {}),
    }


def leads_meeting(actor: Actor, meeting: Meeting) -> bool:
    """Somebody of the institution that calls it, who may see the row there; of the table, who
    leads the network.
    """
    if meeting.is_of_table:
        return leads_network(actor, meeting.network_id)
    own = actor.institution_id == meeting.institution_id
    return own and (
        actor.may(READ) or actor.member_id == meeting.called_by_id or actor.may("case:write")
    )


def may_answer(actor: Actor, invitation: Invitation) -> bool:
    meeting = invitation.meeting
    if not meeting.is_open or meeting.held_at is not None:
        return False
    return answers_for(actor, invitation)


def presence_words(row: Attendance) -> str:
    """Present, or a deputy; and who it was, where that is written down."""
    came = row.who or (row.member.person.shown_name if row.member else "")
    said = str(row.get_presence_display())
    return f"{said}: {came}" if came and row.presence != Presence.ABSENT else said


def institutions_at(meeting: Meeting) -> list[Institution]:
    """Who calls it, then the invited."""
    rows = list(meeting.invitations.select_related("institution").order_by("id"))
    return [meeting.institution, *(one.institution for one in _in_order(meeting, rows))]


def _in_order(meeting: Meeting, rows: list[Invitation]) -> list[Invitation]:
    """A table of twelve is read by name; the few of a conference stay as they were invited."""
    if not meeting.is_of_table:
        return rows
    return sorted(rows, key=lambda one: serbian_key(str(one.institution.words)))


def attendance_form(
    meeting: Meeting, data: Any = None, *, everybody: bool = False
) -> AttendanceForm:
    initial = {f"there_{one.institution_id.hex}": one.presence for one in meeting.attendance.all()}
    at_table = institutions_at(meeting)
    return AttendanceForm(data, institutions=at_table, initial=initial, everybody=everybody)


def asks_for_everybody(request: MemberRequest) -> bool:
    """Whether "Everybody was here" was pressed: the form comes back filled in, not written down."""
    return request.POST.get("do") == "everybody"


def _answer_form(actor: Actor, invitation: Invitation) -> AnswerForm:
    initial = {"invitation": invitation.pk, "answer": invitation.answer}
    return AnswerForm(initial=initial, auto_id=f"answer_{invitation.pk.hex}_%s")


def _jobs(meeting: Meeting, texts: Mapping[UUID, str]) -> list[Job]:
    rows = meeting.decisions.select_related("institution", "task")
    return [
        Job(
            one,
            one.task is not None and one.task.done_at is not None,
            _is_late(one, meeting),
            one.task is not None and one.task.confirmed_at is not None,
            texts.get(one.pk, ""),
        )
        for one in rows
    ]


def _is_late(one: Decision, meeting: Meeting) -> bool:
    done = one.task is not None and one.task.done_at is not None
    return not done and is_late(one.due_on, meeting.network)
