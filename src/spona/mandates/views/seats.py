"""Mandates of the seats, and handing over what somebody holds."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Any, Final
from uuid import UUID

from django.db.models import Q, QuerySet
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from spona.access.form_errors import RefusalAsFormError
from spona.access.guards import MemberRequest, member
from spona.deadlines.time import today
from spona.directory import coverage
from spona.directory.institution_names import short_name
from spona.directory.models import Member, Seat
from spona.directory.permissions import may_edit_network, may_edit_people, may_write_down
from spona.directory.queries import members_of
from spona.mandates import actions, queries
from spona.mandates.forms import HandOverForm
from spona.mandates.holdings import held_roles, held_seats, life_tasks
from spona.mandates.owed import NOTICE
from spona.mandates.permissions import check_can_hand_over
from spona.mandates.words import full_day
from spona.reference.scripts import serbian_key
from spona.tasks.queries import rows as task_rows

from .lookups import form_page, known_network

_FAR = dt.date.max
# By the word in the address: whether a line belongs there.
_SHOWN: Final[dict[str, Callable[[dict[str, Any]], bool]]] = {
    "ending": lambda line: line["soon"],
    "nobody": lambda line: line["state"] in (coverage.UNNAMED, coverage.EXPIRED),
    "alone": lambda line: line["state"] is coverage.NO_DEPUTY,
}


@member("network:read")
@require_safe
def seats(request: MemberRequest, slug: str) -> HttpResponse:
    """Who represents each institution, who deputises and until when; `?show=` narrows it,
    `?sort=until` puts what ends first on top.
    """
    network = known_network(request, slug)
    day = today()
    found = queries.seats_at_table(network, day)
    lines = [_line(seat, day, request) for seat in found]
    show, by_end = request.GET.get("show", ""), request.GET.get("sort") == "until"
    kept = [line for line in lines if show not in _SHOWN or _SHOWN[show](line)]
    kept.sort(
        key=lambda line: (line["last"] or _FAR if by_end else _FAR, serbian_key(line["name"]))
    )
    context = {
        "network": network,
        "lines": kept,
        "show": show if show in _SHOWN else "",
        "by_end": by_end,
        "all_count": len(lines),
        "counts": {name: sum(map(fits, lines)) for name, fits in _SHOWN.items()},
        "done": "done" in request.GET,
    }
    return render(request, "mandates/seats.html", context)


def _line(seat: Seat, day: dt.date, request: MemberRequest) -> dict[str, Any]:
    ends = queries.seat_ends(seat) if seat.member else None
    last = ends - dt.timedelta(days=1) if ends else None
    own = may_edit_people(request.actor, seat.institution)
    return {
        "seat": seat,
        "name": short_name(seat.institution),
        "member": seat.member,
        "deputy": seat.deputy if seat.deputy and seat.deputy.is_active_on(day) else None,
        "last": last,
        "until": full_day(last) if last else "",
        "over": last is not None and last < day,
        "soon": last is not None and last - day <= NOTICE,
        "state": coverage.state_of(seat, day),
        "may_name": own or may_edit_network(request.actor, seat.network),
    }


@member("network:read")
@require_http_methods(["GET", "HEAD", "POST"])
def hand_over(request: MemberRequest, member_id: UUID) -> HttpResponse:
    """What somebody holds, and one step that gives it to whoever comes after."""
    leaving = _member(request, member_id)
    day, own = today(), may_edit_people(request.actor, leaving.institution)
    held = [
        seat
        for seat in held_seats(leaving, day)
        if own or seat.network_id in request.actor.networks_where("network:edit")
    ]
    check_can_hand_over(request.actor, leaving, [seat.network_id for seat in held])
    form = HandOverForm(
        request.POST or None,
        colleagues=_colleagues(leaving),
        on_paper=may_write_down(request.actor, leaving.institution),
    )
    here = reverse("mandates:hand_over", args=[leaving.pk])
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        with RefusalAsFormError(form):
            actions.hand_over(
                leaving,
                successor=said["successor"],
                name=said.get("name", ""),
                mandate_starts_on=said["first_day"],
                mandate_ends_on=form.mandate_ends_on,
                by=request.actor,
            )
            led = here if own else reverse("mandates:seats", args=[held[0].network.slug])
            return HttpResponseRedirect(f"{led}?done=1")
    context = {
        "leaving": leaving,
        "institution": short_name(leaving.institution),
        "seats": [_held(seat, leaving) for seat in held],
        "roles": held_roles(leaving, day) if own else [],
        "tasks": task_rows(life_tasks(leaving, request.actor)) if own else [],
        "until": full_day(leaving.last_day) if leaving.last_day else "",
        "over": not leaving.is_active_on(day),
        "done": "done" in request.GET,
        "own": own,
    }
    return form_page(request, "mandates/hand_over.html", context, form)


def _member(request: MemberRequest, member_id: UUID) -> Member:
    """A colleague, or somebody with a seat in a network that the actor coordinates."""
    edited = request.actor.networks_where("network:edit")
    led = Seat.objects.active_on(today()).filter(network__in=edited)
    seated = Q(seats_held__in=led) | Q(seats_deputised__in=led)
    mine = Q(institution=request.actor.institution_id)
    rows = Member.objects.filter(mine | seated).distinct()
    found = get_object_or_404(rows.select_related("person", "institution"), pk=member_id)
    if not found.has_valid_mac():
        raise Http404
    return found


def _colleagues(leaving: Member) -> QuerySet[Member]:
    there = [
        row.pk for row in members_of(leaving.institution) if row.person_id != leaving.person_id
    ]
    return Member.objects.filter(pk__in=there).select_related("person")


def _held(seat: Seat, leaving: Member) -> dict[str, Any]:
    return {
        "seat": seat,
        "as_member": seat.member_id == leaving.pk,
        "other": seat.deputy if seat.member_id == leaving.pk else seat.member,
    }
