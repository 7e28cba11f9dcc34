"""The live minutes: one page during the meeting, saved as one types, decisions in one step."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any, Final
from uuid import UUID

from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from spona.access.denied import Conflict, Denied
from spona.access.form_errors import RefusalAsFormError
from spona.access.guards import MemberRequest, member
from spona.access.models import new_token, once, posted_token
from spona.directory.institution_names import short_name
from spona.directory.models import Institution, Member
from spona.identity.models import Account
from spona.meetings import actions
from spona.meetings.actions.minuting import MinutesChanged, Written
from spona.meetings.forms import AddendumForm, CloseForm, DecideForm, TableAttendanceForm
from spona.meetings.models import Meeting, Point
from spona.meetings.permissions import check_has_begun, check_leads
from spona.meetings.table import Place, accounts_of, places_of
from spona.meetings.views.pages import page, table_meeting
from spona.meetings.views.parts import institutions_at, meeting_parts
from spona.meetings.views.table import Shown, quorum_sentence, shown_points
from spona.reference.pii_patterns import Telltale, telltales

# Who can do what was decided: one choice of institution and person.


@dataclass(frozen=True, slots=True)
class Choice:
    """`on_paper`: who leads the network keeps the task and calls them."""

    institution: Institution
    owner: Member | None
    on_paper: bool
    told: list[Account]


def owners(table: Sequence[Place], meeting: Meeting) -> list[tuple[str, list[tuple[str, str]]]]:
    """Institution → its people by name, and the institution itself; the invited only."""
    return [(short_name(one.institution), _people(one)) for one in _at(table, meeting)]


def choice_of(table: Sequence[Place], meeting: Meeting, key: str) -> Choice:
    """Behind the key of a choice that the form has let through."""
    kind, _colon, ident = key.partition(":")
    for one in _at(table, meeting):
        if kind == "i" and str(one.institution.pk) == ident:
            own = one.answers
            return Choice(one.institution, own or meeting.called_by, one.on_paper, _told(one, own))
        for person in one.people:
            if kind == "m" and str(person.pk) == ident:
                return Choice(one.institution, person, False, accounts_of([person]))
    raise Denied(_("Choose who does it."))


def _at(table: Sequence[Place], meeting: Meeting) -> list[Place]:
    ids = {meeting.institution_id, *meeting.invitations.values_list("institution_id", flat=True)}
    return [one for one in table if one.institution.pk in ids]


def _people(place: Place) -> list[tuple[str, str]]:
    whole = _("told by phone or letter") if place.on_paper else _("whoever speaks for them")
    name = short_name(place.institution)
    rows = [(f"i:{place.institution.pk}", f"{name}: {whole}")]
    return rows + [(f"m:{one.pk}", one.person.shown_name) for one in place.people]


def _told(place: Place, owner: Member | None) -> list[Account]:
    return accounts_of([owner] if owner is not None else place.speakers)


DECIDE: Final = "decide:"


@dataclass(slots=True)
class Writing:
    """A point on the live page. `text` as it was typed or as it is saved; `theirs` where somebody
    else saved it meanwhile; `form` for a decision under it.
    """

    shown: Shown
    text: str
    revision: int
    form: DecideForm
    theirs: str = ""


@dataclass(slots=True)
class Live:
    """The page as its view handles it."""

    request: MemberRequest
    meeting: Meeting
    table: list[Place]
    theirs: dict[UUID, tuple[str, int]] = field(default_factory=dict)
    note: str = ""
    deciding: DecideForm | None = None
    attendance: TableAttendanceForm | None = None


@member("network:edit")
@require_http_methods(["GET", "HEAD", "POST"])
def minutes(request: MemberRequest, reference: str) -> HttpResponse:
    """One form with several buttons: whichever is pressed, what was typed is saved first."""
    meeting = _led(request, reference)
    if not (meeting.is_open and meeting.has_begun):
        if request.method == "POST":
            return page(request, meeting, status=422, note=_why_not(meeting))
        return HttpResponseRedirect(reverse("meetings:read", args=[meeting.reference]))
    live = Live(request, meeting, places_of(meeting.network))
    if request.method != "POST":
        return _page(live)
    try:
        _save(live)
        return _pressed(live)
    except MinutesChanged as changed:
        live.theirs, live.note = dict(changed.theirs), str(changed.sentence)
        return _page(live, status=409)
    except (Denied, Conflict) as refused:
        live.note = str(refused.sentence)
        return _page(live, status=422 if isinstance(refused, Denied) else 409)


@member("network:edit")
@require_POST
def save_minutes(request: MemberRequest, reference: str) -> HttpResponse:
    """The timer's save: 204, or 409 where another window was faster and nothing was kept."""
    meeting = _led(request, reference)
    try:
        _save(Live(request, meeting, []))
    except Denied:
        return HttpResponse(status=422)
    except Conflict:
        return HttpResponse(status=409)
    return HttpResponse(status=204)


