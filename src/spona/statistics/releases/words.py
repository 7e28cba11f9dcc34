"""A release in words: cells as they are told, tables as rows for a page and for a file."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from math import ceil

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from spona.deadlines.time import today
from spona.reference.models import Code, Town
from spona.statistics import codes
from spona.statistics.releases.models import Release
from spona.statistics.releases.plan import Plan
from spona.statistics.releases.published import Codes, Figures, Table
from spona.statistics.releases.showing import HIDDEN, Shown

type Text = str | Promise

DIMENSIONS: dict[str, Text] = {
    "town": gettext_lazy("Town"),
    "exploitation": gettext_lazy("Kind of exploitation"),
    "sex": gettext_lazy("Sex"),
    "age": gettext_lazy("Age"),
    "outcome": gettext_lazy("Decision"),
    "reported_by": gettext_lazy("Who reported"),
}
# Of the picture's axis, in its own units; it ends at a round number.
_WIDE = 200
_ROUND = 10


@dataclass(frozen=True, slots=True)
class Mark:
    """A number on the axis: where its interval begins and ends, and where it stands itself."""

    low: int
    high: int
    at: int

    @property
    def width(self) -> int:
        return self.high - self.low


@dataclass(frozen=True, slots=True)
class Line:
    """`mark` is None where no number is told."""

    label: str
    said: str
    interval: str
    mark: Mark | None


@dataclass(frozen=True, slots=True)
class Grid:
    """`unseen`: rows of which nothing is told. `axis`: the number at its end."""

    title: str
    lines: list[Line]
    unseen: int
    std: float
    axis: int

    @property
    def has_intervals(self) -> bool:
        return any(line.interval for line in self.lines)


def headline(release: Release, *, broke_off: bool) -> str:
    """How far it is, and what comes next."""
    states = Release.Status
    told = {
        states.ANNOUNCED: _("%(year)d is announced. The figures are not drawn yet."),
        states.MADE: _("%(year)d is drawn. A second analyst decides."),
        states.APPROVED: _("%(year)d is public."),
        states.REFUSED: _("%(year)d was refused. The year stays without figures."),
        states.ENDED: _("%(year)d ended. The year stays without figures."),
    }
    return told[_status(release, broke_off=broke_off)] % {"year": release.cohort_year}


def steps(release: Release, *, broke_off: bool) -> list[dict[str, Text]]:
    """For the row of steps above the page."""
    states = Release.Status
    status = _status(release, broke_off=broke_off)
    done = {states.ANNOUNCED: 1, states.MADE: 2}.get(status, 3)
    last = status.label if done == 3 else _("A second analyst decides")
    return [
        {"label": label, "url": "", "state": _state(at, done)}
        for at, label in enumerate((_("Announced"), _("Draw the figures"), last))
    ]


def _status(release: Release, *, broke_off: bool) -> Release.Status:
    """A draw that broke off has spent its budget, and nothing else was written."""
    states = Release.Status
    status = states(release.status)
    return states.ENDED if broke_off and status == states.ANNOUNCED else status


def _state(at: int, done: int) -> str:
    return "done" if at < done else "now" if at == done else "ahead"


def said(shown: Shown) -> str:
    """For a page, so that nobody takes a number that chance has changed for a counted one."""
    if shown.number is not None:
        return _("about %(n)d") % {"n": shown.number}
    if shown.low is not None and shown.high is None:
        return _("%(n)d or more") % {"n": shown.low}
    if shown.low == 0:
        return _("fewer than %(n)d") % {"n": shown.high}
    return told(shown)


def told(shown: Shown) -> str:
    """For a file. “<10” is said of nobody too."""
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
    ends = [shown.counted[1] for _codes, shown in table.cells if shown.counted]
    axis = _ROUND * ceil(max(ends, default=0) / _ROUND)
    # Of a large table most cells are "<10": told once, below it.
    long = len(table.dimensions) > 1
    seen = [
        Line(
            label=_label(table.dimensions, cell, words),
            said=said(shown),
            interval=interval(shown.counted),
            mark=_mark(shown, axis),
        )
        for cell, shown in table.cells
        if shown != HIDDEN and not (long and shown.low == 0)
    ]
    title = title_of(table.dimensions)
    return Grid(title, seen, len(table.cells) - len(seen), table.std, axis)


def _mark(shown: Shown, axis: int) -> Mark | None:
    if shown.number is None or shown.counted is None or not axis:
        return None
    low, high, at = (_WIDE * n // axis for n in (*shown.counted, shown.number))
    return Mark(low, high, min(at, _WIDE))


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
