"""Who covers what: the state of each seat, and sector × network with its gaps, zeros included.

Of a whole country nobody is named, so nobody is read: `places_on` takes from the seats what is
counted. `seats_on` reads the rows with all that a page shows of them, each with its tag.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final, NamedTuple
from uuid import UUID

from django.db.models import Q
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from spona.reference.models import Code

from .models import Network, Seat, Standing
from .models.effective_dated import during

# The sectors named in the text of the seed project, and the labour inspection, which the
# sources of the field miss most; others appear where somebody sits.
EXPECTED: Final = (
    "social_work", "police", "prosecution", "health", "school", "local_government",
    "employment", "red_cross", "youth_office", "cso", "labour_inspection",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class SeatState:
    """How a seat is filled; `icon` and `ground` as in the parts of `ui`."""

    name: str
    icon: str
    ground: str
    word: str | Promise


FULL: Final = SeatState("full", "circle-check", "plain", _("member and deputy"))
NO_DEPUTY: Final = SeatState("no_deputy", "circle-half-2", "plain", _("member without a deputy"))
EXPIRED: Final = SeatState("expired", "clock-exclamation", "today", _("mandate has run out"))
UNNAMED: Final = SeatState("unnamed", "user-question", "today", _("nobody named yet"))
NONE: Final = SeatState("none", "circle-dashed", "plain", _("no institution"))
# Best first: a sector counts as covered by its best seat.
STATES: Final = (FULL, NO_DEPUTY, EXPIRED, UNNAMED, NONE)


@dataclass(frozen=True, slots=True)
class Place:
    """What everybody may know of a seat: where it is, of which sector, and how it is filled."""

    network_id: UUID
    institution_id: UUID
    sector: str
    standing: str
    state: SeatState


def seats_on(networks: Iterable[Network], day: dt.date) -> list[Seat]:
    """Seats of these networks that day with everything a page shows, in one query.

    A network stands in front of all its seats once, as it was given.
    """
    known = {one.pk: one for one in networks}
    seats = list(
        Seat.objects.active_on(day)
        .filter(network__in=list(known))
        .select_related("institution__town", "member__person", "deputy__person")
    )
    for seat in seats:
        seat.network = known[seat.network_id]
    return seats


def places_on(networks: Iterable[Network], day: dt.date) -> list[Place]:
    """The same seats without a name and without a row: one query, for any number of networks."""
    open_ones = Seat.objects.active_on(day).filter(network__in=[one.pk for one in networks])
    rows = open_ones.annotate(
        named=Q(member__isnull=False),
        speaks=during(day, "member__") & Q(member__isnull=False),
        stands_in=during(day, "deputy__") & Q(deputy__isnull=False),
    ).values_list(
        "network_id", "institution_id", "institution__sector", "standing", "mandate_ends_on",
        "named", "speaks", "stands_in",
    )  # fmt: skip
    return [
        Place(
            network,
            institution,
            sector,
            standing,
            _state(named, speaks and not _is_over(ends_on, day), stands_in),
        )
        for network, institution, sector, standing, ends_on, named, speaks, stands_in in rows
    ]


def state_of(seat: Seat, day: dt.date) -> SeatState:
    """Full, without a deputy, run out, or nobody named."""
    member, deputy = seat.member, seat.deputy
    return _state(
        member is not None,
        member is not None and member.is_active_on(day) and not _is_over(seat.mandate_ends_on, day),
        deputy is not None and deputy.is_active_on(day),
    )


def _is_over(mandate_ends_on: dt.date | None, day: dt.date) -> bool:
    return mandate_ends_on is not None and mandate_ends_on <= day


def _state(named: bool, speaks: bool, stands_in: bool) -> SeatState:
    if not named:
        return UNNAMED
    if not speaks:
        return EXPIRED
    return FULL if stands_in else NO_DEPUTY


def place_of(seat: Seat, day: dt.date) -> Place:
    """What everybody may know of a seat that was read."""
    institution = seat.institution
    return Place(
        seat.network_id, institution.pk, institution.sector, seat.standing, state_of(seat, day)
    )


class Cell(NamedTuple):
    network: Network
    state: SeatState


@dataclass(frozen=True, slots=True)
class CoverageRow:
    """One sector, and its state in each network, in the order of the networks."""

    sector: str
    label: str
    cells: list[Cell]


def coverage(networks: list[Network], seats: list[Seat], day: dt.date) -> list[CoverageRow]:
    """Sector × network. Partners do not fill a seat."""
    return coverage_of(networks, [place_of(seat, day) for seat in seats], day)


def coverage_of(
    networks: list[Network], places: Iterable[Place], day: dt.date
) -> list[CoverageRow]:
    """The same of places."""
    best: dict[tuple[str, UUID], SeatState] = {}
    for place in places:
        if place.standing != Standing.MEMBER:
            continue
        key = (place.sector, place.network_id)
        best[key] = min(best.get(key, NONE), place.state, key=STATES.index)
    labels = Code.objects.labels("sector", day)
    seated = {sector for sector, _network in best}
    order = [*EXPECTED, *(code for code in labels if code in seated and code not in EXPECTED)]
    return [
        CoverageRow(
            sector,
            labels.get(sector, sector),
            [Cell(network, best.get((sector, network.pk), NONE)) for network in networks],
        )
        for sector in order
    ]
