"""The page of a meeting of the table: read by everybody who sits there, led by the coordinator."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from spona import deadlines
from spona.access.guards import MemberRequest
from spona.directory.coverage import seats_on
from spona.directory.models import Standing
from spona.meetings.forms import AddendumForm, OffForm, PaperForm
from spona.meetings.models import Answer, Contribution, Meeting, MeetingPaper, Point, Presence
from spona.meetings.permissions import leads_network
from spona.meetings.queries import needed
from spona.meetings.views.parts import Job, meeting_parts
from spona.meetings.words import KINDS, POINTS, kind_beside, point_words
from spona.reference.models import Code


@dataclass(slots=True)
class Shown:
    """A point of the agenda as the page shows it: its minutes, what was written beforehand, what
    was decided under it.
    """

    point: Point
    words: str
    lines: list[Contribution] = field(default_factory=list)
    jobs: list[Job] = field(default_factory=list)


def table_page(
    request: MemberRequest, meeting: Meeting, *, status: int = 200, note: str = "", **bound: Any
) -> HttpResponse:
    """`bound`: a form that came back with mistakes, under its name on the page."""
    leads = leads_network(request.actor, meeting.network_id)
    texts = {one.pk: one.words for one in meeting.decisions.all()}
    parts = meeting_parts(request, meeting, texts=texts)
    points = shown_points(meeting, parts["jobs"])
    closed = meeting.ended_at is not None
    papers = meeting.papers.filter(withdrawn_at=None).select_related("paper")
    context: dict[str, Any] = {
        "meeting": meeting,
        "practice": meeting.network.practice,
        "kind": kind_beside(meeting, Code.objects.labels(KINDS)),
        "note": note,
        "points": points,
        "yearly": any(one.point.kind for one in points),
        "contributes": meeting.is_open and _sits(request, meeting),
        "quorum": quorum_sentence(meeting),
        "papers": list(papers),
        "taken": _taken(request, meeting) if leads else None,
        "paper_form": (
            PaperForm(closed=closed) if leads and meeting.cancelled_at is None else None
        ),
        "addenda": list(meeting.addenda.all()),
        "addendum_form": AddendumForm() if leads and closed else None,
        "off_form": OffForm() if leads and meeting.is_open and meeting.held_at is None else None,
        "to_call": sum(
            one.invitation is not None and one.invitation.on_paper and not one.invitation.answer
            for one in parts["lines"]
        ),
        "may_move": leads and meeting.is_open and meeting.held_at is None,
        "may_agenda": leads and meeting.is_open,
        "may_write": leads and meeting.is_open and meeting.has_begun,
        "over": meeting.last_moment < deadlines.now(),
        **parts,
        "attendance_form": None,
    }
    return render(request, "meetings/table_meeting.html", context | bound, status=status)


def shown_points(meeting: Meeting, jobs: Iterable[Job] = ()) -> list[Shown]:
    """The agenda in its order; three queries."""
    codes = Code.objects.labels(POINTS)
    rows = list(meeting.points.select_related("presents", "decision"))
    shown = {one.pk: Shown(one, point_words(one, codes)) for one in rows}
    lines = Contribution.objects.filter(point__meeting=meeting).exclude(text="")
    for one in lines.select_related("institution").order_by("written_at"):
        shown[one.point_id].lines.append(one)
    for job in jobs:
        if job.decision.point_id in shown:
            shown[job.decision.point_id].jobs.append(job)
    return list(shown.values())


def quorum_sentence(meeting: Meeting) -> str:
    """Whether enough come or came, by the network's act; partners have no seat that counts."""
    need = needed(meeting.network, meeting.day)
    if need is None:
        return _("The act of the network does not say how many have to be there.")
    seats = seats_on([meeting.network], meeting.day)
    members = {one.institution_id for one in seats if one.standing == Standing.MEMBER}
    asked = ngettext(
        "By its act, %(n)s institution of the network has to be there.",
        "By its act, %(n)s institutions of the network have to be there.",
        need,
    ) % {"n": need}
    return f"{asked} {_so_far(meeting, members, need)}"


def _so_far(meeting: Meeting, members: set[UUID], need: int) -> str:
    if meeting.held_at is not None:
        there = meeting.attendance.exclude(presence=Presence.ABSENT)
        n = there.filter(institution__in=members).count()
        enough = _("There are enough: %(n)s.") if n >= need else _("There are too few: %(n)s.")
        return enough % {"n": n}
    coming = meeting.invitations.filter(
        answer__in=(Answer.YES, Answer.DEPUTY), institution__in=members
    )
    n = coming.count() + (meeting.institution_id in members)
    return ngettext("%(n)s has said that it comes.", "%(n)s have said that they are coming.", n) % {
        "n": n
    }


def _sits(request: MemberRequest, meeting: Meeting) -> bool:
    actor = request.actor
    return meeting.network_id in actor.networks and actor.may("life:record")


def _taken(request: MemberRequest, meeting: Meeting) -> MeetingPaper | None:
    """The paper that was just taken away, for the note with "Undo"."""
    try:
        ident = UUID(request.GET.get("taken", ""))
    except ValueError:
        return None
    return meeting.papers.filter(pk=ident).exclude(withdrawn_at=None).first()
