"""The exact tables as an official return asks for them.

Zero is said only where we know that there are none: of a cell in which nobody was counted, and to
which somebody could belong of whom it is not known, nothing is said.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext as _

from spona.statistics.figures.base_tables import (
    DOMAIN,
    NOT_KNOWN,
    STAND,
    TABLES,
    Figures,
    Key,
)
from spona.statistics.figures.facts import Fact, ShapeTable, facts, populations, tables_of
from spona.statistics.figures.words import DIMENSIONS, POPULATIONS, code_words, group_words

type Text = str | Promise


@dataclass(frozen=True, slots=True)
class Place:
    """`number` None: not known whether there are any."""

    head: Text
    number: int | None


@dataclass(frozen=True, slots=True)
class Row:
    label: Text
    places: Sequence[Place]


@dataclass(frozen=True, slots=True)
class Grid:
    """One table for one population; without a name where it counts reports."""

    table: ShapeTable
    title: str
    population: Text
    down: Text
    heads: Sequence[Text]
    rows: Sequence[Row]


@dataclass(frozen=True, slots=True)
class Shown:
    """A table with its grids, and which facts ask for it."""

    table: ShapeTable
    title: str
    grids: Sequence[Grid]
    asked_by: Sequence[Fact]


def shown_tables(figures: Figures, shape: str, *, whole: bool) -> list[Shown]:
    """The tables of a shape. `whole` False: some town has not handed over, so no zero is known."""
    return [_shown(table, figures, shape, whole) for table in tables_of(shape)]


def every_table(figures: Figures, tables: Iterable[ShapeTable]) -> list[Shown]:
    """Of one town, before it is handed over."""
    return [_shown(table, figures, "", whole=True) for table in tables]


def left_open(shape: str) -> list[Fact]:
    """What a shape asks and our records do not say."""
    return [fact for fact in facts() if fact.shape == shape and not fact.tables]


def _shown(table: ShapeTable, figures: Figures, shape: str, whole: bool) -> Shown:
    asked = [fact for fact in facts() if table.key in fact.tables and shape in ("", fact.shape)]
    cells = figures[table.base]
    names = table.populations or ("",)
    return Shown(
        table, title_of(table), [_grid(table, cells, one, whole=whole) for one in names], asked
    )


def title_of(table: ShapeTable) -> str:
    down = str(DIMENSIONS[table.down])
    if not table.across:
        return down
    return _("%(down)s and %(across)s") % {
        "down": down, "across": str(DIMENSIONS[table.across]).lower()
    }  # fmt: skip


def _grid(table: ShapeTable, cells: Counter[Key], population: str, *, whole: bool) -> Grid:
    dimensions = TABLES[table.base]
    people = populations().get(population, frozenset(DOMAIN[STAND]))
    maybe = people | {NOT_KNOWN}
    downs, acrosses = _parts(table), _across(table)
    at = {name: number for number, name in enumerate(dimensions)}

    def number(down: frozenset[str], across: frozenset[str]) -> int | None:
        found = possible = 0
        for key, count in cells.items():
            stands = key[at[STAND]] if STAND in at else ""
            wanted = [(down, key[at[table.down]])]
            if table.across:
                wanted.append((across, key[at[table.across]]))
            surely = not stands or stands in people
            if surely and all(code in some for some, code in wanted):
                found += count
            elif (not stands or stands in maybe) and all(
                code in some or code == NOT_KNOWN for some, code in wanted
            ):
                possible += count
        return None if not found and (possible or not whole) else found

    heads = [label for label, _some in acrosses]
    rows = [
        Row(label, [Place(head, number(down, across)) for head, across in acrosses])
        for label, down in downs
    ]
    return Grid(
        table, title_of(table), POPULATIONS.get(population, ""), DIMENSIONS[table.down],
        heads, rows,
    )  # fmt: skip


def _parts(table: ShapeTable) -> list[tuple[Text, frozenset[str]]]:
    """What goes down: the groups of the shape, or each code; then what is not known, and all."""
    every = DOMAIN[table.down]
    if table.groups:
        found: list[tuple[Text, frozenset[str]]] = [
            (group_words(name), frozenset(some)) for name, some in table.groups.items()
        ]
        rest = frozenset(every) - frozenset().union(*(some for _label, some in found))
        if NOT_KNOWN in rest:
            found.append((code_words(table.down)[NOT_KNOWN], frozenset({NOT_KNOWN})))
    else:
        words = code_words(table.down)
        found = [(words[code], frozenset({code})) for code in every]
    if table.down == "helped":
        # A person may have had several kinds of help: no sum of rows is a number of people.
        return found
    return [*found, (_("All"), frozenset(every))]


def _across(table: ShapeTable) -> list[tuple[Text, frozenset[str]]]:
    if not table.across:
        return [(_("Number"), frozenset())]
    words = code_words(table.across)
    every = DOMAIN[table.across]
    return [*((words[code], frozenset({code})) for code in every), (_("All"), frozenset(every))]
