"""The second person looks at every packet before anybody hears of the conference."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils.functional import Promise
from django.views.decorators.http import require_http_methods, require_POST

from spona.access.form_errors import run_or_page
from spona.access.guards import MemberRequest, member
from spona.cases.conference_pages.views.pages import led_conference, path_to
from spona.cases.conferences import actions
from spona.cases.conferences.actions.reading import Shown, read_packets
from spona.cases.conferences.models import Conference
from spona.cases.conferences.permissions import check_is_second
from spona.cases.referral_pages.forms import RefusalForm
from spona.cases.referral_pages.views.pages import bands


@member("referral:answer")
@require_http_methods(["GET", "POST"])
def second_look(request: MemberRequest, reference: str) -> HttpResponse:
    """The preview is the page, so nobody lets go what they have not been shown."""
    row = led_conference(request, reference)
    if row.meeting.announced_at is not None or row.meeting.cancelled_at is not None:
        return HttpResponseRedirect(path_to(row))
    check_is_second(request.actor, row)

    def page(**more: Any) -> HttpResponse:
        return _page(request, row, RefusalForm(auto_id="refuse_%s"), **more)

    if request.method == "GET":
        return page()
    return run_or_page(
        lambda: actions.approve(row, by=request.actor, keys=request.keys),
        page=page,
        to=path_to(row),
    )


@member("referral:answer")
@require_POST
def refuse_conference(request: MemberRequest, reference: str) -> HttpResponse:
    row = led_conference(request, reference)
    check_is_second(request.actor, row)
    form = RefusalForm(request.POST, auto_id="refuse_%s")

    def page(**more: Any) -> HttpResponse:
        return _page(request, row, form, **more)

    if not form.is_valid():
        return page(status=422)
    message = form.cleaned_data["message"]
    return run_or_page(
        lambda: actions.refuse(row, message=message, by=request.actor),
        page=page,
        to=path_to(row),
    )


def _page(
    request: MemberRequest,
    row: Conference,
    form: RefusalForm,
    *,
    status: int = 200,
    note: str | Promise = "",
) -> HttpResponse:
    led = actions.read_as_leader(row, by=request.actor, keys=request.keys)
    packets = read_packets(row, by=request.actor, keys=request.keys)
    guests = row.guests.exclude(packet=None).select_related("invitation__institution")
    shown = [(one, packets.get(one.pk, Shown())) for one in guests]
    context: dict[str, Any] = {
        "conference": row,
        "meeting": row.meeting,
        "form": form,
        "note": note,
        "led": led,
        "guests": [
            {"institution": one.invitation.institution, "place": each.place}
            | bands(each.cover, each.body)
            for one, each in shown
        ],
        "back_url": path_to(row),
    }
    return render(request, "cases/conference_pages/second.html", context, status=status)
