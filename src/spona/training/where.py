"""Who is trained where: sector × town, trained, run out, nobody yet. Numbers for every member;
names only inside one's own network and institution.

A person counts in the network in which they were trained and under the sector of their institution,
once, with their best certificate.
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from math import ceil
from typing import Final

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from spona.directory.coverage import EXPECTED, places_on
from spona.directory.models import Institution, Network
from spona.reference.models import Code
from spona.training.models import Certificate
from spona.training.queries import Who, certificates, who


@dataclass(frozen=True, slots=True)
class State:
    """How it looks, as in the parts of `ui`."""

    name: str
    icon: str
    word: str | Promise


TRAINED: Final = State("trained", "circle-check", _("trained, certificate valid"))
RUN_OUT: Final = State("run_out", "clock-exclamation", _("certificate has run out"))
NOBODY: Final = State("nobody", "circle-dashed", _("nobody yet"))
NO_SEAT: Final = State("no_seat", "x", _("no institution"))
STATES: Final = (TRAINED, RUN_OUT, NOBODY, NO_SEAT)


@dataclass(frozen=True, slots=True)
class Cell:
    network: Network
    valid: int
    run_out: int
    seated: bool

    @property
    def state(self) -> State:
        if self.valid:
            return TRAINED
        if self.run_out:
            return RUN_OUT
        return NOBODY if self.seated else NO_SEAT


@dataclass(frozen=True, slots=True)
class Row:
    sector: str
    label: str
    cells: list[Cell]


@dataclass(frozen=True, slots=True)
class Place:
    """A town on its coordinates; `x`, `y` and `r` in units of the picture."""

    network: Network
    valid: int
    run_out: int
    x: float = 0
    y: float = 0
    r: float = 0
    own: bool = False
    label_left: bool = False


@dataclass(slots=True)
class _Sums:
    valid: set[Who] = field(default_factory=set)
    run_out: set[Who] = field(default_factory=set)


def table(networks: list[Network], day: dt.date) -> list[Row]:
    """Sector × network, in the order of the networks; two queries."""
    sums = _sums(certificates(networks), day)
    seated = {(one.sector, one.network_id) for one in places_on(networks, day)}
    there = {sector for sector, _network in [*seated, *sums]}
    labels = Code.objects.labels("sector", day)
    order = [*EXPECTED, *(code for code in labels if code in there and code not in EXPECTED)]
    return [
        Row(
            sector,
            labels.get(sector, sector),
            [_cell(sums[sector, one.pk], one, (sector, one.pk) in seated) for one in networks],
        )
        for sector in order
    ]


def _cell(sums: _Sums, network: Network, seated: bool) -> Cell:
    return Cell(network, len(sums.valid), len(sums.run_out - sums.valid), seated)


def _sums(rows: Iterable[Certificate], day: dt.date) -> defaultdict[tuple[str, object], _Sums]:
    found: defaultdict[tuple[str, object], _Sums] = defaultdict(_Sums)
    for one in rows:
        if not one.has_valid_mac():
            continue
        sums = found[one.participant.institution.sector, one.network_id]
        (sums.valid if one.is_valid_on(day) else sums.run_out).add(who(one.participant))
    return found


# The picture: degrees to units, with room for the words at its sides.
WIDTH, HEIGHT = 420, 400
_LEFT, _TOP, _WIDE, _HIGH = 52, 18, 330, 340


@dataclass(frozen=True, slots=True)
class Map:
    places: list[Place]
    meridians: list[tuple[float, str]]
    parallels: list[tuple[float, str]]
    left: int = _LEFT
    right: int = _LEFT + _WIDE
    top: int = _TOP
    bottom: int = _TOP + _HIGH


def map_of(networks: list[Network], rows: list[Row], own: Iterable[object]) -> Map:
    """Towns as points on their coordinates, a dotted net of degrees, no borders."""
    lats = [float(one.town.lat) for one in networks] or [42.0, 46.0]
    lons = [float(one.town.lon) for one in networks] or [19.0, 23.0]
    south, north = min(lats) - 0.4, max(lats) + 0.4
    west, east = min(lons) - 1.1, max(lons) + 1.6
    mine = set(own)

    def x(lon: float) -> float:
        return round(_LEFT + (lon - west) / (east - west) * _WIDE, 1)

    def y(lat: float) -> float:
        return round(_TOP + (north - lat) / (north - south) * _HIGH, 1)

    places = []
    for at, one in enumerate(networks):
        valid = sum(row.cells[at].valid for row in rows)
        gone = sum(row.cells[at].run_out for row in rows)
        lat, lon = float(one.town.lat), float(one.town.lon)
        # Its own word would lie on a neighbour to the east: it stands at the left.
        crowded = any(
            other.pk != one.pk
            and abs(float(other.town.lat) - lat) < 0.2
            and 0 <= float(other.town.lon) - lon < 1.2
            for other in networks
        )
        radius = round(min(18.0, 5 + 1.6 * valid**0.5 * 1.4), 1)
        places.append(Place(one, valid, gone, x(lon), y(lat), radius, one.pk in mine, crowded))
    return Map(
        places,
        [(x(lon), f"{lon}° E") for lon in range(ceil(west), int(east) + 1)],
        [(y(lat), f"{lat}° N") for lat in range(ceil(south), int(north) + 1)],
    )


@dataclass(frozen=True, slots=True)
class Trained:
    """Somebody of an institution with their newest certificate."""

    name: str
    position: str
    certificate: Certificate
    valid: bool


def people_of(institution: Institution, networks: list[Network], day: dt.date) -> list[Trained]:
    """Those of one institution, the newest certificate of each, by name."""
    newest: dict[Who, Certificate] = {}
    rows = [
        one for one in certificates(networks) if one.participant.institution_id == institution.pk
    ]
    for one in sorted(rows, key=lambda row: row.valid_until):
        newest[who(one.participant)] = one
    found = [
        Trained(one.participant.shown_name, one.participant.position, one, one.is_valid_on(day))
        for one in newest.values()
        if one.has_valid_mac()
    ]
    return sorted(found, key=lambda one: one.name)


def marks(names: list[str]) -> list[str]:
    """Two letters for each, for a narrow column: KG and KL where both begin alike."""
    found = [_initials(one) for one in names]
    for at, one in enumerate(names):
        like = [other for n, other in enumerate(names) if n != at and found[n] == found[at]]
        if like:
            differ = (a for a, b in zip(one[1:], like[0][1:], strict=False) if a != b)
            found[at] = (one[0] + next(differ, one[-1])).upper()
    return found


def _initials(name: str) -> str:
    words = name.split()
    both = "".join(word[0] for word in words[:2]) if len(words) > 1 else name[:2]
    return both.upper()
