"""A release in words: cells as they are told, tables as rows for a page and for a file."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from spona.deadlines.time import today
from spona.reference.models import Code, Town
from spona.statistics import codes
from spona.statistics.releases.plan import Plan
from spona.statistics.releases.published import Codes, Figures, Table
from spona.statistics.releases.showing import Shown

type Text = str | Promise

DIMENSIONS: dict[str, Text] = {
    "town": gettext_lazy("Town"),
    "exploitation": gettext_lazy("Kind of exploitation"),
    "sex": gettext_lazy("Sex"),
    "age": gettext_lazy("Age"),
    "outcome": gettext_lazy("Decision"),
    "reported_by": gettext_lazy("Who reported"),
}
# Of a bar of the picture, at most.
_WIDE = 200


@dataclass(frozen=True, slots=True)
class Line:
    """`width`: of a bar, 0 where no number is told."""

    label: str
    told: str
    interval: str
    width: int
    hidden: bool


@dataclass(frozen=True, slots=True)
class Grid:
    """`unseen`: rows of which nothing is told."""

    title: str
    lines: list[Line]
    unseen: int

    @property
    def has_intervals(self) -> bool:
        return any(line.interval for line in self.lines)


def told(shown: Shown) -> str:
    """“<10” is said of nobody too."""
    if shown.number is not None:
        return str(shown.number)
    if shown.low is None:
        return _("not shown")
    if shown.low == 0:
        return f"<{shown.high}"
    return f"{shown.low}+" if shown.high is None else f"{shown.low}–{shown.high}"


def interval(pair: tuple[int, int] | None) -> str:
    return f"{pair[0]}–{pair[1]}" if pair else ""


def grids(figures: Figures) -> list[Grid]:
    words = _words(figures.codes)
    return [_grid(table, words) for table in figures.tables]


def _grid(table: Table, words: dict[str, dict[str, Text]]) -> Grid:
    most = max((shown.number or 0 for _codes, shown in table.cells), default=0)
    lines = [
        Line(
            label=_label(table.dimensions, cell, words),
            told=told(shown),
            interval=interval(shown.counted),
            width=_WIDE * (shown.number or 0) // most if most else 0,
            hidden=shown.low is None and shown.number is None,
        )
        for cell, shown in table.cells
    ]
    # Of a large table most cells are "<10": told once, below it.
    long = len(table.dimensions) > 1
    seen = [line for line in lines if not line.hidden and not (long and line.told.startswith("<"))]
    return Grid(title_of(table.dimensions), seen, len(lines) - len(seen))


def title_of(dimensions: Codes | list[str]) -> str:
    """The columns of a table, as its heading."""
    return " · ".join(str(DIMENSIONS[name]) for name in dimensions)


def _label(dimensions: Codes, cell: Codes, words: dict[str, dict[str, Text]]) -> str:
    return " · ".join(
        str(words[name].get(code, code)) for name, code in zip(dimensions, cell, strict=True)
    )


def lists_of(plan: Plan) -> list[tuple[str, str]]:
    """What an announced release will hold: a column with its whole code list, in words."""
    words = _words(plan["columns"])
    return [
        (str(DIMENSIONS[name]), ", ".join(str(words[name].get(code, code)) for code in listed))
        for name, listed in plan["columns"].items()
    ]


def csv_rows(figures: Figures) -> Iterator[list[str]]:
    """A head, then every cell, also those that are not shown."""
    yield [
        _("Years"), _("Table"), *(str(name) for name in DIMENSIONS.values()), _("Number"),
        _("Interval of what was counted"), _("Interval of the rate"), _("Standard error"), "ε",
    ]  # fmt: skip
    words = _words(figures.codes)
    years = "+".join(str(year) for year in figures.years)
    whole = Table((), figures.std, [((), figures.total)])
    for table in (whole, *figures.tables):
        for cell, shown in table.cells:
            at = dict(zip(table.dimensions, cell, strict=True))
            said = [
                str(words[name].get(at[name], at[name])) if name in at else ""
                for name in DIMENSIONS
            ]
            yield [
                years, title_of(table.dimensions) or _("All"), *said, told(shown),
                interval(shown.counted), interval(shown.rate), f"{table.std:.1f}",
                f"{figures.epsilon:.1f}",
            ]  # fmt: skip


def _words(listed: dict[str, list[str]]) -> dict[str, dict[str, Text]]:
    towns = Town.objects.filter(slug__in=listed["town"])
    sectors = Code.objects.labels("sector", today())
    known: dict[str, dict[str, Text]] = {
        "town": {town.slug: str(town.words) for town in towns} | dict(codes.TOWN),
        "exploitation": dict(codes.EXPLOITATION),
        # Counted as one, lest "another answer" single somebody out.
        "sex": dict(codes.SEX) | {codes.UNKNOWN: _("Another answer, or not known")},
        "age": dict(codes.AGE_BAND),
        "outcome": dict(codes.STATUS),
        "reported_by": dict(codes.REPORTED_BY) | dict(sectors),
    }
    return {
        name: {code: known[name].get(code, code) for code in some} for name, some in listed.items()
    }
