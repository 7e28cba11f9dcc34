"""What a snapshot says of reports: per reporting sector how many, how whole, what became of them.

Reads shown cells only. A number that is not shown is None, and zero is not told from it.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Final

from django.utils.translation import gettext as _

from spona.statistics import codes, report_tables, stored
from spona.statistics.masking import Cell
from spona.statistics.models import Snapshot
from spona.statistics.report_record import OUTCOME
from spona.statistics.words import sector_words

TYPICAL: Final = 3


@dataclass(frozen=True, slots=True)
class Outcome:
    """One of the five; `share` in thousandths of the largest, for a picture."""

    code: str
    label: str
    number: int | None
    share: int


@dataclass(frozen=True, slots=True)
class Lacking:
    """A fact that reports did not have or that had to be asked for; `number` of them."""

    code: str
    label: str
    number: int


@dataclass(frozen=True, slots=True)
class Line:
    """A sector that reported: what of it may be shown."""

    sector: str
    label: str
    reports: int
    whole: int | None
    outcomes: list[Outcome]
    lacks: list[Lacking]


@dataclass(frozen=True, slots=True)
class Change:
    """Reports with all facts, of those up to the earlier snapshot and of those since."""

    label: str
    whole_before: int
    before: int
    whole_since: int
    since: int

    @property
    def percent_before(self) -> int:
        return round(100 * self.whole_before / self.before)

    @property
    def percent_since(self) -> int:
        return round(100 * self.whole_since / self.since)


def has_reports(snapshot: Snapshot) -> bool:
    """False for one that was made before reports were counted."""
    return "reports" in snapshot.source.tables


def total(snapshot: Snapshot) -> int | None:
    return _cells(snapshot).get(frozenset())


def funnel(snapshot: Snapshot) -> list[Outcome]:
    """What became of the reports, in the five outcomes of the Centre."""
    cells = _cells(snapshot)
    return _outcomes({code: _at(cells, outcome=code) for code in OUTCOME})


def lines(snapshot: Snapshot) -> list[Line]:
    """The sectors of which a number is shown, those with most reports first."""
    cells, words = _cells(snapshot), _sector_words()
    found = []
    for sector in _domain(snapshot).get("sector", []):
        reports = _at(cells, sector=sector)
        if reports is None:
            continue
        numbers = {code: _at(cells, sector=sector, outcome=code) for code in OUTCOME}
        whole = _at(cells, sector=sector, whole="yes")
        found.append(
            Line(sector, words[sector], reports, whole, _outcomes(numbers), _lacks(cells, sector))
        )
    return sorted(found, key=lambda line: (-line.reports, line.label))


def unseen(snapshot: Snapshot) -> list[str]:
    """Sectors of which no number is shown: few reports, or none."""
    cells, words = _cells(snapshot), _sector_words()
    listed = _domain(snapshot).get("sector", [])
    return [words[one] for one in listed if _at(cells, sector=one) is None]


def changes(before: Snapshot, after: Snapshot) -> list[Change]:
    """What came between two snapshots, where both show each number that is needed.

    That the difference points to nobody is asked when the later one is made.
    """
    old, new, words = _cells(before), _cells(after), _sector_words()
    found = []
    for sector in _domain(after).get("sector", []):
        numbers = [
            _at(cells, sector=sector, **whole)
            for cells in (old, new)
            for whole in ({}, {"whole": "yes"})
        ]
        if any(number is None for number in numbers):
            continue
        was, was_whole, now, now_whole = (number or 0 for number in numbers)
        if was and now > was and now_whole >= was_whole:
            found.append(Change(words[sector], was_whole, was, now_whole - was_whole, now - was))
    return found


def export_rows(snapshot: Snapshot, source: str) -> Iterator[list[str | int]]:
    """A head, then each number; a word where it is not shown."""
    cells, words, hidden = _cells(snapshot), _sector_words(), _("not shown")
    yield [_("Who reported"), _("What is counted"), _("Number"), _("Source")]
    for sector in ("", *_domain(snapshot).get("sector", [])):
        who = {"sector": sector} if sector else {}
        label = words[sector] if sector else _("all")
        asked: list[tuple[str, dict[str, str]]] = [(_("Reports"), {})]
        asked += [(str(text), {"outcome": code}) for code, text in OUTCOME.items()]
        if sector:
            asked += [(_("Reports with all facts"), {"whole": "yes"})]
            asked += [
                (_("Missing: %(fact)s") % {"fact": text}, {report_tables.LACKS + fact: "yes"})
                for fact, text in codes.FACTS.items()
            ]
        for text, at in asked:
            number = _at(cells, **who, **at)
            yield [label, text, hidden if number is None else number, source]


def _lacks(cells: dict[Cell, int], sector: str) -> list[Lacking]:
    """The most typical ones first."""
    found = []
    for fact, label in codes.FACTS.items():
        number = _at(cells, **{"sector": sector, report_tables.LACKS + fact: "yes"})
        if number:
            found.append(Lacking(fact, str(label), number))
    return sorted(found, key=lambda one: -one.number)[:TYPICAL]


def _outcomes(numbers: dict[str, int | None]) -> list[Outcome]:
    largest = max([1, *(number or 0 for number in numbers.values())])
    return [
        Outcome(code, str(OUTCOME[code]), number, round(1000 * (number or 0) / largest))
        for code, number in numbers.items()
    ]


def _cells(snapshot: Snapshot) -> dict[Cell, int]:
    content = snapshot.source.tables.get("reports")
    if content is None:
        return {}
    return {
        cell: number
        for table in content["tables"]
        for cell, number in stored.cells_of(table).items()
    }


def _domain(snapshot: Snapshot) -> dict[str, Any]:
    content = snapshot.source.tables.get("reports")
    return content["domain"] if content else {}


def _at(cells: dict[Cell, int], **codes_: str) -> int | None:
    return cells.get(frozenset(codes_.items()))


def _sector_words() -> dict[str, str]:
    return sector_words(codes.SECTORS) | {codes.OTHER: _("Somebody else")}
