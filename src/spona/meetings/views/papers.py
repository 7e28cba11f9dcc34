"""Papers of a meeting: added by who leads the network, had by everybody at the table."""

from __future__ import annotations

from uuid import UUID

from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from spona import audit
from spona.access.form_errors import RefusalAsFormError
from spona.access.guards import MemberRequest, member
from spona.access.models import once, posted_token
from spona.attachments.downloads import download
from spona.attachments.uploads import takes_attachments, was_too_large
from spona.identity.slow_pages import FILE, slow
from spona.meetings import actions
from spona.meetings.forms import PaperForm
from spona.meetings.models import Meeting, MeetingPaper, PaperKind
from spona.meetings.permissions import check_leads
from spona.meetings.views.pages import page, table_meeting


@takes_attachments
@member("network:edit")
@require_POST
def add_paper(request: MemberRequest, reference: str) -> HttpResponse:
    meeting = table_meeting(request, reference)
    check_leads(request.actor, meeting)
    form = PaperForm(request.POST, request.FILES, closed=meeting.ended_at is not None)
    if was_too_large(request):
        form.add_error("paper", _("This file is larger than ten megabytes. Choose another one."))
    if not form.is_valid():
        return page(request, meeting, status=422, paper_form=form)
    asked = form.cleaned_data
    here = reverse("meetings:read", args=[meeting.reference]) + "#papers"

    def act() -> str:
        actions.add_paper(
            meeting,
            asked["paper"],
            title=asked["title"],
            kind=PaperKind(asked["kind"]),
            by=request.actor,
        )
        return here

    with RefusalAsFormError(form):
        return HttpResponseRedirect(once(posted_token(request), act))
    return page(request, meeting, status=422, paper_form=form)


@member("network:read")
@slow("file", FILE)
@require_safe
def paper(request: MemberRequest, reference: str, paper_id: UUID) -> HttpResponse:
    """Under the neutral reference of the meeting, whatever the file was called."""
    row = _paper(table_meeting(request, reference), paper_id)
    if row.withdrawn_at is not None:
        raise Http404
    audit.record_read("paper:read", by=request.actor, subject=row.subject)
    return download(row.paper, row.meeting.reference)


@member("network:edit")
@require_POST
def take_paper_away(request: MemberRequest, reference: str, paper_id: UUID) -> HttpResponse:
    row = _paper(table_meeting(request, reference), paper_id)
    actions.take_paper_away(row, by=request.actor)
    here = reverse("meetings:read", args=[row.meeting.reference])
    return HttpResponseRedirect(f"{here}?taken={row.pk}")


@member("network:edit")
@require_POST
def put_paper_back(request: MemberRequest, reference: str, paper_id: UUID) -> HttpResponse:
    row = _paper(table_meeting(request, reference), paper_id)
    actions.put_paper_back(row, by=request.actor)
    return HttpResponseRedirect(reverse("meetings:read", args=[row.meeting.reference]) + "#papers")


def _paper(meeting: Meeting, ident: UUID) -> MeetingPaper:
    rows = meeting.papers.select_related("paper", "meeting__network")
    found = rows.filter(pk=ident).first()
    if found is None:
        raise Http404
    return found
