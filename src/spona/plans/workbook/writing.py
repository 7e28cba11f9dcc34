"""The plan as a workbook."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from spona.directory.institution_names import short_name
from spona.documents.workbook import writing
from spona.documents.workbook.columns import IDENT, Book
from spona.plans import codes
from spona.plans.labels import KINDS
from spona.plans.models import Plan
from spona.plans.numbering import order_of
from spona.plans.rows import (
    BETWEEN,
    INDICATOR,
    LINE,
    MEASURE,
    OBJECTIVE,
    Known,
    Value,
    known_of,
    values_of,
)
from spona.plans.workbook.columns import KIND, SHEET, book_of


def workbook(plan: Plan) -> bytes:
    """One sheet "Plan", its head frozen; the column of ids is what finds a row again."""
    known, book = known_of(plan), book_of(plan)
    words = _words(known, book)
    rows = (
        {
            IDENT: str(part.pk),
            KIND: str(KINDS[kind]),
            **{name: _in_words(value, words.get(name)) for name, value in values_of(part).items()},
        }
        for kind, part in in_order(known)
    )
    return writing.workbook(book, {SHEET: rows})


def in_order(known: Known) -> list[tuple[str, Any]]:
    """Each objective with its measures, activities and indicators below it."""
    rows: list[tuple[str, Any]] = []
    place = {OBJECTIVE: 0, MEASURE: 1, LINE: 2, INDICATOR: 3}
    for kind, parts in known.parts.items():
        rows += [(kind, part) for part in parts.values()]

    def key(row: tuple[str, Any]) -> tuple[str, bool, str, int]:
        kind, part = row
        objective = part if kind == OBJECTIVE else part.objective
        return (objective.order, kind == INDICATOR, order_of(part.number), place[kind])

    return sorted(rows, key=key)


def _words(known: Known, book: Book) -> Mapping[str, Mapping[str, str]]:
    """Column → code → word of now."""
    institutions = {code: short_name(one) for code, one in known.institutions.items()}
    found: dict[str, Mapping[str, str]] = {"responsible": institutions, "partners": institutions}
    for name, column in book.sheets[SHEET].columns.items():
        if column.choices:
            found[name] = {code: str(word) for code, word in column.choices}
        elif column.lists:
            found[name] = codes.words_of(*column.lists)
    return found


def _in_words(value: Value, words: Mapping[str, str] | None) -> Value:
    if words is None or not value:
        return value
    return BETWEEN.join(words.get(code, code) for code in str(value).split(BETWEEN))
