"""Minutes, decisions, calling off: each on a page of its own."""

from __future__ import annotations

from typing import Any, Final
from uuid import UUID

from django.http import HttpResponse, HttpResponseRedirect
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods

from spona.access.form_errors import run_or_page
from spona.access.guards import MemberRequest, member
from spona.access.models import once, posted_token
from spona.cases.casefile.views.single import Single
from spona.cases.conference_pages.forms import CallOffForm, DecideForm, MinutesForm
from spona.cases.conference_pages.views.pages import led_conference, path_to, single
from spona.cases.conferences import actions
from spona.cases.conferences.models import Conference
from spona.directory.institution_names import full_name
from spona.directory.models import Institution
from spona.meetings.models import Reason
from spona.vault.refusals import TextConflict

_MINUTES: Final = Single(
    _("Minutes"),
    _("They stay sealed in the file. The invited get what they have to do, as a decision."),
    _("Save the minutes"),
    "device-floppy",
)
_DECIDE: Final = Single(
    _("Write down a decision"),
    _("It becomes a task at once. Whoever has to do it reads these words; the others do not."),
    _("Write it down as a task"),
    "check",
)
_CALL_OFF: Final = Single(
    _("Call the conference off"),
    _("The invited are told, and what was shared with them closes at once."),
    _("Call it off"),
    "circle-x",
)


@member("case:write")
@require_http_methods(["GET", "POST"])
def minutes(request: MemberRequest, reference: str) -> HttpResponse:
    """The text is opened with the page, so the reading is logged like any other."""
    row = led_conference(request, reference)
    if request.method == "GET":
        if not (row.meeting.is_open and row.meeting.has_begun):
            return HttpResponseRedirect(path_to(row))
        led = actions.read_minutes(row, by=request.actor, keys=request.keys)
        assert led.kept is not None
        initial = {"minutes": led.kept.minutes, "revision": led.revision}
        return single(request, row, _MINUTES, MinutesForm(initial=initial))
    form = MinutesForm(request.POST)
    if not form.is_valid():
        return single(request, row, _MINUTES, form, status=422)
    try:
        actions.write_minutes(
            row,
            form.cleaned_data["minutes"],
            revision=form.cleaned_data["revision"] or 0,
            by=request.actor,
            keys=request.keys,
        )
    except TextConflict as other:
        again = request.POST.copy()
        again["revision"] = str(other.revision)
        theirs = str((other.theirs or {}).get("minutes", ""))
        mine = MinutesForm(again)
        return single(request, row, _MINUTES, mine, status=409, note=other.sentence, theirs=theirs)
    return HttpResponseRedirect(path_to(row))


@member("case:write")
@require_http_methods(["GET", "POST"])
def decide(request: MemberRequest, reference: str) -> HttpResponse:
    """Once per page: a second click or a reload decides nothing twice."""
    row = led_conference(request, reference)
    table = _at_the_table(row)
    owners = [(str(one.pk), full_name(one)) for one in table]
    form = DecideForm(request.POST if request.method == "POST" else None, owners=owners)

    def page(**more: Any) -> HttpResponse:
        return single(request, row, _DECIDE, form, **more)

    if request.method == "GET":
        now = row.meeting.is_open and row.meeting.has_begun
        return page() if now else HttpResponseRedirect(path_to(row))
    if not form.is_valid():
        return page(status=422)
    wanted = UUID(form.cleaned_data["institution"])

    def act() -> str:
        actions.decide_in(
            row,
            form.cleaned_data["text"],
            institution=next(one for one in table if one.pk == wanted),
            due_on=form.cleaned_data["due_on"],
            by=request.actor,
        )
        return path_to(row)

    return run_or_page(lambda: once(posted_token(request), act), page=page)


@member("case:write")
@require_http_methods(["GET", "POST"])
def call_off(request: MemberRequest, reference: str) -> HttpResponse:
    row = led_conference(request, reference)
    form = CallOffForm(request.POST if request.method == "POST" else None)

    def page(**more: Any) -> HttpResponse:
        return single(request, row, _CALL_OFF, form, **more)

    if request.method == "GET":
        over = row.meeting.cancelled_at or row.meeting.held_at or row.meeting.ended_at
        return HttpResponseRedirect(path_to(row)) if over else page()
    if not form.is_valid():
        return page(status=422)
    reason = Reason(form.cleaned_data["reason"])
    return run_or_page(
        lambda: actions.call_off_conference(row, reason, by=request.actor),
        page=page,
        to=path_to(row),
    )


def _at_the_table(row: Conference) -> list[Institution]:
    """Ours first, then the invited."""
    invited = row.meeting.invitations.select_related("institution__town").order_by("id")
    return [row.meeting.institution, *(one.institution for one in invited)]
