"""Institution by kind of service, for a quarter or a year."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import Q

from spona.deadlines.late import has_passed, today_in
from spona.directory.institution_names import short_name
from spona.directory.models import Institution, Network, Seat, Standing
from spona.reference.scripts import serbian_key
from spona.services.models import Sheet, Total
from spona.services.quarters import Quarter
from spona.services.queries import Sum, add, kind_labels


@dataclass(frozen=True, slots=True)
class Row:
    kind: str
    label: str
    cells: list[Sum]
    sum: Sum


@dataclass(frozen=True, slots=True)
class Answer:
    """One institution: `typed` of the quarters asked about, `nothing` where all were empty."""

    institution: Institution
    name: str
    typed: int
    asked: int
    nothing: bool
    second_hand: bool

    @property
    def waits(self) -> bool:
        return self.typed < self.asked


@dataclass(frozen=True, slots=True)
class Table:
    """`columns` are the institutions that gave something; `answers` all who were asked."""

    columns: list[Answer]
    rows: list[Row]
    answers: list[Answer]

    @property
    def nothing(self) -> list[Answer]:
        return [one for one in self.answers if one.nothing and not one.waits]

    @property
    def waiting(self) -> list[Answer]:
        return [one for one in self.answers if one.waits]


def table_of(network: Network, quarters: Sequence[Quarter]) -> Table:
    """Five queries, however many institutions there are. Quarters that are not over ask nobody."""
    day = today_in(network)
    over = [one for one in quarters if has_passed(one.last, day)]
    asked = Q(pk__in=[])
    for one in over:
        asked |= Q(year=one.year, quarter=one.number)
    sheets = list(Sheet.objects.filter(asked, network=network).select_related("institution"))
    rows = Total.objects.standing().filter(sheet__in=sheets)
    found: dict[str, dict[object, list[int | None]]] = {}
    owner = {sheet.pk: sheet.institution_id for sheet in sheets}
    for row in rows:
        if row.number != 0:
            by_owner = found.setdefault(row.kind, {})
            by_owner.setdefault(owner[row.sheet_id], []).append(row.number)
    answers = _answers(network, over, sheets)
    gave = {ident for by_owner in found.values() for ident in by_owner}
    columns = [one for one in answers if one.institution.pk in gave]
    labels = kind_labels(found)
    return Table(
        columns,
        [
            Row(
                kind, labels[kind],
                [add(found[kind].get(one.institution.pk, [])) for one in columns],
                add(number for numbers in found[kind].values() for number in numbers),
            )
            for kind in labels
        ],
        answers,
    )  # fmt: skip


def _answers(network: Network, over: list[Quarter], sheets: list[Sheet]) -> list[Answer]:
    """Members of the table on the last day of a quarter, and whoever typed without being asked."""
    seats = list(
        Seat.objects.filter(network=network, standing=Standing.MEMBER).select_related("institution")
    )
    owes: dict[object, set[Quarter]] = {}
    bodies = {sheet.institution_id: sheet.institution for sheet in sheets}
    for seat in seats:
        # What was over before the town began, it does not owe.
        there = {
            one for one in over if seat.is_active_on(one.last) and network.first_day <= one.last
        }
        if there and seat.has_valid_mac():
            owes.setdefault(seat.institution_id, set()).update(there)
            bodies[seat.institution_id] = seat.institution
    typed: dict[object, list[Sheet]] = {}
    for sheet in sheets:
        if sheet.typed_at is not None:
            typed.setdefault(sheet.institution_id, []).append(sheet)
    made = [
        _answer(body, owes.get(ident, set()), typed.get(ident, []))
        for ident, body in bodies.items()
        if ident in owes or ident in typed
    ]
    return sorted(made, key=lambda one: serbian_key(one.name))


def _answer(body: Institution, owed: set[Quarter], sheets: list[Sheet]) -> Answer:
    asked = owed | {Quarter(sheet.year, sheet.quarter) for sheet in sheets}
    return Answer(
        body,
        short_name(body),
        len(sheets),
        len(asked),
        bool(sheets) and all(sheet.nothing for sheet in sheets),
        any(sheet.second_hand for sheet in sheets),
    )
