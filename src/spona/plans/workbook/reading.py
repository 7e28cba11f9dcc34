"""A workbook as rows of plain values, and a sentence for each cell that is not as it should be."""

from __future__ import annotations

import datetime as dt
import io
import math
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any, Final
from uuid import UUID

from django.utils.translation import gettext as _

from spona.plans.models import Plan
from spona.plans.rows import Value, Values
from spona.plans.workbook.columns import (
    IDENT,
    KIND,
    REMOVE,
    SHEET,
    Form,
    form_of,
    has,
    head_of,
    heads,
    remove_words,
    words_of,
)
from spona.plans.workbook.unpacking import (
    MOST_COLUMNS,
    MOST_ROWS,
    UnreadableError,
    merged_cells,
    not_ours,
)
from spona.reference.scripts import fold

_LONGEST: Final = 1000


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
    # Here, for each process of the server would carry it from its start, and hardly one needs it.
    import openpyxl  # type: ignore[import-untyped]

    try:
        book = openpyxl.load_workbook(
            io.BytesIO(content), read_only=True, data_only=False, keep_links=False
        )
        if not book.worksheets:
            raise UnreadableError(not_ours())
        sheet = book[SHEET] if SHEET in book.sheetnames else book.worksheets[0]
        return list(sheet.iter_rows(max_row=MOST_ROWS, max_col=MOST_COLUMNS))
    except (KeyError, ValueError, TypeError, AttributeError, IndexError, OSError, SyntaxError,
            EOFError, zipfile.BadZipFile) as broken:  # fmt: skip
        # Whatever the reader trips over in a broken file: it is the file.
        raise UnreadableError(not_ours()) from broken


def _read_rows(rows: list[tuple[Any, ...]], plan: Plan, found: Read) -> None:
    columns = _columns(rows, plan)
    if KIND not in columns.values() or "number" not in columns.values():
        sentence = _("The first row must hold the names of the columns, as in the exported plan.")
        found.refusals.append(Refusal(1, "", sentence))
        return
    for number, cells in enumerate(rows[1:], start=2):
        there = {name: cells[at] for at, name in columns.items() if at < len(cells)}
        if all(_is_empty(cell) for cell in there.values()):
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
    if ident is None and not _is_empty(cells.get(IDENT)):
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
    if mark is not None and not _is_empty(mark) and not remove:
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


def _is_empty(cell: Any) -> bool:
    return cell is None or cell.value is None or str(cell.value).strip() == ""


def _value(name: str, cell: Any) -> Value:
    """The value in its form; UnreadableError with the sentence of what is wrong."""
    if _is_empty(cell):
        return "" if form_of(name) == Form.TEXT else None
    raw = cell.value
    if cell.data_type == "f":
        raise UnreadableError(_("This is a formula. Put in the value itself."))
    if cell.data_type == "e":
        raise UnreadableError(_("This cell holds an error of the spreadsheet. Correct it."))
    if isinstance(raw, bool):
        raise UnreadableError(_("This is true or false. Write it in words or as a number."))
    form = form_of(name)
    if form == Form.TEXT:
        return _text(name, raw)
    if form == Form.DAY:
        return _day(raw)
    return _number(raw, whole=form == Form.WHOLE)


def _text(name: str, raw: object) -> str:
    if isinstance(raw, dt.date | dt.time | dt.timedelta):
        raise UnreadableError(_("The spreadsheet has made a date of it. Format the cell as text."))
    if isinstance(raw, float) and raw.is_integer():
        raw = int(raw)
    text = " ".join(str(raw).split())
    if len(text) > _LONGEST:
        raise UnreadableError(_("This is too long: at most %(n)d characters.") % {"n": _LONGEST})
    return text.rstrip(".") if name in ("number", "belongs") else text


def _day(raw: object) -> dt.date:
    if isinstance(raw, dt.datetime):
        return raw.date()
    if isinstance(raw, dt.date):
        return raw
    raise UnreadableError(_("This is no date. Type it as a date, not as text."))


def _number(raw: object, *, whole: bool) -> int | Decimal:
    if not isinstance(raw, int | float) or (isinstance(raw, float) and not math.isfinite(raw)):
        raise UnreadableError(_("This is text, not a number. Type it as a number."))
    exact = Decimal(repr(raw))
    if whole:
        if exact != exact.to_integral_value() or abs(exact) > 10**9:
            raise UnreadableError(_("Write a whole number that is not negative."))
        return int(exact)
    if abs(exact) > 10**12:
        raise UnreadableError(_("This amount is too large. Check it."))
    if exact != round(exact, 2):
        raise UnreadableError(_("At most two digits after the comma."))
    return round(exact, 2)


def numbers_of(rows: list[SheetRow]) -> Iterator[tuple[str, str]]:
    """(kind, number) of each row that stays."""
    for row in rows:
        if not row.remove:
            yield row.kind, str(row.values.get("number") or "")
