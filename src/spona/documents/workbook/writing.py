"""Rows as a workbook to change: heads, widths, days that are days, and lists to choose from."""

from __future__ import annotations

import io
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any, Final

from spona.documents.cells import Form, Value, write_cell
from spona.documents.tables import WRAPPED, new_book, on_paper
from spona.documents.unpacking import MOST_ROWS
from spona.documents.workbook.columns import IDENT, Book

type Row = Mapping[str, Value]

_FORMATS: Final = {
    Form.TEXT: "General", Form.DAY: "dd.mm.yyyy", Form.TIME: "hh:mm", Form.WHOLE: "0",
    Form.DECIMAL: "#,##0.00",
}  # fmt: skip
# A list that a cell offers; a spreadsheet takes no longer one inside the cell.
_LISTS: Final = "Lists"


def workbook(
    book: Book,
    rows: Mapping[str, Iterable[Row]],
    offered: Callable[[str, str], Sequence[str]] = lambda _kind, _name: (),
) -> bytes:
    """`rows` by sheet; `offered`: the words that the cells of a sheet's column offer."""
    out = io.BytesIO()
    with new_book(out) as made:
        looks = {
            form: made.add_format(WRAPPED | {"num_format": code}) for form, code in _FORMATS.items()
        }
        bold = made.add_format(WRAPPED | {"bold": True, "bottom": 1})
        sheets = {kind: made.add_worksheet(str(one.title)) for kind, one in book.sheets.items()}
        lists = _Lists(made)
        for kind, sheet in sheets.items():
            declared = book.sheets[kind]
            sheet.freeze_panes(1, declared.frozen)
            on_paper(sheet, one_page=declared.one_page)
            for at, (name, column) in enumerate(declared.columns.items()):
                # An id that goes on below would make each row three lines high.
                look = None if name == IDENT else looks[column.form]
                sheet.set_column(at, at, column.width, look)
                write_cell(sheet, 0, at, str(column.head), bold)
                if source := lists.add(offered(kind, name)):
                    rule = _rule(source, strict=not column.many)
                    sheet.data_validation(1, at, MOST_ROWS - 1, at, rule)
            last = 1
            for last, row in enumerate(rows[kind], start=1):
                for at, name in enumerate(declared.columns):
                    write_cell(sheet, last, at, row.get(name))
            sheet.autofilter(0, 0, last, len(declared.columns) - 1)
    return out.getvalue()


def _rule(source: str, *, strict: bool) -> dict[str, Any]:
    """In a cell that holds several, the list helps and does not forbid."""
    return {"validate": "list", "source": source, "error_type": "stop" if strict else "information",
            "show_error": strict}  # fmt: skip


class _Lists:
    """The hidden sheet on which the words stand that cells offer; there only where some do."""

    def __init__(self, book: Any) -> None:
        self._book, self._column = book, 0
        self._sheet: Any = None

    def add(self, words: Sequence[str]) -> str:
        """The formula that names them; empty where there are none."""
        from xlsxwriter.utility import xl_range_abs

        if not words:
            return ""
        if self._sheet is None:
            self._sheet = self._book.add_worksheet(_LISTS)
            self._sheet.hide()
        for row, word in enumerate(words):
            write_cell(self._sheet, row, self._column, word)
        place = xl_range_abs(0, self._column, len(words) - 1, self._column)
        self._column += 1
        return f"={_LISTS}!{place}"
