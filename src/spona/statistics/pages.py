"""A snapshot as grids that a page draws and as rows that a table program reads."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import product
from typing import Any, Final

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from spona.reference.models import Town
from spona.statistics import codes, stored
from spona.statistics.masking import Cell
from spona.statistics.models import Snapshot
from spona.statistics.tables import Key
from spona.statistics.words import sector_words

type Text = str | Promise

DIMENSIONS: Final[dict[str, Text]] = {
    "town": gettext_lazy("Town"),
    "year": gettext_lazy("Year"),
    "exploitation": gettext_lazy("Kind of exploitation"),
    "sex": gettext_lazy("Sex"),
    "age": gettext_lazy("Age"),
    "outcome": gettext_lazy("Decision"),
    "reported_by": gettext_lazy("Who reported"),
}
TITLES: Final[dict[Key, Text]] = {
    ("town", "year"): gettext_lazy("By town and year"),
    ("year", "exploitation"): gettext_lazy("By kind and year"),
    ("sex", "age", "exploitation"): gettext_lazy("By kind, age and sex"),
    ("outcome", "reported_by"): gettext_lazy("By who reported and what was decided"),
}
# Down, across, and what makes a grid of its own.
_LAYOUT: Final[dict[Key, tuple[str, str, str]]] = {
    ("town", "year"): ("town", "year", ""),
    ("year", "exploitation"): ("exploitation", "year", ""),
    ("sex", "age", "exploitation"): ("exploitation", "age", "sex"),
    ("outcome", "reported_by"): ("reported_by", "outcome", ""),
}


@dataclass(frozen=True, slots=True)
class Place:
    """One number under its heading; None where it is not shown."""

    head: Text
    number: int | None


@dataclass(frozen=True, slots=True)
class Row:
    label: Text
    places: list[Place]


@dataclass(frozen=True, slots=True)
class Grid:
    """`unseen` rows are left out because none of their numbers is shown."""

    title: Text
    down: Text
    heads: list[Text]
    rows: list[Row]
    unseen: int


def total_of(snapshot: Snapshot) -> int | None:
    """How many people are counted; None where too few are."""
    content = snapshot.source.tables
    return stored.cells_of(content["tables"][0]).get(frozenset()) if content else None


def grids(snapshot: Snapshot) -> list[Grid]:
    """The tables as they stand on the page; a split table gives a grid for all, then for each."""
    content = snapshot.source.tables
    words = _words(content["domain"])
    found: list[Grid] = []
    for table in content["tables"]:
        names, cells = tuple(table["dimensions"]), stored.cells_of(table)
        down, across, split = _LAYOUT[names]
        found.append(_grid(TITLES[names], (down, across), cells, words))
        for code, label in words[split].items() if split else ():
            # The part of the table in which everybody has this code.
            here = {cell - {(split, code)}: number for cell, number in cells.items()
                    if (split, code) in cell}  # fmt: skip
            title = _("%(table)s: %(part)s") % {"table": TITLES[names], "part": label}
            grid = _grid(title, (down, across), here, words)
            found += [grid] if grid.rows else []
    return found


def _grid(
    title: Text,
    axes: tuple[str, str],
    cells: dict[Cell, int],
    words: dict[str, dict[str, Text]],
) -> Grid:
    down, across = axes
    columns: list[tuple[Cell, Text]] = [
        *((frozenset([(across, code)]), label) for code, label in words[across].items()),
        (frozenset(), _("All")),
    ]
    lines: list[tuple[Cell, Text]] = [
        *((frozenset([(down, code)]), label) for code, label in words[down].items()),
        (frozenset(), _("All")),
    ]
    rows = [
        Row(label, [Place(head, cells.get(line | column)) for column, head in columns])
        for line, label in lines
    ]
    seen = [row for row in rows if any(place.number is not None for place in row.places)]
    heads = [head for _column, head in columns]
    return Grid(title, DIMENSIONS[down], heads, seen, len(rows) - len(seen))


def export_rows(snapshot: Snapshot, source: str) -> Iterator[list[str | int]]:
    """A head, then each number of each table; "" for all, and a word where it is not shown."""
    content = snapshot.source.tables
    hidden, everybody = _("not shown"), _("all")
    yield [_("Table"), *(str(name) for name in DIMENSIONS.values()), _("Number"), _("Source")]
    words = _words(content["domain"]) if content else {}
    for table in content.get("tables", ()):
        names, cells = tuple(table["dimensions"]), stored.cells_of(table)
        for chosen in product(*([stored.ALL, *words[name]] for name in names)):
            at = dict(zip(names, chosen, strict=True))
            cell = frozenset((name, code) for name, code in at.items() if code != stored.ALL)
            said = [
                "" if name not in at else str(words[name].get(at[name], everybody))
                for name in DIMENSIONS
            ]
            yield [str(TITLES[names]), *said, cells.get(cell, hidden), source]


def _words(domain: dict[str, list[str]]) -> dict[str, dict[str, Text]]:
    """Dimension → its codes in order with their words."""
    towns = Town.objects.filter(slug__in=domain["town"])
    known: dict[str, dict[str, Text]] = {
        "town": {town.slug: str(town.words) for town in towns} | dict(codes.TOWN),
        "exploitation": dict(codes.EXPLOITATION),
        # Counted as one, lest "another answer" single somebody out.
        "sex": dict(codes.SEX) | {codes.UNKNOWN: _("Another answer, or not known")},
        "age": dict(codes.AGE_BAND),
        "outcome": dict(codes.STATUS),
        "reported_by": dict(codes.REPORTED_BY) | sector_words(codes.SECTORS),
        "year": {},
    }
    return {
        name: {code: known[name].get(code, code) for code in listed}
        for name, listed in domain.items()
    }


def empty_content(content: dict[str, Any]) -> bool:
    """True where no number at all is shown."""
    return not content or not any(table["cells"] for table in content["tables"])
