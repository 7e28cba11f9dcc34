"""The few things of which our papers are made, and their form for the page."""

from __future__ import annotations

from dataclasses import dataclass

from spona.documents.render import Printable


@dataclass(frozen=True, slots=True)
class Table:
    """`widths` are shares of the line; `tall` rows leave app to write by hand. `right`: the
    columns, from 0, whose numbers stand at the right edge.
    """

    head: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    widths: tuple[int, ...]
    tall: bool = False
    right: tuple[int, ...] = ()

    @property
    def named_rows(self) -> list[list[tuple[str, str]]]:
        """Each cell after the name of its column, for a page that is narrow."""
        return [list(zip(self.head, row, strict=True)) for row in self.rows]


@dataclass(frozen=True, slots=True)
class Bar:
    """A line of a chart: `value` of `of`, both whole and 0 or more; `told` is what stands behind
    it in words. `of` 0: the longest line of the chart is the measure.
    """

    label: str
    value: int
    told: str
    of: int = 0


@dataclass(frozen=True, slots=True)
class Chart:
    """Horizontal bars with their values written out, so it is its own table. `source`: from
    where the numbers are.
    """

    title: str
    bars: tuple[Bar, ...]
    source: str = ""


@dataclass(frozen=True, slots=True)
class Part:
    """A part of a paper, in this order: text, facts, words, items, ticks, questions, chart, table.

    `facts` with an empty value and `questions` have dotted lines; `large` is for reading aloud.
    """

    heading: str = ""
    text: tuple[str, ...] = ()
    facts: tuple[tuple[str, str], ...] = ()
    words: tuple[str, ...] = ()
    items: tuple[str, ...] = ()
    numbered: bool = False
    ticks: tuple[str, ...] = ()
    questions: tuple[str, ...] = ()
    chart: Chart | None = None
    table: Table | None = None
    large: bool = False
    new_page: bool = False


@dataclass(frozen=True, slots=True)
class Paper:
    """`signs`: under which titles somebody signs; `by_hand`: who does before them, without a stamp.
    `draft` prints that a lawyer confirms it. `lines`: to write on below each question.
    """

    title: str
    issuer: str
    parts: tuple[Part, ...]
    lead: str = ""
    signs: tuple[str, ...] = ()
    by_hand: tuple[str, ...] = ()
    draft: bool = True
    numbered: bool = True
    lines: int = 1


def blank(rows: int, columns: int) -> tuple[tuple[str, ...], ...]:
    """Rows to write in by hand."""
    return (("",) * columns,) * rows


def as_data(paper: Paper) -> dict[str, Printable]:
    return {
        "title": paper.title,
        "issuer": paper.issuer,
        "lead": paper.lead,
        "parts": [_part(part) for part in paper.parts],
        "signs": list(paper.signs),
        "by_hand": list(paper.by_hand),
        "draft": paper.draft,
        "numbered": paper.numbered,
        "lines": paper.lines,
    }


def _part(part: Part) -> dict[str, Printable]:
    return {
        "heading": part.heading,
        "text": list(part.text),
        "facts": [{"label": label, "value": value} for label, value in part.facts],
        "words": list(part.words),
        "items": list(part.items),
        "numbered": part.numbered,
        "ticks": list(part.ticks),
        "questions": list(part.questions),
        "chart": chart_data(part.chart) if part.chart else None,
        "table": _table(part.table),
        "large": part.large,
        "new_page": part.new_page,
    }


def _table(table: Table | None) -> Printable:
    if table is None:
        return None
    return {
        "head": list(table.head),
        "rows": [list(row) for row in table.rows],
        "widths": list(table.widths),
        "tall": table.tall,
        "right": list(table.right),
    }


def chart_data(chart: Chart) -> dict[str, Printable]:
    """The chart for the page, with each bar as thousandths of its line."""
    longest = max([1, *(one.value for one in chart.bars)])
    return {
        "title": chart.title,
        "source": chart.source,
        "bars": [
            {
                "label": one.label,
                "told": one.told,
                "share": min(1000, round(1000 * one.value / (one.of or longest))),
                "framed": one.of > 0,
            }
            for one in chart.bars
        ],
    }
