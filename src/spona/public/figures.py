"""Published figures as charts and tables: one series each, gaps left open, nothing joined."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Final

from django.utils.formats import number_format
from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from spona.deadlines.time import today
from spona.documents.tables import Cell
from spona.reference.models import Code, Figure, Sureness
from spona.reference.words import Words
from spona.ui.trace import Source, Trace

_DRAWN: Final = ("identified_total", "reports_received", "referred_total", "children")
# A picture of fewer years shows nothing that a table does not.
_LEAST: Final = 3
_ROW, _LEFT, _WIDE = 34, 64, 340
HEAD: Final = (
    "series", "metric", "year", "period", "value", "unit", "source", "evidence", "certainty",
    "note",
)  # fmt: skip
UNITS: Final[Mapping[str, Promise]] = {
    "persons": _("persons"),
    "reports": _("reports"),
    "percent": _("percent"),
    "years": _("years"),
}
_PERIODS: Final[Mapping[str, Promise]] = {
    "Jan-Jun": _("January to June"),
    "Jan-Jul": _("January to July"),
    "Jan-Oct": _("January to October"),
    "to Oct": _("until October"),
}


@dataclass(frozen=True, slots=True)
class Bar:
    """A year of a chart; `width` None is a gap. Lengths are units of the picture."""

    year: str
    told: str
    width: int | None
    unsure: bool
    top: int

    @property
    def middle(self) -> int:
        return self.top + 22

    @property
    def end(self) -> int:
        return _LEFT + (self.width or 0) + 8


@dataclass(frozen=True, slots=True)
class Chart:
    metric: Words
    unit: Promise
    bars: list[Bar]

    @property
    def height(self) -> int:
        return _ROW * len(self.bars)


@dataclass(frozen=True, slots=True)
class Line:
    """A value of a table, in words. `sources` are numbers of the list of addresses, from 1."""

    metric: Words
    when: str
    told: str
    sureness: str
    sources: list[int]


@dataclass(frozen=True, slots=True)
class Series:
    code: str
    words: Words
    charts: list[Chart]
    lines: list[Line]
    made: Trace

    @property
    def has_unsure(self) -> bool:
        return any(bar.unsure for chart in self.charts for bar in chart.bars)


def all_series() -> list[Code]:
    """Those that have a value, in the order of the list."""
    there = set(Figure.objects.values_list("series", flat=True))
    return [row for row in Code.objects.of("figure_series", today()) if row.code in there]


def series(code: str) -> Series | None:
    named = next((row for row in all_series() if row.code == code), None)
    if named is None:
        return None
    order = {row.code: n for n, row in enumerate(Code.objects.of("figure_metric", today()))}
    words = {row.code: row.words for row in Code.objects.of("figure_metric", today())}
    rows = [row for row in Figure.objects.filter(series=code) if row.metric in words]
    rows.sort(key=lambda row: (order[row.metric], row.year, row.period != "year"))
    charts = [_chart(words[metric], rows, metric) for metric in _DRAWN]
    sources = list(dict.fromkeys(url for row in rows for url in _addresses(row)))
    return Series(
        code=code,
        words=named.words,
        charts=[one for one in charts if one is not None],
        lines=[_line(words[row.metric], row, sources) for row in rows],
        made=_made(rows, sources),
    )


def _made(rows: list[Figure], sources: list[str]) -> Trace:
    """Of every value of the series; how sure each is stands beside it."""
    years = sorted(row.year[:4] for row in rows)
    return Trace(
        "series",
        gettext(
            "The number as its source tells it. No two sources are added or joined, and a value"
            " without a source stays a gap."
        ),
        period=f"{years[0]} – {years[-1]}",
        sources=[Source(url, url=url) for url in sources],
        closed=gettext("What each source counted lies with who published it, not here."),
    )


def cells(code: str) -> list[list[Cell]]:
    """The series as it was collected, for other programs."""
    rows = Figure.objects.filter(series=code)
    return [[_cell(getattr(row, name)) for name in HEAD] for row in rows]


def _cell(value: object) -> Cell:
    if isinstance(value, Decimal):
        return str(value.normalize() if value % 1 else int(value))
    return None if value is None else str(value)


def _chart(metric_words: Words, rows: Iterable[Figure], metric: str) -> Chart | None:
    """Whole years only, and every year between the first and the last, also the empty ones."""
    found = {
        int(row.year): row
        for row in rows
        if row.metric == metric and row.period == "year" and row.year.isdigit()
    }
    drawn = {year: row.value for year, row in found.items() if _may_be_drawn(row)}
    if len(drawn) < _LEAST:
        return None
    longest = max(value for value in drawn.values() if value is not None) or Decimal(1)
    bars = []
    for n, year in enumerate(range(min(found), max(found) + 1)):
        value, row = drawn.get(year), found.get(year)
        width = None if value is None else int((_WIDE - _LEFT - 76) * value / longest)
        unsure = row is not None and row.certainty == Sureness.LOW
        bars.append(Bar(str(year), _told(value), width, unsure, n * _ROW))
    return Chart(metric_words, UNITS[found[max(found)].unit], bars)


def _may_be_drawn(row: Figure) -> bool:
    """A value without a source stays a gap."""
    return row.value is not None and bool(row.source)


def _addresses(row: Figure) -> list[str]:
    return [part for part in row.source.replace(";", " ").split() if "//" in part]


def _line(metric: Words, row: Figure, sources: list[str]) -> Line:
    known = _may_be_drawn(row)
    period = _PERIODS.get(row.period)
    sureness = Sureness(row.certainty).label if known else Sureness.NONE.label
    sign = " %" if row.unit == "percent" else ""
    return Line(
        metric=metric,
        when=f"{row.year}, {period}" if period else row.year,
        told=f"{_told(row.value)}{sign}" if known else _told(None),
        sureness=str(sureness),
        sources=[sources.index(url) + 1 for url in _addresses(row)],
    )


def _told(value: Decimal | None) -> str:
    if value is None:
        return "–"
    return number_format(value.normalize() if value % 1 else int(value))
