"""Counted records as rows of HTCDS: out without a loss, and in with a sentence for each place.

Of a row that comes in only what is coarse is read. Where anything else is typed in it, the row is
refused: who it is has no place in a counted record, in whichever column it stands.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from typing import Any, Final

from django.utils.translation import gettext as _

from spona.cases.standards.countries import country, group_of
from spona.cases.standards.mapping import BETWEEN, SIDE, Place, record_places
from spona.cases.standards.table import Row
from spona.cases.standards.values import own_codes, their_codes
from spona.deadlines.time import today
from spona.documents.workbook.differences import Cell, Line, Refusal
from spona.reference.scripts import fold
from spona.reference.standards import htcds
from spona.statistics import codes, record
from spona.statistics.record import Document, set_of

CITY: Final = "prs_MailingCity"
RECEIVED: Final = "cas_IncomingReferralDate"
_CITIZENSHIP, _TOWN, _YEAR, _COMPLETE = "citizenship", "town", "cohort_year", "complete"
_SERBIA: Final = ("serbia", "RS")
# Where a row says nothing; for the rest nobody was asked.
_NOTHING: Final[Mapping[str, str]] = {
    "status": codes.UNKNOWN, "reported_by": codes.UNKNOWN, "identified_by": codes.UNKNOWN,
    "answered": codes.UNKNOWN,
}  # fmt: skip
_DAY: Final = re.compile(r"(\d{4})-\d{1,2}-\d{1,2}(?:[T ].*)?|\d{1,2}\.\s?\d{1,2}\.\s?(\d{4})\.?")


@cache
def record_columns() -> tuple[str, ...]:
    """The heads of a table by HTCDS: of the standard first, of ours beside it."""
    theirs = dict.fromkeys([one.column for one in record_places().values() if one.column])
    return (*theirs, CITY, *own_columns())


def own_columns() -> list[str]:
    """The columns of ours that stand in any such table."""
    return [SIDE + name for name in (_YEAR, _TOWN, *record_places(), _COMPLETE)]


def row_of(document: Document, town_names: Mapping[str, str]) -> dict[str, str]:
    """By HTCDS. `town_names` by slug; another town has none, and its code stands beside it."""
    cells = coded_row(document, record_places())
    if document[_CITIZENSHIP] == _SERBIA[0]:
        cells |= {record_places()[_CITIZENSHIP].column: _SERBIA[1], SIDE + _CITIZENSHIP: ""}
    return cells | {CITY: town_names.get(str(document[_TOWN]), "")}


def coded_row(document: Document, places: Mapping[str, Place]) -> dict[str, str]:
    """Their codes, and in the columns of ours what theirs leave open."""
    cells: dict[str, str] = {}
    for name, place in places.items():
        said = document[name]
        theirs, ours = place.encode(said if place.several else [said])
        if place.column:
            cells[place.column] = BETWEEN.join(theirs)
        cells[place.side] = BETWEEN.join(ours)
    facts = BETWEEN.join(f"{fact}={said}" for fact, said in document[_COMPLETE].items())
    return cells | {
        SIDE + _TOWN: str(document[_TOWN]),
        SIDE + _YEAR: str(document[_YEAR]),
        SIDE + _COMPLETE: facts,
    }


@dataclass(slots=True)
class Taken:
    """What came of a row: a record, or refusals. `cells`: what is taken otherwise than it stands;
    `left_out`: columns of the standard that a record has no place for.
    """

    line: Line
    record: Document | None = None
    cells: list[Cell] = field(default_factory=list)
    left_out: list[str] = field(default_factory=list)
    refusals: list[Refusal] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Asked:
    """`towns`: folded name → slug of those that the network serves. `year`: of rows that name none;
    0 where there has to be one.
    """

    towns: Mapping[str, str]
    year: int = 0


def taken_from(rows: Iterator[Row], asked: Asked) -> Iterator[Taken]:
    """One by one, so that no length costs memory."""
    for row in rows:
        yield _Reading(row, asked).taken()


def _coarse() -> frozenset[str]:
    return frozenset({CITY, RECEIVED, *(one.column for one in record_places().values())})


class _Reading:
    """A row while it is read."""

    def __init__(self, row: Row, asked: Asked) -> None:
        self.row, self.asked = row, asked
        self.found = Taken(Line("", row.number))

    def taken(self) -> Taken:
        self._look_for_identities()
        document = record.empty() | {
            name: self._answer(name, place) for name, place in record_places().items()
        }
        document |= {_TOWN: self._town(), _YEAR: self._year(), _COMPLETE: self._complete()}
        if not self.found.refusals:
            self._check(document)
        return self.found

    def _check(self, document: Document) -> None:
        try:
            record.check(document)
        except ValueError:
            self._refuse(
                "",
                _("This row is no counted record. Compare it with rows that were taken out here."),
            )
        else:
            self.found.record = document

    def _refuse(self, column: str, sentence: str) -> None:
        self.found.refusals.append(Refusal(self.found.line, column, sentence))

    def _look_for_identities(self) -> None:
        told = _(
            "What stands here could say who the person is. A counted record holds nothing of that: "
            "empty this column."
        )
        coarse, known = _coarse(), htcds().codes
        for name in self.row.cells:
            if name in coarse or name.startswith(SIDE):
                continue
            if known[name]:
                self.found.left_out.append(name)
            else:
                self._refuse(name, told)
        for head in filter(None, self.row.unread):
            self._refuse(head, told)

    def _answer(self, name: str, place: Place) -> Any:
        theirs = self.row.cells.get(place.column, "").strip() if place.column else ""
        own = self.row.cells.get(place.side, "").strip()
        for column, said in ((place.column, theirs), (place.side, own)):
            if said.startswith("="):
                self._refuse(column, _("This is a formula. Put in the value itself."))
                return None
        if own:
            found = self._own(place, own, theirs)
        elif name == _CITIZENSHIP and theirs:
            found = self._citizenship(place, theirs)
        else:
            found = self._theirs(place, theirs)
        if place.several:
            return set_of(set(found) or {codes.NOT_ASKED})
        if len(found) > 1:
            self._refuse(place.column or place.side, _("Only one answer has a place here."))
        return found[0] if found else _NOTHING.get(name, codes.NOT_ASKED)

    def _own(self, place: Place, own: str, theirs: str) -> Sequence[str]:
        """Of the column of ours, which says more; what stands beside it must say the same."""
        found = own_codes(own)
        unknown = [one for one in found if one not in place.ours]
        if unknown:
            sentence = _("“%(said)s” is no code of this column.")
            self._refuse(place.side, sentence % {"said": unknown[0]})
            return ()
        if theirs and place.theirs and _said(theirs, place) != set(place.encode(found)[0]):
            self._refuse(
                place.side,
                _("This column and %(column)s say different things. Empty the one that is wrong.")
                % {"column": place.column},
            )
        return found

    def _theirs(self, place: Place, said: str) -> list[str]:
        found = []
        for part, code in their_codes(said, place) if said else ():
            ours = place.read(code) if code else self._unknown(place)
            if not ours:
                self._refuse(place.column, _no_such(part, place))
                continue
            if part != code or place.back.get(code) != ours or place.out.get(ours) != code:
                self.found.cells.append(Cell(place.column, part, ours))
            found.append(ours)
        return list(dict.fromkeys(found))

    def _unknown(self, place: Place) -> str:
        """What is none of their codes is one that we may call another, where they may too."""
        return codes.OTHER if place.other else ""

    def _citizenship(self, place: Place, said: str) -> list[str]:
        parts = [one for one in re.split(r"[;,]\s*", said) if one.strip()]
        if len(parts) == 1 and not country(parts[0]):
            parts = said.split()
        found = [country(one) for one in parts]
        if not all(found):
            self._refuse(place.column, _("Write the country as two letters of ISO 3166, as RS."))
            return []
        ours = group_of(found)
        if (ours, said) != _SERBIA:
            self.found.cells.append(Cell(place.column, said, ours))
        return [ours]

    def _town(self) -> str:
        own = self.row.cells.get(SIDE + _TOWN, "").strip()
        if own:
            if own in codes.TOWN or own in self.asked.towns.values():
                return own
            self._refuse(SIDE + _TOWN, _("“%(said)s” is no code of this column.") % {"said": own})
        said = self.row.cells.get(CITY, "").strip()
        if not said:
            return codes.NOT_ASKED
        ours = self.asked.towns.get(fold(said), codes.OTHER)
        self.found.cells.append(Cell(CITY, said, ours))
        return ours

    def _year(self) -> int | None:
        own = self.row.cells.get(SIDE + _YEAR, "").strip()
        day = self.row.cells.get(RECEIVED, "").strip()
        column, year = (SIDE + _YEAR, own) if own else (RECEIVED, _year_of(day))
        if not own and day:
            if not year:
                self._refuse(column, _("This is no date. Write it like 2026-03-01."))
                return None
            self.found.cells.append(Cell(RECEIVED, day, year))
        if not year and not self.asked.year:
            self._refuse("", _("In which year was the person reported? Choose a year for rows "
                               "that name none."))  # fmt: skip
            return None
        found = int(year) if year.isdecimal() else 0 if year else self.asked.year
        if not record.FIRST_YEAR <= found <= today().year:
            self._refuse(column, _("Nobody was reported in that year."))
            return None
        return found

    def _complete(self) -> Document:
        said = self.row.cells.get(SIDE + _COMPLETE, "").strip()
        pairs = dict(one.partition("=")[::2] for one in own_codes(said))
        if pairs.keys() - codes.FACTS.keys() or set(pairs.values()) - codes.FACT.keys():
            self._refuse(
                SIDE + _COMPLETE, _("“%(said)s” is no code of this column.") % {"said": said}
            )
            return {}
        return dict.fromkeys(codes.FACTS, codes.UNKNOWN) | pairs


def _said(theirs: str, place: Place) -> set[str]:
    return {code or part for part, code in their_codes(theirs, place)}


def _year_of(day: str) -> str:
    found = _DAY.fullmatch(day)
    if found is None:
        return ""
    try:
        year = found[1] or found[2]
        if found[1]:
            dt.date.fromisoformat(day[:10])
    except ValueError:
        return ""
    return year


def _no_such(part: str, place: Place) -> str:
    if part in place.theirs:
        return _("“%(said)s” says too little: it could be several of our answers.") % {"said": part}
    return _("“%(said)s” is none of the codes of this column in HTCDS 2.0.") % {"said": part}
