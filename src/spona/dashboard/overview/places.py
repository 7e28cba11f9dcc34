"""Who covers what in every network, as a sentence, a table and a list.

Which sector sits where is no secret; who sits there is said only of the reader's own network.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from uuid import UUID

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from spona.dashboard.number_words import deadlines, places, sentence
from spona.directory import coverage
from spona.directory.coverage import CoverageRow, Place, SeatState
from spona.directory.institution_names import short_name
from spona.directory.models import Network, Seat, Standing
from spona.documents.tables import Cell


@dataclass(frozen=True, slots=True)
class Told:
    """One state in one town: the sectors in it, and in the reader's own network who it is."""

    state: SeatState
    sectors: list[str]
    names: list[str]


@dataclass(frozen=True, slots=True)
class TownList:
    """`covered` of `total` expected sectors have a member with a valid mandate."""

    network: Network
    own: bool
    covered: int
    total: int
    told: list[Told]


@dataclass(frozen=True, slots=True)
class Covers:
    """`empty` and `expired`: places of expected sectors in all networks together."""

    networks: list[Network]
    rows: list[CoverageRow]
    empty: int
    expired: int


_VALID = (coverage.FULL, coverage.NO_DEPUTY)


def covers(networks: list[Network], seats: list[Place], day: dt.date) -> Covers:
    rows = coverage.coverage_of(networks, seats, day)
    states = [cell.state for row in rows if row.sector in coverage.EXPECTED for cell in row.cells]
    return Covers(networks, rows, states.count(coverage.NONE), states.count(coverage.EXPIRED))


def title(found: Covers) -> str:
    """What is missing, in one sentence; calm where nothing is."""
    parts = []
    if found.empty:
        text = ngettext("%(n)s place is empty", "%(n)s places are empty", found.empty)
        parts.append(text % {"n": places(found.empty)})
    if found.expired:
        text = ngettext(
            "%(n)s mandate has run out", "%(n)s mandates have run out", found.expired
        )  # fmt: skip
        parts.append(text % {"n": deadlines(found.expired)})
    if not parts:
        return _("Every place is taken, no mandate has run out.")
    return sentence(", ".join(parts)) + "."


def own_line(found: Covers, seats: list[Place], network: Network) -> str:
    """Of the reader's own network: how many sit, how many of them speak, who is missing."""
    sits = [s for s in seats if s.network_id == network.pk and s.standing == Standing.MEMBER]
    valid = sum(seat.state in _VALID for seat in sits)
    text = ngettext(
        "In your network, %(town)s, %(n)d institution sits.",
        "In your network, %(town)s, %(n)d institutions sit.",
        len(sits),
    ) % {"town": network.town.words, "n": len(sits)}
    if valid == len(sits):
        text += " " + _("Each has a member with a valid mandate.")
    else:
        text += " " + _("%(n)d of %(total)d have a member with a valid mandate.") % {
            "n": valid, "total": len(sits),
        }  # fmt: skip
    here = found.networks.index(network)
    missing = _in_state(found, here, coverage.NONE, coverage.EXPECTED)
    if missing:
        text += " " + _("Missing: %(names)s.") % {"names": ", ".join(missing)}
    return text


def town_lists(
    found: Covers, seats: list[Seat], own: Collection[UUID], day: dt.date
) -> list[TownList]:
    """The same by town; the names of institutions only where `own` (ids) says so, from `seats`."""
    return [
        _town(found, seats, at, network.pk in own, day) for at, network in enumerate(found.networks)
    ]


def _town(found: Covers, seats: list[Seat], at: int, own: bool, day: dt.date) -> TownList:
    expected = [row for row in found.rows if row.sector in coverage.EXPECTED]
    states = [row.cells[at].state for row in expected]
    told = [
        Told(state, sectors, _names(seats, found.networks[at], state, day) if own else [])
        for state in coverage.STATES
        # An expected sector may be missing; a court that sits elsewhere is not missing here.
        if (sectors := _in_state(found, at, state, None if state is not coverage.NONE
                                 else coverage.EXPECTED))
    ]  # fmt: skip
    covered = sum(state in _VALID for state in states)
    return TownList(found.networks[at], own, covered, len(states), told)


def _in_state(
    found: Covers, at: int, state: SeatState, sectors: Collection[str] | None
) -> list[str]:
    """Of the network at this place: the cells of a row stand in the order of the networks."""
    return [
        row.label
        for row in found.rows
        if row.cells[at].state is state and (sectors is None or row.sector in sectors)
    ]


def _names(seats: list[Seat], network: Network, state: SeatState, day: dt.date) -> list[str]:
    return [
        short_name(seat.institution)
        for seat in seats
        if seat.network_id == network.pk
        and seat.standing == Standing.MEMBER
        and coverage.state_of(seat, day) is state
    ]


def rows(found: Covers) -> tuple[list[str], list[list[Cell]]]:
    """The table as a file: a row for each sector, a column for each town, states in words."""
    head = [_("Sector"), *(str(network.town.words) for network in found.networks)]
    return head, [list(_line(row)) for row in found.rows]


def _line(row: CoverageRow) -> Iterator[str]:
    yield row.label
    for cell in row.cells:
        yield str(cell.state.word)
