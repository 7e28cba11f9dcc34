"""Call a conference: what goes out, beside what each of the invited will see."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.functional import Promise
from django.views.decorators.http import require_http_methods

from spona.access.denied import Denied
from spona.access.form_errors import run_or_page
from spona.access.guards import MemberRequest, member
from spona.access.models import new_token, once, posted_token
from spona.cases.conference_pages.filled import Chair, Table, called_of, seat_of, table_of
from spona.cases.conference_pages.forms import CallForm, SeatForm
from spona.cases.conferences.actions import call_conference
from spona.cases.conferences.orders import Seat, seats_seen
from spona.cases.conferences.permissions import check_can_call, check_seat
from spona.cases.intake.views.flow import typed
from spona.cases.referral_pages.opening import open_file
from spona.cases.referral_pages.reach import as_choices, lodging_choices
from spona.cases.referral_pages.views.pages import bands, visible_file
from spona.cases.referrals.numbers import numbers_of
from spona.cases.referrals.seen import FIELD, check_was_seen


@member("referral:send")
@require_http_methods(["GET", "POST"])
def call(request: MemberRequest, reference: str) -> HttpResponse:
    """Show it, show it again with the previews, or call it: nothing is kept in between."""
    case = visible_file(request, reference)
    check_can_call(request.actor, case)
    # Opened before anything else, because the log of a reading is committed first.
    documents = open_file(case, by=request.actor, keys=request.keys)
    table = table_of(case, documents, request.POST, by=request.actor)
    if request.method == "GET":
        return _page(request, table, {})
    given = typed(_form(table, request.POST))
    new = {chair.prefix for chair in table.chairs} - set(request.POST.getlist("shown"))
    if "send" not in request.POST or new:
        # Whoever was ticked just now has been shown to nobody yet.
        return _page(request, table, given)
    return _call(request, table, given)


def _call(request: MemberRequest, table: Table, given: dict[str, Any]) -> HttpResponse:
    form = _form(table, request.POST, bound=True)
    if not form.is_valid():
        return _page(request, table, given, form=form, status=422)

    def act() -> str:
        called = called_of(table, form.cleaned_data, by=request.actor)
        check_was_seen(request.POST.get(FIELD, ""), _seen(request, table, called.seats, given))
        made = call_conference(table.case, called, by=request.actor)
        return reverse("cases:conference", args=[made.meeting.reference])

    return run_or_page(
        lambda: once(posted_token(request), act),
        page=partial(_page, request, table, given, form=form),
    )


def _form(
    table: Table, data: Any = None, *, bound: bool = False, initial: dict[str, Any] | None = None
) -> CallForm:
    seats = [_seat_form(one, data if bound else None) for one in table.chairs if one.grounds]
    return CallForm(
        data,
        invited=as_choices(table.choices),
        providers=lodging_choices(table.choices),
        seats=seats,
        initial=initial,
    )


def _seat_form(chair: Chair, data: Any) -> SeatForm:
    return SeatForm(
        data,
        prefix=chair.prefix,
        grounds=[(one.code, one.label) for one in chair.grounds],
        initial={"parts": chair.parts, "ground": chair.ground},
    )


def _page(
    request: MemberRequest,
    table: Table,
    given: dict[str, Any],
    *,
    form: CallForm | None = None,
    status: int = 200,
    note: str | Promise = "",
) -> HttpResponse:
    form = form or _form(table, initial=given)
    forms = {one.prefix: one for one in form.seats}
    seats = [(one, seat_of(table, one, given, by=request.actor)) for one in table.chairs]
    cannot = _refused(table, seats)
    note = note or cannot
    context: dict[str, Any] = {
        "case": table.case,
        "form": form,
        "chairs": [_chair(chair, seat, forms, given) for chair, seat in seats],
        "ready": bool(seats) and all(seat is not None for _chair, seat in seats) and not cannot,
        "by_law": any(_by_law(seat) for _chair, seat in seats),
        "note": note,
        "refusals": table.refusals,
        "token": new_token(),
        "seen": _seen(request, table, [seat for _chair, seat in seats if seat], given),
    }
    return render(request, "cases/conference_pages/call.html", context, status=status)


def _refused(table: Table, seats: list[tuple[Chair, Seat | None]]) -> str | Promise:
    """Why calling would be refused, but for what is still being written; empty where it is not."""
    try:
        for _chair, seat in seats:
            if seat is not None:
                check_seat(table.case, seat, reason="-")
    except Denied as refused:
        return refused.sentence
    return ""


def _chair(
    chair: Chair, seat: Seat | None, forms: dict[str | None, SeatForm], given: dict[str, Any]
) -> dict[str, Any]:
    """One invited institution on the page: its choices, and the packet as it will see it."""
    packet = seat.packet if seat else None
    return {
        "institution": chair.choice.institution,
        "connected": chair.choice.connected,
        "prefix": chair.prefix,
        "form": forms.get(chair.prefix),
        "shown": packet is not None,
        "place": given.get("place", ""),
        "numbers": [] if chair.choice.connected else numbers_of(chair.choice.institution),
        **bands(packet.cover if packet else None, packet.body if packet else None),
    }


def _seen(
    request: MemberRequest, table: Table, seats: Sequence[Seat], given: dict[str, Any]
) -> str:
    return seats_seen(table.case, seats, place=str(given.get("place") or ""), by=request.actor)


def _by_law(seat: Seat | None) -> bool:
    return (
        seat is not None
        and seat.packet is not None
        and (seat.packet.body.ground.rests_on == "duty")
    )
