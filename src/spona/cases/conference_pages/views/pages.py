"""What the pages of a conference share: finding it, and one form on a page of its own."""

from __future__ import annotations

from django import forms
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.functional import Promise

from spona.access.guards import MemberRequest
from spona.access.models import new_token
from spona.cases.casefile.views.single import Single
from spona.cases.conferences.models import Conference, ConferenceQuerySet, Guest


def visible_conference(request: MemberRequest, reference: str) -> Conference:
    """For who leads the file and who is invited; 404 for what one may not know exists."""
    return _found(Conference.objects.visible_to(request.actor), reference)


def led_conference(request: MemberRequest, reference: str) -> Conference:
    """For who leads the file; to the invited these pages do not exist."""
    return _found(Conference.objects.led_by(request.actor), reference)


def guest_of(request: MemberRequest, conference: Conference) -> Guest | None:
    """The seat of the reader's institution; None for who leads the file."""
    rows = conference.guests.select_related("invitation__institution", "conference__meeting")
    return rows.filter(invitation__institution=request.actor.institution_id).first()


def path_to(conference: Conference) -> str:
    return reverse("cases:conference", args=[conference.meeting.reference])


def single(
    request: MemberRequest,
    conference: Conference,
    words: Single,
    form: forms.Form,
    *,
    status: int = 200,
    note: str | Promise = "",
    theirs: str = "",
) -> HttpResponse:
    """`note`: what somebody else has done, or why not; `theirs`: their text meanwhile."""
    context = {
        "referral": conference.meeting,
        "single": words,
        "form": form,
        "note": note,
        "theirs": theirs,
        "token": new_token(),
        "act_url": request.path,
        "back_url": path_to(conference),
    }
    return render(request, "cases/single.html", context, status=status)


def _found(rows: ConferenceQuerySet, reference: str) -> Conference:
    found = rows.select_related(
        "case__owner_institution",
        "case__box",
        "case__network",
        "meeting__network",
        "meeting__institution",
        "meeting__called_by__person",
    )
    conference = found.filter(meeting__reference=reference.upper()).first()
    if conference is None:
        raise Http404
    return conference
