"""What the lists of figures show: of a town's analysts, and of the Centre's."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from spona.access.actor import Actor
from spona.access.denied import Denied
from spona.deadlines.time import today
from spona.directory.models import Network
from spona.directory.queries import national_network
from spona.statistics.figures.history import checked_figures, newest, waiting
from spona.statistics.figures.keys import NationalKey, national_key
from spona.statistics.models import FiguresState, YearFigures
from spona.vault.refusals import KeyReplaced

# So many years back somebody still corrects.
YEARS: Final = 4


@dataclass(frozen=True, slots=True)
class YearLine:
    """`rows` of the year, newest first; `standing` is what counts, `waits` what is at work."""

    year: int
    rows: Sequence[YearFigures]
    standing: YearFigures | None
    waits: YearFigures | None


@dataclass(frozen=True, slots=True)
class TownFigures:
    """`key` None: the national key is not as it was published. `refusal`: the rows are not as
    Spona left them.
    """

    network: Network
    key: NationalKey | None
    years: Sequence[YearLine]
    refusal: str = ""


@dataclass(frozen=True, slots=True)
class Place:
    """Where a town stands for a year: `state` is that of the version that counts, or empty."""

    year: int
    state: str
    row: YearFigures | None

    @property
    def is_released(self) -> bool:
        return self.state == FiguresState.RELEASED

    @property
    def is_on_paper(self) -> bool:
        return self.state == FiguresState.ON_PAPER


@dataclass(frozen=True, slots=True)
class TownLine:
    network: Network
    places: Sequence[Place]


@dataclass(frozen=True, slots=True)
class Received:
    """Every town and year: what came, and from whom nothing did."""

    years: Sequence[int]
    towns: Sequence[TownLine]
    earlier: Sequence[YearFigures]

    def of_year(self, year: int) -> list[tuple[Network, Place]]:
        at = self.years.index(year)
        return [(line.network, line.places[at]) for line in self.towns]


def ended_years() -> list[int]:
    """Years that are over, the last one first."""
    return [today().year - back for back in range(1, YEARS + 1)]


def counted_networks(actor: Actor) -> list[Network]:
    """Local networks that the actor counts in."""
    mine = actor.networks_where("statistics:hold_key")
    return list(Network.objects.real().filter(pk__in=mine).select_related("town").order_by("slug"))


def figures_of(network: Network) -> TownFigures:
    try:
        key = national_key(network)
    except KeyReplaced:
        key = None
    try:
        rows = checked_figures(network=network)
    except Denied as refused:
        return TownFigures(network, key, (), str(refused.sentence))
    years = sorted({*ended_years(), *(row.year for row in rows)}, reverse=True)
    lines = [
        YearLine(
            year,
            [row for row in rows if row.year == year],
            newest(rows, year),
            waiting(rows, year),
        )
        for year in years
    ]
    return TownFigures(network, key, lines)


def national_of(actor: Actor) -> Network | None:
    """The national network, for its analysts; None for anybody else."""
    found = national_network()
    mine = actor.networks_where("statistics:hold_key")
    return found if found is not None and found.pk in mine else None


def received() -> Received:
    """Denied where a row is not as Spona left it."""
    rows = checked_figures()
    years = sorted(
        {*ended_years(), *(row.year for row in rows if row.state != FiguresState.DROPPED)},
        reverse=True,
    )
    towns = Network.objects.real().select_related("town").order_by("slug")
    lines = []
    for network in towns:
        here = [row for row in rows if row.network_id == network.pk]
        places = []
        for year in years:
            stands = newest(here, year)
            places.append(Place(year, stands.state if stands else "", stands))
        lines.append(TownLine(network, places))
    standing = {place.row.pk for line in lines for place in line.places if place.row}
    done = (FiguresState.RELEASED, FiguresState.ON_PAPER)
    earlier = [row for row in rows if row.state in done and row.pk not in standing]
    return Received(years, lines, earlier)
