"""The page of a conference: for who leads the file, and for who is invited."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.views.decorators.http import require_POST, require_safe

from spona import deadlines
from spona.access.denied import Denied
from spona.access.guards import MemberRequest, member
from spona.cases.conference_pages.views.pages import (
    guest_of,
    path_to,
    visible_conference,
)
from spona.cases.conferences.actions import open_packet_of, read_as_guest, read_as_leader
from spona.cases.conferences.actions.reading import Shown, read_packets
from spona.cases.conferences.models import Conference, Guest
from spona.cases.conferences.parties import second_people
from spona.cases.referral_pages.views.pages import bands
from spona.meetings.views.parts import meeting_parts


@member()
@require_safe
def conference(request: MemberRequest, reference: str) -> HttpResponse:
    """The leader sees all of it; a guest its own packet, once it was opened, and its decisions."""
    row = visible_conference(request, reference)
    if row.meeting.institution_id == request.actor.institution_id:
        return for_leader(request, row)
    guest = guest_of(request, row)
    if guest is None:
        raise Http404
    return _for_guest(request, row, guest)


@member()
@require_POST
def open_shared(request: MemberRequest, reference: str) -> HttpResponse:
    """From now on the leader sees that it was opened; each reading is logged."""
    row = visible_conference(request, reference)
    guest = guest_of(request, row)
    if guest is None or guest.packet_id is None:
        raise Http404
    try:
        open_packet_of(guest, by=request.actor, keys=request.keys)
    except Denied as refused:
        return _for_guest(request, row, guest, note=str(refused.sentence), status=403)
    return HttpResponseRedirect(path_to(row))


def for_leader(
    request: MemberRequest, row: Conference, *, status: int = 200, note: str = "", **bound: Any
) -> HttpResponse:
    """`bound`: a form that came back with mistakes, under its name on the page."""
    led = read_as_leader(row, by=request.actor, keys=request.keys)
    packets = read_packets(row, by=request.actor, keys=request.keys)
    guests = row.guests.select_related("invitation__institution").order_by("invitation__id")
    waits = row.meeting.announced_at is None and row.meeting.cancelled_at is None
    writes = row.meeting.is_open and request.actor.may("case:write")
    context = _common(request, row, led.decisions) | {
        "led": led,
        "note": note,
        "guests": [_guest(one, packets.get(one.pk, Shown())) for one in guests],
        "waits": waits,
        "may_approve": waits and request.actor.member_id in {one.pk for one in second_people(row)},
        "may_write": writes and row.meeting.has_begun,
        "before": writes and not row.meeting.has_begun,
        "may_call_off": row.meeting.held_at is None
        and row.meeting.cancelled_at is None
        and row.meeting.ended_at is None,
    }
    return render(request, "cases/conference_pages/led.html", context | bound, status=status)


def _for_guest(
    request: MemberRequest, row: Conference, guest: Guest, *, note: str = "", status: int = 200
) -> HttpResponse:
    shown, decisions = (
        read_as_guest(guest, by=request.actor, keys=request.keys) if not note else (Shown(), {})
    )
    over = guest.ended_at is not None or row.until <= deadlines.now()
    context = _common(request, row, decisions) | {
        "guest": guest,
        "shown": shown,
        "over": over,
        "may_open": not over and guest.packet_id is not None and guest.opened_at is None,
        "note": note,
        **bands(shown.cover, shown.body),
        "place": shown.place,
    }
    return render(request, "cases/conference_pages/guest.html", context, status=status)


def _common(request: MemberRequest, row: Conference, decisions: dict[Any, str]) -> dict[str, Any]:
    return {
        "conference": row,
        "meeting": row.meeting,
        **meeting_parts(request, row.meeting, texts=decisions),
    }


def _guest(guest: Guest, shown: Shown) -> dict[str, Any]:
    return {
        "guest": guest,
        "institution": guest.invitation.institution,
        "place": shown.place,
        "opened": shown.opened,
        **bands(shown.cover, shown.body),
    }
