"""Who covers what: the state of each seat, and sector × network with its gaps, zeros included."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final, NamedTuple

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from spona.reference.models import Code

from .models import Network, Seat, Standing

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


def seats_on(networks: Iterable[Network], day: dt.date) -> list[Seat]:
    """Seats of these networks that day with everything a page shows, in one query."""
    return list(
        Seat.objects.active_on(day)
        .filter(network__in=list(networks))
        .select_related("institution__town", "member__person", "deputy__person", "network__town")
    )


def state_of(seat: Seat, day: dt.date) -> SeatState:
    """Full, without a deputy, run out, or nobody named."""
    if seat.member is None:
        return UNNAMED
    over = seat.mandate_ends_on is not None and seat.mandate_ends_on <= day
    if over or not seat.member.is_active_on(day):
        return EXPIRED
    deputy = seat.deputy
    return FULL if deputy is not None and deputy.is_active_on(day) else NO_DEPUTY


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
    best: dict[tuple[str, object], SeatState] = {}
    for seat in seats:
        if seat.standing != Standing.MEMBER:
            continue
        key = (seat.institution.sector, seat.network_id)
        best[key] = min(best.get(key, NONE), state_of(seat, day), key=STATES.index)
    labels = sector_labels(day)
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


def sector_labels(day: dt.date) -> dict[str, str]:
    """Code to name, in the reader's language and the order of the list."""
    return {row.code: str(row.words) for row in Code.objects.of("sector", day)}
