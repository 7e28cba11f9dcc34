"""Sector × town: which sectors sit in the networks. Names of people only of one's own."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Final

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.decorators.http import require_safe

from spona.access.guards import MemberRequest, member
from spona.deadlines.time import today
from spona.directory import coverage as covered
from spona.directory.institution_names import short_name
from spona.directory.models import Network, Seat, Standing
from spona.documents.tables import CSV_TYPE, XLSX_TYPE, csv_table, xlsx_table
from spona.identity.slow_pages import TABLE, slow
from spona.reference.file_names import file_name
from spona.reference.scripts import serbian_key
from spona.ui.trace import Facts, Trace

_FILES: Final = {"csv": (csv_table, CSV_TYPE), "xlsx": (xlsx_table, XLSX_TYPE)}
_STATES: Final = {state.name: state for state in covered.STATES}


@dataclass(frozen=True, slots=True)
class Entry:
    """A cell of the picture as a line of the list. `who`: code and name of each institution and
    who represents it; empty for networks of others.
    """

    network: Network
    town: str
    sector: str
    label: str
    state: covered.SeatState
    own: bool
    who: list[tuple[str, str, str]]


@member("network:read")
@require_safe
def coverage(request: MemberRequest) -> HttpResponse:
    """All real networks; `?as=list` is the same as a list, `?state=` and `?sort=` are of it."""
    day = today()
    networks, entries, labels = _read(request, day)
    state, sort = request.GET.get("state", ""), request.GET.get("sort", "")
    listed = [one for one in entries if state not in _STATES or one.state.name == state]
    order = list(labels)
    listed.sort(key=lambda one: not one.own)
    if sort == "sector":
        listed.sort(key=lambda one: (order.index(one.sector), serbian_key(one.town)))
    own = [one for one in entries if one.own]
    context = {
        "networks": [(one, one.pk in request.actor.networks) for one in networks],
        "rows": [
            (sector, label, [one for one in entries if one.sector == sector])
            for sector, label in labels.items()
        ],
        "entries": listed,
        "as_list": request.GET.get("as") == "list",
        "legend": covered.STATES,
        "counts": [(one, sum(each.state is one for each in entries)) for one in covered.STATES],
        "state": state if state in _STATES else "",
        "sort": sort,
        "own": own,
        "missing": [one for one in own if _is_missing(one)],
        "several": len({one.network.pk for one in own}) > 1,
        "all_count": len(entries),
        "made": Trace(
            "covers",
            _("Places of every sector at each table, by how they are filled today."),
            facts=Facts(_("Show as a list"), "?as=list"),
        ),
    }
    return render(request, "mandates/coverage.html", context)


@member("network:read")
@slow("table", TABLE)
@require_safe
def export_coverage(request: MemberRequest, kind: str) -> HttpResponse:
    """The picture as a file: sectors and towns, nobody's name."""
    if kind not in _FILES:
        raise Http404
    make, content_type = _FILES[kind]
    _networks, entries, _labels = _read(request, today())
    head = [_("Town"), _("Sector"), _("How the seat is filled")]
    rows = [[one.town, one.label, str(one.state.word)] for one in entries]
    name = file_name(pgettext("file name", "coverage"))
    return HttpResponse(
        make(head, rows),
        headers={
            "Content-Type": content_type,
            "Content-Disposition": f'attachment; filename="{name}.{kind}"',
        },
    )


def _is_missing(one: Entry) -> bool:
    """A court that sits elsewhere is not missing here."""
    return one.state is covered.NONE and one.sector in covered.EXPECTED


def _read(
    request: MemberRequest, day: dt.date
) -> tuple[list[Network], list[Entry], dict[str, str]]:
    """The networks by town, one entry for each with each sector, and the words of the sectors."""
    rows = Network.objects.real().select_related("town")
    networks = sorted(rows, key=lambda one: serbian_key(str(one.town.words)))
    seats = [seat for seat in covered.seats_on(networks, day) if seat.standing == Standing.MEMBER]
    table = covered.coverage(networks, seats, day)
    mine = request.actor.networks
    entries = [
        Entry(
            cell.network,
            str(cell.network.town.words),
            row.sector,
            row.label,
            cell.state,
            cell.network.pk in mine,
            _who(seats, cell.network, row.sector) if cell.network.pk in mine else [],
        )
        for row in table
        for cell in row.cells
    ]
    entries.sort(key=lambda one: [each.pk for each in networks].index(one.network.pk))
    return networks, entries, {row.sector: row.label for row in table}


def _who(seats: list[Seat], network: Network, sector: str) -> list[tuple[str, str, str]]:
    found = [
        seat
        for seat in seats
        if seat.network_id == network.pk and seat.institution.sector == sector
    ]
    lines = [
        (
            seat.institution.code,
            short_name(seat.institution),
            seat.member.person.shown_name if seat.member else "",
        )
        for seat in found
    ]
    return sorted(lines, key=lambda line: serbian_key(line[1]))
