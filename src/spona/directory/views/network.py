"""The network page: who sits in it, who is missing, whom to call."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe

from spona.access.guards import MemberRequest, member
from spona.directory import coverage, queries
from spona.directory.models import (
    Institution,
    Member,
    Network,
    Seat,
    Standing,
)
from spona.directory.permissions import (
    may_confirm_casework,
    may_confirm_partner,
    may_edit_network,
    may_name_leaders,
    may_open_casework,
)
from spona.reference.models import Code
from spona.reference.models.proposals import PARTNERS
from spona.reference.queries import waiting
from spona.reference.scripts import serbian_key

from .founding import founding


@member("network:read")
@require_safe
def network(request: MemberRequest) -> HttpResponse:
    """One network of the actor's; `?network=` chooses it, `?sector=` filters."""
    return _page(request, "")


@member("network:read")
@require_POST
def search(request: MemberRequest) -> HttpResponse:
    """The same page with what was looked for: by POST, to keep names out of addresses."""
    return _page(request, request.POST.get("q", "").strip())


def _page(request: MemberRequest, query: str) -> HttpResponse:
    day = timezone.localdate()
    networks = list(
        Network.objects.known_to(request.actor).select_related("town", "coordinated_by")
    )
    if not networks:
        return render(request, "directory/no_network.html", {"practice": False})
    shown = _chosen(request, networks)
    sector = request.GET.get("sector", "")
    all_seats = coverage.seats_on(networks, day)
    seats = [seat for seat in all_seats if seat.network_id == shown.pk]
    rows = coverage.coverage(networks, all_seats, day)
    edits = may_edit_network(request.actor, shown)
    confirms = may_confirm_partner(request.actor, shown)
    found = _found(seats, query, sector)
    context = {
        "network": shown,
        "networks": networks,
        "practice": shown.practice,
        "answer": _answer(seats, day),
        "missing": _missing(rows, networks.index(shown)),
        "seats": [_line(seat, day) for seat in found],
        "unseated": _unseated(request, shown, seats) if not (query or sector) else [],
        "sectors": _sectors(seats, day),
        "sector": sector,
        "query": query,
        "rows": rows,
        "legend": coverage.STATES,
        "coordinator": queries.coordinator_of(shown, day),
        "deputies": queries.deputies_of(shown, day),
        "founding": founding(shown, day),
        "danger": queries.danger_contacts(shown.town),
        "may_edit": edits,
        "may_confirm_partner": confirms,
        "partners_waiting": len(waiting(PARTNERS, shown.pk)) if edits or confirms else 0,
        "may_name": may_name_leaders(request.actor, shown),
        "may_open": may_open_casework(request.actor, shown)
        or may_confirm_casework(request.actor, shown),
    }
    return render(request, "directory/network.html", context)


def _chosen(request: MemberRequest, networks: list[Network]) -> Network:
    """The asked one; else that of the actor's own town; else the first."""
    slug = request.GET.get("network", "")
    if slug:
        asked = next((row for row in networks if row.slug == slug), None)
        if asked is None:
            raise Http404
        return asked
    home = Institution.objects.filter(pk=str(request.actor.institution_id)).first()
    town = home.town_id if home else None
    return next((row for row in networks if row.town_id == town), networks[0])


def _found(seats: list[Seat], query: str, sector: str) -> list[Seat]:
    found = [seat for seat in seats if not sector or seat.institution.sector == sector]
    if query:
        ids = [seat.institution_id for seat in found]
        hits = set(
            Institution.objects.filter(pk__in=ids).matching(query).values_list("pk", flat=True)
        )
        found = [seat for seat in found if seat.institution_id in hits]
    return sorted(found, key=lambda seat: (_order(seat), serbian_key(str(seat.institution.words))))


def _order(seat: Seat) -> int:
    """Members before partners; the rest by name."""
    return 0 if seat.standing == Standing.MEMBER else 1


def _line(seat: Seat, day: dt.date) -> dict[str, Any]:
    state = coverage.state_of(seat, day)
    return {
        "seat": seat,
        "institution": seat.institution,
        "state": state,
        "member": _still(seat.member, day),
        "deputy": _still(seat.deputy, day),
        "until": seat.mandate_ends_on - dt.timedelta(days=1) if seat.mandate_ends_on else None,
        "partner": seat.standing == Standing.PARTNER,
    }


def _still(person: Member | None, day: dt.date) -> Member | None:
    return person if person is not None and person.is_active_on(day) else None


def _answer(seats: list[Seat], day: dt.date) -> tuple[str, str]:
    """The title: how many sit here, and how many of them have nobody who speaks for them."""
    members = [seat for seat in seats if seat.standing == Standing.MEMBER]
    open_states = (coverage.UNNAMED, coverage.EXPIRED)
    gaps = sum(coverage.state_of(seat, day) in open_states for seat in members)
    count = len(members)
    first = ngettext(
        "%(n)d institution sits in the network", "%(n)d institutions sit in the network", count
    ) % {"n": count}
    if not count:
        return _("Nobody sits in the network yet."), ""
    if not gaps:
        return first + ".", ""
    second = ngettext(
        "%(n)d has nobody with a valid mandate.", "%(n)d have nobody with a valid mandate.", gaps
    ) % {"n": gaps}
    return first + ",", second


def _missing(rows: list[coverage.CoverageRow], place: int) -> list[str]:
    """Expected sectors without anybody; a court that sits elsewhere is not missing here."""
    return [
        row.label
        for row in rows
        if row.sector in coverage.EXPECTED and row.cells[place].state is coverage.NONE
    ]


def _unseated(request: MemberRequest, shown: Network, seats: list[Seat]) -> list[Institution]:
    """Bodies of the towns served that do not sit here: the next ones to invite."""
    seated = [seat.institution_id for seat in seats]
    return list(
        Institution.objects.visible_to(request.actor)
        .filter(town__networks_served__network=shown, part_of=None)
        .exclude(pk__in=seated)
        .select_related("town")
    )


def _sectors(seats: list[Seat], day: dt.date) -> list[tuple[str, str, int]]:
    counts: dict[str, int] = {}
    for seat in seats:
        counts[seat.institution.sector] = counts.get(seat.institution.sector, 0) + 1
    labels = Code.objects.labels("sector", day)
    return [(code, labels[code], counts[code]) for code in labels if code in counts]
