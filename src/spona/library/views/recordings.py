"""Public pages as somebody read them aloud."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from spona import deadlines
from spona.access.form_errors import RefusalAsFormError
from spona.access.guards import MemberRequest, member
from spona.access.models import once
from spona.attachments.uploads import takes_attachments, was_too_large
from spona.library import actions
from spona.library.forms import RecordingForm
from spona.library.models import SPOKEN, Recording
from spona.library.queries import recording_url, words_of
from spona.library.views.articles import DONE
from spona.library.views.lookups import known_recording, my_recordings, status_of
from spona.library.views.visibility import hidden_away, let_appear


@member("library:edit")
@require_safe
def recordings(request: MemberRequest) -> HttpResponse:
    return page_of(request)


@takes_attachments
@member("library:edit")
@require_http_methods(["GET", "HEAD", "POST"])
def add_recording(request: MemberRequest) -> HttpResponse:
    files = request.FILES if request.method == "POST" else None
    form = RecordingForm(
        request.POST or None, files, actor=request.actor, too_large=was_too_large(request)
    )
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data

        def added() -> str:
            actions.add_recording(
                given["file"],
                page=given["page"],
                language=given["language"],
                network=given["place"][0],
                confirmed_by=given["confirmed_by"],
                confirmed_on=given["confirmed_on"],
                by=request.actor,
            )
            return reverse("library:recordings")

        with RefusalAsFormError(form):
            return HttpResponseRedirect(once(given["token"], added))
    return render(request, "library/add_recording.html", {"form": form}, status=status_of(form))


@member("library:edit")
@require_POST
def show_recording(request: MemberRequest, recording_id: UUID) -> HttpResponse:
    row = known_recording(request, recording_id)
    return let_appear(request, row, reverse("library:recordings"), page_of)


@member("library:edit")
@require_POST
def hide_recording(request: MemberRequest, recording_id: UUID) -> HttpResponse:
    row = known_recording(request, recording_id)
    return hidden_away(request, row, reverse("library:recordings"), page_of)


def page_of(
    request: MemberRequest, _row: Recording | None = None, *, status: int = 200, **more: Any
) -> HttpResponse:
    now, languages = deadlines.now(), words_of("language")
    context: dict[str, Any] = {
        "rows": [
            {
                "row": row,
                "page": SPOKEN.get(row.page, row.page),
                "language": languages.get(row.language, row.language),
                "state": row.shown(now),
                "url": recording_url(row),
            }
            for row in my_recordings(request)
        ],
        "done": DONE.get(request.GET.get("done", "")),
        "note": "",
    }
    return render(request, "library/recordings.html", context | more, status=status)
