"""What one's own institution writes before the yearly meeting, in three fields."""

from __future__ import annotations

from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from spona.access.form_errors import RefusalAsFormError
from spona.access.guards import MemberRequest, member
from spona.directory.models import Institution
from spona.meetings import actions
from spona.meetings.forms import ContributionForm
from spona.meetings.models import Contribution, Meeting
from spona.meetings.permissions import check_contributes
from spona.meetings.views.pages import table_meeting
from spona.meetings.words import POINTS, point_words
from spona.reference.models import Code


@member("life:record")
@require_http_methods(["GET", "HEAD", "POST"])
def contribute(request: MemberRequest, reference: str) -> HttpResponse:
    """Everybody of the institution writes the same lines; the last one saved counts."""
    meeting = table_meeting(request, reference)
    back = reverse("meetings:read", args=[meeting.reference])
    if request.method != "POST" and not meeting.is_open:
        return HttpResponseRedirect(back)
    check_contributes(request.actor, meeting)
    form = _form(request, meeting)
    status = 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            with RefusalAsFormError(form):
                actions.contribute(meeting, form.texts, by=request.actor)
                return HttpResponseRedirect(back)
    own = Institution.objects.get(pk=str(request.actor.institution_id))
    context = {
        "meeting": meeting,
        "practice": meeting.network.practice,
        "form": form,
        "own": own,
        "back": back,
    }
    return render(request, "meetings/lines.html", context, status=status)


def _form(request: MemberRequest, meeting: Meeting) -> ContributionForm:
    codes = Code.objects.labels(POINTS)
    points = list(meeting.points.exclude(kind=""))
    if not points:
        raise Http404
    mine = Contribution.objects.filter(
        point__in=points, institution_id=str(request.actor.institution_id)
    )
    return ContributionForm(
        request.POST if request.method == "POST" else None,
        points=[(one.pk, point_words(one, codes)) for one in points],
        initial={f"line_{one.point_id.hex}": one.text for one in mine},
    )