@member("network:edit")
@require_POST
def undo_decision(request: MemberRequest, reference: str, decision_id: UUID) -> HttpResponse:
    meeting = _led(request, reference)
    decision = meeting.decisions.select_related("meeting").filter(pk=decision_id).first()
    here = reverse("meetings:minutes", args=[meeting.reference])
    if decision is None:
        raise Http404
    try:
        actions.undo_decision(decision, by=request.actor)
    except Conflict as faster:
        return page(request, meeting, status=409, note=str(faster.sentence))
    return HttpResponseRedirect(f"{here}#p-{decision.point_id}")


@member("network:edit")
@require_http_methods(["GET", "HEAD", "POST"])
def close_minutes(request: MemberRequest, reference: str) -> HttpResponse:
    """Once more over the whole text: what looks like somebody is shown before it is closed."""
    meeting = _led(request, reference)
    back = reverse("meetings:read", args=[meeting.reference])
    if request.method != "POST" and not (meeting.is_open and meeting.has_begun):
        return HttpResponseRedirect(back)
    found = _looks_like_somebody(meeting)
    form = CloseForm(request.POST if request.method == "POST" else None, found=found)
    status = 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            with RefusalAsFormError(form):
                actions.close_minutes(meeting, by=request.actor)
                return HttpResponseRedirect(back)
    empty = [one for one in shown_points(meeting) if not one.point.text and not one.lines]
    context = {
        "meeting": meeting,
        "practice": meeting.network.practice,
        "form": form,
        "found": found,
        "empty": empty,
        "back": back,
    }
    return render(request, "meetings/close.html", context, status=status)


@member("network:edit")
@require_POST
def add_to_minutes(request: MemberRequest, reference: str) -> HttpResponse:
    meeting = _led(request, reference)
    form = AddendumForm(request.POST)
    if not form.is_valid():
        return page(request, meeting, status=422, addendum_form=form)
    here = reverse("meetings:read", args=[meeting.reference])

    def act() -> str:
        actions.add_to_minutes(meeting, form.cleaned_data["text"], by=request.actor)
        return here

    try:
        return HttpResponseRedirect(once(posted_token(request), act))
    except (Denied, Conflict) as refused:
        return page(request, meeting, status=409, note=str(refused.sentence))


def _led(request: MemberRequest, reference: str) -> Meeting:
    meeting = table_meeting(request, reference)
    check_leads(request.actor, meeting)
    return meeting


def _why_not(meeting: Meeting) -> str:
    try:
        check_has_begun(meeting)
    except (Denied, Conflict) as refused:
        return str(refused.sentence)
    return ""


def _save(live: Live) -> None:
    data = live.request.POST
    texts = {one.pk: _typed(live, one) for one in live.meeting.points.all() if _name(one) in data}
    tab = data.get("tab", "")
    actions.write_minutes(live.meeting, texts, tab=tab, by=live.request.actor)


def _typed(live: Live, point: Point) -> Written:
    data = live.request.POST
    revision = data.get(f"revision-{point.pk.hex}", "")
    known = int(revision) if revision.isdecimal() and len(revision) < 10 else 0
    return Written(data[_name(point)].replace("\r\n", "\n"), known)


def _name(point: Point) -> str:
    return f"text-{point.pk.hex}"


