"""A workbook as the rows that somebody filled in, and a sentence for each place that is wrong."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from spona.documents.cells import Value, is_empty, value_of
from spona.documents.unpacking import (
    MOST_COLUMNS,
    MOST_ROWS,
    UnreadableError,
    merged_cells,
    not_ours,
)
from spona.documents.workbook.columns import MARK, REMOVE, Book
from spona.documents.workbook.differences import Line, Refusal

type Cells = tuple[Any, ...]


@dataclass(frozen=True, slots=True)
class SheetRow:
    """A row in which something stands: its cells by the name of their column."""

    book: Book
    kind: str
    line: Line
    cells: dict[str, Any]
    refusals: list[Refusal]

    def refuse(self, name: str, sentence: str) -> None:
        head = str(self.book.sheets[self.kind].columns[name].head)
        self.refusals.append(Refusal(self.line, head, sentence))

    def text(self, name: str) -> str:
        """What stands there, whatever it is; empty where nothing does."""
        cell = self.cells.get(name)
        return "" if cell is None or cell.value is None else str(cell.value).strip()

    def code(self, name: str) -> str:
        """Of the word that stands there; empty where it is none of the choices."""
        return self.book.words[self.kind, name].get(self.book.fold(self.text(name)), "")

    def values(self) -> Iterator[tuple[str, Value]]:
        """(column, value in its form); refuses what is not as it should be, and passes it over."""
        columns = self.book.sheets[self.kind].columns
        for name, cell in self.cells.items():
            if name == REMOVE:
                continue
            try:
                yield name, value_of(cell, columns[name].form, longest=self.book.longest)
            except UnreadableError as refused:
                self.refuse(name, refused.sentence)

    def is_marked(self, otherwise: str) -> bool:
        """Whether the row is to go. Anything but the mark is refused: `otherwise` has a place for
        the word that marks it.
        """
        mark = self.text(REMOVE)
        if mark and self.book.fold(mark) not in self.book.marks:
            self.refuse(REMOVE, otherwise % {"word": MARK})
        return bool(mark)


def rows_of(content: bytes, book: Book, refusals: list[Refusal]) -> Iterator[SheetRow]:
    """Never raises for what somebody sent: each mistake joins the refusals with its place."""
    whole = Line("", 0)
    try:
        merged = merged_cells(content)
        sheets = _sheets(content)
    except UnreadableError as refused:
        refusals.append(Refusal(whole, "", refused.sentence))
        return
    for cells in merged:
        sentence = _("These cells are merged. Take them apart; each row is its own.")
        refusals.append(Refusal(whole, cells, sentence))
    titles = _titles(sheets, book)
    for kind, title in titles.items():
        yield from _rows(kind, title, sheets[title], book, refusals)
    first = next(iter(book.sheets))
    if first not in titles:
        sentence = _("There is no sheet “%(name)s”. Take the workbook from here and fill it in.")
        refusals.append(Refusal(whole, "", sentence % {"name": book.sheets[first].title}))


def sheets_of(content: bytes) -> dict[str, list[Cells]]:
    """Name of each sheet → its rows, of a workbook whose columns are not known beforehand.

    UnreadableError where it is none, or not to be opened.
    """
    merged_cells(content)
    return _sheets(content)


def _sheets(content: bytes) -> dict[str, list[Cells]]:
    """Name of each sheet → its rows. UnreadableError where it is no workbook."""
    # Here, for each process of the server would carry it from its start, and hardly one needs it.
    import openpyxl  # type: ignore[import-untyped]

    try:
        opened = openpyxl.load_workbook(
            io.BytesIO(content), read_only=True, data_only=False, keep_links=False
        )
        found = {
            sheet.title: list(sheet.iter_rows(max_row=MOST_ROWS, max_col=MOST_COLUMNS))
            for sheet in opened.worksheets
        }
    except (KeyError, ValueError, TypeError, AttributeError, IndexError, OSError, SyntaxError,
            EOFError, zipfile.BadZipFile) as broken:  # fmt: skip
        # Whatever the reader trips over in a broken file: it is the file.
        raise UnreadableError(not_ours()) from broken
    if not found:
        raise UnreadableError(not_ours())
    return found


def _titles(sheets: dict[str, list[Cells]], book: Book) -> dict[str, str]:
    """What a sheet holds → its name in the file."""
    found: dict[str, str] = {}
    for title in sheets:
        if kind := book.titles.get(book.fold(title)):
            found.setdefault(kind, title)
    alone = len(book.sheets) == 1 and not found
    return dict.fromkeys(book.sheets, next(iter(sheets))) if alone else found


def _rows(
    kind: str, title: str, rows: list[Cells], book: Book, refusals: list[Refusal]
) -> Iterator[SheetRow]:
    columns: dict[int, str] = {}
    for at, cell in enumerate(rows[0] if rows else ()):
        name = book.heads[kind].get(book.fold(str(cell.value or "")))
        if name is not None and name not in columns.values():
            columns[at] = name
    is_said = any(not is_empty(cell) for row in rows for cell in row)
    if book.sheets[kind].needs - set(columns.values()) or (is_said and not columns):
        refusals.append(Refusal(Line(title, 1), "", str(book.no_heads)))
        return
    for number, cells in enumerate(rows[1:], start=2):
        there = {name: cells[at] for at, name in columns.items() if at < len(cells)}
        if not all(map(is_empty, there.values())):
            yield SheetRow(book, kind, Line(title, number), there, refusals)
