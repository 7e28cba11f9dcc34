"""The legal track of a case: its page, each entry on one of its own, a hearing for a calendar."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, time, timedelta
from typing import Final
from uuid import UUID

from django.conf import settings
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_safe

from spona import deadlines
from spona.access.guards import MemberRequest, member
from spona.cases.case.models import Case
from spona.cases.case.permissions import check_can_write
from spona.cases.case.steps.kinds import REVIEW
from spona.cases.case.steps.queries import day_of, open_steps
from spona.cases.casefile.careplan_forms import RemoveForm
from spona.cases.casefile.legal_forms import FORMS, HearingForm, KindForm
from spona.cases.casefile.pages import section_url
from spona.cases.casefile.section_history import earlier_texts
from spona.cases.casefile.views.entry_page import EntryPage, Theirs
from spona.cases.casefile.views.file import chip, may_write, visible_file
from spona.cases.legal_track import actions
from spona.cases.legal_track.dates import Dated, birthday, next_dates, to_day
from spona.cases.legal_track.queries import (
    TITLES,
    Opened,
    facts_of,
    headline,
    hearing_line,
    lines_of,
    may_read_track,
    read_track,
    state_of,
)
from spona.cases.legal_track.track import (
    KINDS,
    SECTION,
    Entry,
    Hearing,
    LegalTrack,
    Proceeding,
    mark,
)
from spona.deadlines.late import today_in, zone_of
from spona.documents import CALENDAR_TYPE, CalendarEvent, calendar_file
from spona.identity.slow_pages import FILE, slow
from spona.vault.refusals import ReasonNeeded

_LASTS: Final = timedelta(hours=1)
_YEAR: Final = timedelta(days=366)


@dataclass(frozen=True, slots=True)
class Shown:
    """An entry in the words of its page; `hearings` of a proceeding, the nearest last."""

    entry: Entry
    title: str
    state: str
    facts: list[tuple[str, str]]
    hearings: list[Hearing]


@member("case:open")
@require_safe
def legal_track(request: MemberRequest, reference: str) -> HttpResponse:
    case = _track_file(request, reference)
    try:
        opened = read_track(case, by=request.actor, keys=request.keys)
    except ReasonNeeded:
        # The page of the file asks for it.
        return HttpResponseRedirect(reverse("cases:file", args=[case.reference]))
    track = opened.track or LegalTrack()
    review = open_steps(case).filter(kind=REVIEW).select_related("deadline", "owner__person")
    task = review.first()
    context = {
        "case": case,
        "dates": _ahead(case, opened),
        "groups": [
            (name, title, [shown(one) for one in track.entries(name)])
            for name, title in TITLES.items()
        ],
        "is_empty": track.is_empty,
        "review": task,
        "review_day": day_of(task, case) if task is not None else None,
        "earlier": earlier_texts(case, [SECTION]).get(SECTION),
        "holders": [chip(case.owner_institution, own=True)],
        "may_write": may_write(request, case),
        "back_url": section_url(case, SECTION),
    }
    return render(request, "cases/file/legal_track.html", context)


def _ahead(case: Case, opened: Opened) -> list[Dated]:
    """What is ahead of the track; and the day on which a child turns 18, when it comes near."""
    today = today_in(case.network)
    dates = next_dates(opened.track or LegalTrack(), today)
    near = [one for one in birthday(opened.identity) if today <= one.day <= today + _YEAR]
    return sorted([*dates, *near], key=lambda one: one.day)


def shown(entry: Entry) -> Shown:
    hearings = list(entry.hearings) if isinstance(entry, Proceeding) else []
    hearings.sort(key=lambda one: (one.day, one.hour))
    return Shown(entry, headline(entry), state_of(entry), facts_of(entry), hearings)


@member("case:write")
@require_http_methods(["GET", "POST"])
def add_legal_entry(request: MemberRequest, reference: str) -> HttpResponse:
    """First what kind it is; a POST without a `token` only opens the form of that kind."""
    case = _written_in(request, reference)
    kinds = KindForm(request.POST or None)
    if request.method == "GET" or not kinds.is_valid():
        page = _Page(request, case, kinds, _("What do you write down?"), choosing=True)
        return page.show(status=200 if request.method == "GET" else 422)
    name = kinds.cleaned_data["entry"]
    typed = request.POST if "token" in request.POST else None
    form = FORMS[name](typed, today=today_in(case.network))
    page = _Page(request, case, form, str(TITLES[name]), kind=name)
    if typed is None:
        return page.show()

    def act() -> None:
        actions.add_entry(case, name, form.typed(), by=request.actor, keys=request.keys)

    return page.answer(act)


@member("case:write")
@require_http_methods(["GET", "POST"])
def change_legal_entry(request: MemberRequest, reference: str, entry_id: UUID) -> HttpResponse:
    case = _written_in(request, reference)
    name, now = _entry(request, case, entry_id)
    kind = FORMS[name]
    form = kind(
        request.POST or None,
        today=today_in(case.network),
        initial=kind.initial_of(now) if now else None,
    )
    remove = reverse("cases:remove_legal_entry", args=[case.reference, entry_id]) if now else ""
    page = _Page(request, case, form, str(TITLES[name]), kind=name, remove_url=remove)

    def act() -> None:
        actions.change_entry(
            case,
            form.typed(str(entry_id)),
            read=form.cleaned_data["read"],
            by=request.actor,
            keys=request.keys,
        )

    def theirs() -> Theirs:
        found = _read(request, case).find(str(entry_id))
        return (lines_of(found[1]), mark(found[1])) if found else ([str(_TAKEN_OUT)], "")

    return page.answer(act, theirs)


@member("case:write")
@require_http_methods(["GET", "POST"])
def remove_legal_entry(request: MemberRequest, reference: str, entry_id: UUID) -> HttpResponse:
    """Asks first."""
    case = _written_in(request, reference)
    found = _read(request, case).find(str(entry_id))
    if found is None:
        raise Http404
    form = RemoveForm(request.POST or None, initial={"read": mark(found[1])}, steps=())
    title = _("Take this out?")
    page = _Page(request, case, form, title, lead=headline(found[1]), leaving=True)

    def act() -> None:
        read = form.cleaned_data["read"]
        actions.remove_entry(case, str(entry_id), read=read, by=request.actor, keys=request.keys)

    return page.answer(act)


@member("case:write")
@require_http_methods(["GET", "POST"])
def add_hearing(request: MemberRequest, reference: str, entry_id: UUID) -> HttpResponse:
    case = _written_in(request, reference)
    found = _read(request, case).find(str(entry_id))
    typed = request.POST.get("what", "").strip()
    if (found is None or not isinstance(found[1], Proceeding)) and not typed:
        raise Http404
    form = HearingForm(request.POST or None, today=today_in(case.network), new=True)
    lead = headline(found[1]) if found else ""
    page = _Page(request, case, form, _("Add a hearing"), lead=lead)

    def act() -> None:
        actions.add_hearing(case, str(entry_id), form.typed(), by=request.actor, keys=request.keys)

    return page.answer(act)


@member("case:write")
@require_http_methods(["GET", "POST"])
def change_hearing(request: MemberRequest, reference: str, hearing_id: UUID) -> HttpResponse:
    case = _written_in(request, reference)
    found = _read(request, case).hearing(str(hearing_id))
    if found is None and not request.POST.get("what", "").strip():
        raise Http404
    form = HearingForm(
        request.POST or None,
        today=today_in(case.network),
        initial=HearingForm.initial_of(found[1]) if found else None,
    )
    remove = reverse("cases:remove_hearing", args=[case.reference, hearing_id]) if found else ""
    lead = headline(found[0]) if found else ""
    page = _Page(request, case, form, _("A hearing"), lead=lead, remove_url=remove)

    def act() -> None:
        actions.change_hearing(
            case,
            form.typed(str(hearing_id)),
            read=form.cleaned_data["read"],
            moved_to=form.moved_to_day,
            moved_hour=form.moved_to_hour,
            by=request.actor,
            keys=request.keys,
        )

    def theirs() -> Theirs:
        now = _read(request, case).hearing(str(hearing_id))
        return ([hearing_line(now[1])], mark(now[1])) if now else ([str(_TAKEN_OUT)], "")

    return page.answer(act, theirs)


@member("case:write")
@require_http_methods(["GET", "POST"])
def remove_hearing(request: MemberRequest, reference: str, hearing_id: UUID) -> HttpResponse:
    """Asks first."""
    case = _written_in(request, reference)
    found = _read(request, case).hearing(str(hearing_id))
    if found is None:
        raise Http404
    form = RemoveForm(request.POST or None, initial={"read": mark(found[1])}, steps=())
    title = _("Take this out?")
    page = _Page(request, case, form, title, lead=hearing_line(found[1]), leaving=True)

    def act() -> None:
        read = form.cleaned_data["read"]
        actions.remove_hearing(
            case, str(hearing_id), read=read, by=request.actor, keys=request.keys
        )

    return page.answer(act)


@member("case:open")
@slow("file", FILE)
@require_safe
def hearing_calendar(request: MemberRequest, reference: str, hearing_id: UUID) -> HttpResponse:
    """One hearing for a calendar, which others may see: a neutral word and an hour, no reference.

    A calendar that has it already puts it where it is now. Its number leads to the hearing for
    nobody without the key outside the database; the place stands there only where somebody ticked
    it.
    """
    case = _track_file(request, reference)
    found = _read(request, case).hearing(str(hearing_id))
    day = to_day(found[1].day) if found else None
    if found is None or day is None or not found[1].is_coming or not found[1].hour:
        raise Http404
    hearing, now = found[1], deadlines.now()
    begins = datetime.combine(
        day, time.fromisoformat(hearing.hour), zone_of(case.network.time_zone)
    )
    event = CalendarEvent(
        uid=_calendar_number(hearing_id),
        # Grows by itself: nothing keeps how often it was fetched.
        sequence=int(now.timestamp()) // 60,
        summary=_("Appointment"),
        place=hearing.place if request.GET.get("place") else "",
        starts_at=begins,
        ends_at=begins + _LASTS,
        changed_at=now,
        zone=case.network.time_zone,
    )
    return HttpResponse(
        calendar_file([event], name=_("Appointment")),
        content_type=CALENDAR_TYPE,
        headers={
            "Content-Disposition": 'attachment; filename="m.ics"',
            "Cache-Control": "no-store",
        },
    )


def _calendar_number(hearing: UUID) -> UUID:
    secret: bytes = settings.SECRETS["mac"]
    made = salted_hmac("spona hearing 1", str(hearing), secret=secret, algorithm="sha256")
    return UUID(bytes=made.digest()[:16])


def _track_file(request: MemberRequest, reference: str) -> Case:
    """404 where no key leads to the track; of a closed case only reading goes on."""
    case = visible_file(request, reference)
    if not may_read_track(request.actor, case):
        raise Http404
    return case


def _written_in(request: MemberRequest, reference: str) -> Case:
    case = _track_file(request, reference)
    if request.method == "GET":
        check_can_write(request.actor, case)
    return case


def _read(request: MemberRequest, case: Case) -> LegalTrack:
    return read_track(case, by=request.actor, keys=request.keys).track or LegalTrack()


def _entry(request: MemberRequest, case: Case, ident: UUID) -> tuple[str, Entry | None]:
    """404 where it is not there; None for who typed while it was taken out."""
    found = _read(request, case).find(str(ident))
    if found is not None:
        return found
    name = request.POST.get("entry", "")
    if name not in KINDS:
        raise Http404
    return name, None


_TAKEN_OUT: Final = gettext_lazy("It was taken out.")


class _Page(EntryPage):
    template = "cases/file/legal_form.html"
    taken_out = _TAKEN_OUT

    @property
    def url(self) -> str:
        return _track_url(self.case)


def _track_url(case: Case) -> str:
    return reverse("cases:legal_track", args=[case.reference])
