"""Towns on their coordinates, a circle for how many institutions sit in the network. No borders."""

from __future__ import annotations

import math
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Final
from uuid import UUID

from django.urls import reverse
from django.utils.translation import gettext as _

from spona.directory.coverage import Place
from spona.directory.models import Network, Standing
from spona.documents.tables import Cell

HEIGHT: Final = 420.0
_LEFT, _TOP, _RIGHT, _BOTTOM = 52.0, 18.0, 40.0, 34.0
_LETTER: Final = 8.4  # of one letter of a name, as large as it is on a telephone


@dataclass(frozen=True, slots=True)
class Dot:
    """A town. `anchor`, `tx`, `ty`: where its name stands so that it covers no other."""

    network: Network
    n: int
    own: bool
    x: float
    y: float
    r: float
    anchor: str
    tx: float
    ty: float
    url: str


@dataclass(frozen=True, slots=True)
class Degree:
    """A line of the grid: its label, and where it runs."""

    label: str
    at: float


@dataclass(frozen=True, slots=True)
class Map:
    width: float
    height: float
    left: float
    right: float
    top: float
    bottom: float
    dots: list[Dot]
    north: list[Degree]
    east: list[Degree]


def counts(networks: Sequence[Network], seats: Sequence[Place]) -> dict[UUID, int]:
    """Network → institutions at its table; partners have no seat there."""
    found = {network.pk: 0 for network in networks}
    for seat in seats:
        if seat.standing == Standing.MEMBER:
            found[seat.network_id] += 1
    return found


def town_map(
    networks: Sequence[Network], seats: Sequence[Place], own: Collection[UUID], language: str
) -> Map | None:
    """None without a network. As the eye sees it: a degree of longitude is the shorter one."""
    if not networks:
        return None
    lats = [float(one.town.lat) for one in networks]
    lons = [float(one.town.lon) for one in networks]
    south, north = math.floor(min(lats)), math.ceil(max(lats))
    west, east = math.floor(min(lons)), math.ceil(max(lons))
    # A degree more at the sides, where the names stand.
    west, east, north = west - 1, east + 1, max(north, south + 1)
    a_degree = (HEIGHT - _TOP - _BOTTOM) / (north - south)
    across = a_degree * math.cos(math.radians((north + south) / 2))
    width = _LEFT + across * (east - west) + _RIGHT

    def x(lon: float) -> float:
        return round(_LEFT + (lon - west) * across, 1)

    def y(lat: float) -> float:
        return round(_TOP + (north - lat) * a_degree, 1)

    seated = counts(networks, seats)
    placed = [
        (one, x(float(one.town.lon)), y(float(one.town.lat)), 4 + 1.1 * math.sqrt(seated[one.pk]))
        for one in networks
    ]
    return Map(
        width=round(width, 1),
        height=HEIGHT,
        left=_LEFT,
        right=x(east),
        top=_TOP,
        bottom=y(south),
        dots=_named(placed, seated, own, language),
        north=[Degree(f"{n}° N", y(n)) for n in range(south, north + 1)],
        east=[Degree(f"{n}° E", x(n)) for n in range(west, east + 1)],
    )


type Box = tuple[float, float, float, float]


def _named(
    placed: list[tuple[Network, float, float, float]],
    seated: dict[UUID, int],
    own: Collection[UUID],
    language: str,
) -> list[Dot]:
    """Each name to the right of its circle, or where there is app: left, below, above."""
    taken: list[Box] = [(x - r - 2, y - r - 2, x + r + 2, y + r + 2) for _one, x, y, r in placed]
    dots = []
    for one, x, y, r in placed:
        long = len(f"{one.town.words}  {seated[one.pk]}") * _LETTER
        ways: list[tuple[str, float, float, Box]] = [
            ("start", x + r + 6, y + 4.5, (x + r + 4, y - 9, x + r + 6 + long, y + 9)),
            ("end", x - r - 6, y + 4.5, (x - r - 6 - long, y - 9, x - r - 4, y + 9)),
            ("middle", x, y + r + 16, (x - long / 2, y + r + 3, x + long / 2, y + r + 20)),
            ("middle", x, y - r - 7, (x - long / 2, y - r - 20, x + long / 2, y - r - 3)),
        ]
        anchor, tx, ty, box = next(
            (way for way in ways if not any(_meet(way[3], other) for other in taken)), ways[0]
        )
        taken.append(box)
        mine = one.pk in own
        dots.append(
            Dot(one, seated[one.pk], mine, x, y, round(r, 1), anchor, round(tx, 1), round(ty, 1),
                _url(one, mine, language))
        )  # fmt: skip
    return dots


def _meet(one: Box, other: Box) -> bool:
    return one[0] < other[2] and other[0] < one[2] and one[1] < other[3] and other[1] < one[3]


def _url(network: Network, own: bool, language: str) -> str:
    """One's own network opens its members; of another one only its public page is anybody's."""
    if own:
        return f"{reverse('directory:network')}?network={network.slug}"
    return reverse("public:help_in_town", args=[language, network.town.slug])


def rows(networks: Sequence[Network], seats: Sequence[Place]) -> tuple[list[str], list[list[Cell]]]:
    head = [_("Town"), _("Institutions in the network"), _("Latitude"), _("Longitude")]
    seated = counts(networks, seats)
    return head, [
        [str(one.town.words), seated[one.pk], str(one.town.lat), str(one.town.lon)]
        for one in networks
    ]
