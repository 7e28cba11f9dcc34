"""The few things of which every paper of the pack is made, and their form for the page."""

from __future__ import annotations

from dataclasses import dataclass

from spona.documents.render import Printable


@dataclass(frozen=True, slots=True)
class Table:
    """`widths` are shares of the line; `tall` rows leave room to write by hand."""

    head: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    widths: tuple[int, ...]
    tall: bool = False


@dataclass(frozen=True, slots=True)
class Part:
    """A part of a paper, in this order: text, facts, words, items, ticks, questions, table.

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
    table: Table | None = None
    large: bool = False
    new_page: bool = False


@dataclass(frozen=True, slots=True)
class Paper:
    """`signs`: under which titles somebody signs. `draft` prints that a lawyer confirms it.
    `lines`: to write on below each question.
    """

    title: str
    issuer: str
    parts: tuple[Part, ...]
    lead: str = ""
    signs: tuple[str, ...] = ()
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
    }
