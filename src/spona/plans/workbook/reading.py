"""A workbook as rows of plain values, and a sentence for each cell that is not as it should be."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _

from spona.documents.cells import is_empty, sheets, value_of
from spona.documents.unpacking import UnreadableError, merged_cells
from spona.plans.models import Plan
from spona.plans.rows import Value, Values
from spona.plans.workbook.columns import (
    IDENT,
    KIND,
    REMOVE,
    SHEET,
    form_of,
    has,
    head_of,
    heads,
    remove_words,
    words_of,
)
from spona.reference.scripts import fold


@dataclass(frozen=True, slots=True)
class Refusal:
    """`row` as the workbook counts, 0 for the whole of it; `where` is the head of the column."""

    row: int
    where: str
    sentence: str


@dataclass(slots=True)
class SheetRow:
    """`values` holds what the sheet has columns for; words of lists are still words."""

    number: int
    ident: UUID | None
    kind: str
    values: Values
    remove: bool


@dataclass(slots=True)
class Read:
    rows: list[SheetRow] = field(default_factory=list)
    refusals: list[Refusal] = field(default_factory=list)


def read(content: bytes, plan: Plan) -> Read:
    """Never raises for what somebody sent: each mistake is a refusal with its row."""
    found = Read()
    try:
        for cells in merged_cells(content):
            found.refusals.append(
                Refusal(
                    0, cells, _("These cells are merged. Take them apart; each row is its own.")
                )
            )
        rows = _cells(content)
    except UnreadableError as refused:
        found.refusals.append(Refusal(0, "", refused.sentence))
        return found
    _read_rows(rows, plan, found)
    return found


def _cells(content: bytes) -> list[tuple[Any, ...]]:
    found = sheets(content)
    return found.get(SHEET) or next(iter(found.values()))


def _read_rows(rows: list[tuple[Any, ...]], plan: Plan, found: Read) -> None:
    columns = _columns(rows, plan)
    if KIND not in columns.values() or "number" not in columns.values():
        sentence = _("The first row must hold the names of the columns, as in the exported plan.")
        found.refusals.append(Refusal(1, "", sentence))
        return
    for number, cells in enumerate(rows[1:], start=2):
        there = {name: cells[at] for at, name in columns.items() if at < len(cells)}
        if all(is_empty(cell) for cell in there.values()):
            continue
        row = _row(number, there, found.refusals)
        if row is not None:
            found.rows.append(row)


def _columns(rows: list[tuple[Any, ...]], plan: Plan) -> dict[int, str]:
    known = heads(plan)
    columns: dict[int, str] = {}
    for at, cell in enumerate(rows[0] if rows else ()):
        name = known.get(fold(str(cell.value or "")))
        if name is not None and name not in columns.values():
            columns[at] = name
    return columns


def _row(number: int, cells: dict[str, Any], refusals: list[Refusal]) -> SheetRow | None:
    before = len(refusals)

    def refuse(name: str, sentence: str) -> None:
        refusals.append(Refusal(number, head_of(name), sentence))

    kind = words_of(KIND).get(fold(str(cells[KIND].value or "")), "")
    if not kind:
        refuse(KIND, _("Write objective, measure, activity or indicator."))
        return None
    ident = _ident(cells.get(IDENT))
    if ident is None and not is_empty(cells.get(IDENT)):
        refuse(IDENT, _("This is no id of a row. Leave the cell empty for a new row."))
    values: Values = {}
    for name, cell in cells.items():
        if name in (IDENT, KIND, REMOVE):
            continue
        try:
            value = _value(name, cell)
        except UnreadableError as refused:
            refuse(name, refused.sentence)
            continue
        if has(kind, name):
            values[name] = value
        elif value not in (None, "", 0):
            refuse(name, _("A row of this kind has no such value. Empty the cell."))
    mark = cells.get(REMOVE)
    remove = mark is not None and fold(str(mark.value or "")) in remove_words()
    if mark is not None and not is_empty(mark) and not remove:
        refuse(REMOVE, _("To take this row out of the plan, write: %(word)s") % {"word": _word()})
    return SheetRow(number, ident, kind, values, remove) if len(refusals) == before else None


def _word() -> str:
    from spona.plans.workbook.writing import marked_to_go

    return marked_to_go()


def _ident(cell: Any) -> UUID | None:
    try:
        return UUID(str(cell.value).strip()) if cell is not None else None
    except ValueError:
        return None


def _value(name: str, cell: Any) -> Value:
    """The value in its form; UnreadableError with the sentence of what is wrong."""
    value = value_of(cell, form_of(name))
    assert not isinstance(value, dt.time), "no column of a plan holds one"
    return value.rstrip(".") if name in ("number", "belongs") and isinstance(value, str) else value
