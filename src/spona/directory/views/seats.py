"""Seats of a network: giving one, naming who fills it, ending it."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.db.models import Q, QuerySet
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from spona.access.form_errors import RefusalAsFormError
from spona.access.guards import MemberRequest, member
from spona.access.models import once
from spona.directory import actions
from spona.directory.forms import RepresentativesForm, SeatForm, first_day_without
from spona.directory.models import ELSEWHERE, Institution, Network, Seat
from spona.directory.permissions import (
    check_can_edit_network,
    check_can_name_representatives,
    may_write_down,
)
from spona.directory.queries import institutions_of
from spona.identity.form_recovery import is_own_path

from .lookups import known_network


@member("network:edit")
@require_http_methods(["GET", "HEAD", "POST"])
def give_seat(request: MemberRequest, slug: str) -> HttpResponse:
    """An institution of the towns served, or a national one, gets a seat."""
    network = known_network(request, slug)
    check_can_edit_network(request.actor, network)
    start = {"institution": request.GET.get("institution", "")}
    form = SeatForm(request.POST or None, unseated=_unseated(network), initial=start)
    back = reverse("directory:network") + f"?network={network.slug}"
    if request.method == "POST" and form.is_valid():
        asked = form.cleaned_data

        def seated() -> str:
            actions.seat(
                asked["institution"],
                network=network,
                standing=asked["standing"],
                starts_on=asked["first_day"],
                by=request.actor,
            )
            return back

        with RefusalAsFormError(form):
            return HttpResponseRedirect(once(asked["token"], seated))
    return render(request, "directory/give_seat.html", {"form": form, "network": network})


def _unseated(network: Network) -> QuerySet[Institution]:
    towns = network.towns_served.values("town")
    return Institution.objects.filter(Q(town__in=towns) | Q(town=None), part_of=None).exclude(
        Q(pk__in=institutions_of(network).values("pk")) | Q(code=ELSEWHERE)
    )


@member("network:read")
@require_http_methods(["GET", "HEAD", "POST"])
def name_representatives(request: MemberRequest, seat_id: UUID) -> HttpResponse:
    """Member and deputy of a seat, and their mandate. `?back=` is the page that asked for them."""
    seat = _seat(request, seat_id)
    check_can_name_representatives(request.actor, seat.network, seat.institution)
    form = RepresentativesForm(
        request.POST or None,
        institution=seat.institution,
        on_paper=may_write_down(request.actor, seat.institution),
        initial=_as_it_is(seat),
    )
    asked_back = request.POST.get("back") or request.GET.get("back", "")
    own = reverse("directory:institution", args=[seat.institution.code])
    back = asked_back if is_own_path(asked_back) else own
    if request.method == "POST" and form.is_valid():
        asked = form.cleaned_data
        with RefusalAsFormError(form):
            actions.name_representatives(
                seat,
                member=asked["member"],
                deputy=asked["deputy"],
                mandate_starts_on=asked["first_day"],
                mandate_ends_on=first_day_without(asked["last_day"]),
                names=(asked.get("member_name", ""), asked.get("deputy_name", "")),
                by=request.actor,
            )
            return HttpResponseRedirect(back)
    context = {"form": form, "seat": seat, "back": back}
    return render(request, "directory/name_representatives.html", context)


def _as_it_is(seat: Seat) -> dict[str, Any]:
    return {"member": seat.member_id, "deputy": seat.deputy_id}


@member("network:edit")
@require_POST
def end_seat(request: MemberRequest, seat_id: UUID) -> HttpResponse:
    seat = _seat(request, seat_id)
    actions.end_seat(seat, by=request.actor)
    return HttpResponseRedirect(reverse("directory:network") + f"?network={seat.network.slug}")


def _seat(request: MemberRequest, seat_id: UUID) -> Seat:
    rows = Seat.objects.active_on(timezone.localdate()).filter(network__in=request.actor.networks)
    return get_object_or_404(rows.select_related("network", "institution"), pk=seat_id)