def _pressed(live: Live) -> HttpResponse:
    """What the button was for: a decision, the attendance, or saving alone."""
    pressed = live.request.POST.get("do", "")
    here = reverse("meetings:minutes", args=[live.meeting.reference])
    if pressed == "everybody":
        live.attendance = _attendance_form(live, everybody=True)
        return _page(live)
    if pressed == "attendance":
        return _attend(live, here)
    if pressed.startswith(DECIDE):
        return _decide(live, here, pressed.removeprefix(DECIDE))
    return HttpResponseRedirect(here)


def _attend(live: Live, here: str) -> HttpResponse:
    form = _attendance_form(live, live.request.POST)
    if not form.is_valid():
        live.attendance = form
        return _page(live, status=422)
    actions.record_attendance(live.meeting, form.presence, who=form.who, by=live.request.actor)
    return HttpResponseRedirect(f"{here}#there")


def _decide(live: Live, here: str, hexadecimal: str) -> HttpResponse:
    point = get_object_or_404(live.meeting.points.all(), pk=_ident(hexadecimal))
    form = _decide_form(live, point, live.request.POST)
    if not form.is_valid():
        live.deciding = form
        return _page(live, status=422)
    asked = form.cleaned_data
    choice = choice_of(live.table, live.meeting, asked["who"])

    def act() -> str:
        actions.decide(
            live.meeting,
            institution=choice.institution,
            owner=choice.owner,
            on_paper=choice.on_paper,
            told=choice.told,
            due_on=asked["due_on"],
            words=asked["words"],
            point=point,
            by=live.request.actor,
        )
        return f"{here}#p-{point.pk}"

    try:
        return HttpResponseRedirect(once(posted_token(live.request), act))
    except Denied as refused:
        # What was typed stays, with the sentence beside the day.
        form.add_error("due_on", str(refused.sentence))
        live.deciding = form
        return _page(live, status=422)


def _ident(hexadecimal: str) -> UUID:
    try:
        return UUID(hexadecimal)
    except ValueError:
        raise Http404 from None


def _page(live: Live, *, status: int = 200) -> HttpResponse:
    meeting = live.meeting
    texts = {one.pk: one.words for one in meeting.decisions.all()}
    parts = meeting_parts(live.request, meeting, texts=texts)
    context: dict[str, Any] = {
        "meeting": meeting,
        "practice": meeting.network.practice,
        "writing": list(_writing(live, shown_points(meeting, parts["jobs"]))),
        "there": live.attendance or _attendance_form(live),
        "quorum": quorum_sentence(meeting),
        "note": live.note,
        "tab": live.request.POST.get("tab") or new_token(),
        "token": new_token(),
        "save_url": reverse("meetings:save_minutes", args=[meeting.reference]),
        **parts,
    }
    return render(live.request, "meetings/minutes.html", context, status=status)


def _writing(live: Live, points: list[Shown]) -> Iterator[Writing]:
    data = live.request.POST
    for one in points:
        point, theirs = one.point, live.theirs.get(one.point.pk)
        prefix = live.deciding.prefix if live.deciding else None
        mine = live.deciding is not None and prefix == point.pk.hex
        yield Writing(
            one,
            data.get(_name(point), point.text),
            # Over theirs, once it was seen; else over what the page was made with.
            theirs[1] if theirs else point.revision,
            live.deciding if mine and live.deciding else _decide_form(live, point),
            theirs[0] if theirs else "",
        )


def _decide_form(live: Live, point: Point, data: Any = None) -> DecideForm:
    return DecideForm(data, owners=owners(live.table, live.meeting), prefix=point.pk.hex)


def _attendance_form(
    live: Live, data: Any = None, *, everybody: bool = False
) -> TableAttendanceForm:
    rows = live.meeting.attendance.all()
    initial = {f"there_{one.institution_id.hex}": one.presence for one in rows}
    initial |= {f"who_{one.institution_id.hex}": one.who for one in rows}
    if everybody:
        # Who came instead of somebody was typed on this page, and stays.
        initial |= {k: str(v) for k, v in live.request.POST.items() if k.startswith("who_")}
    at_table = institutions_at(live.meeting)
    return TableAttendanceForm(data, institutions=at_table, initial=initial, everybody=everybody)


def _looks_like_somebody(meeting: Meeting) -> list[Telltale]:
    return telltales("\n".join(one.text for one in meeting.points.all()))
