"""A table for other programs: CSV and XLSX, from plain cells, with nothing that a program runs.

Spreadsheets run what begins like a formula. In CSV such a cell gets an apostrophe in front, as
OWASP advises; in XLSX every cell that is not a number is written as text, which nothing computes.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from datetime import date, datetime
from itertools import chain
from typing import Any, Final

from spona.documents.cells import without_signs, write_cell

type Cell = str | int | date | datetime | None

CSV_TYPE: Final = "text/csv; charset=utf-8"
XLSX_TYPE: Final = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"

# Full-width forms too: some programs read them as the plain ones.
_RUNS: Final = re.compile(r"[\s\u200b\ufeff]*[=+\-@＝＋－＠\t\r\n]")
# A cell goes on below instead of being cut off by its neighbour.
WRAPPED: Final = {"text_wrap": True, "valign": "top"}
_WIDEST: Final = 48  # figures of the usual letter


def csv_table(head: Sequence[Cell], rows: Iterable[Sequence[Cell]]) -> bytes:
    """As `csv_pieces`, whole."""
    return b"".join(csv_pieces(head, rows))


def csv_pieces(head: Sequence[Cell], rows: Iterable[Sequence[Cell]]) -> Iterator[bytes]:
    """Row by row. UTF-8 with a byte order mark, without which Excel reads Cyrillic as nonsense;
    semicolons, which it expects where a comma stands in numbers, as in Serbian.
    """
    out = io.StringIO(newline="")
    writer = csv.writer(out, delimiter=";", quoting=csv.QUOTE_ALL, lineterminator="\r\n")
    coding = "utf-8-sig"
    for row in chain([head], rows):
        writer.writerow([harmless(_text(cell)) for cell in row])
        yield out.getvalue().encode(coding)
        coding = "utf-8"
        out.seek(0)
        out.truncate()


def xlsx_table(head: Sequence[Cell], rows: Iterable[Sequence[Cell]]) -> bytes:
    """One sheet with its first row frozen. Whole numbers are numbers, everything else is text.

    Nothing is cut off on the screen or on paper: a column is as wide as its longest cell, up to a
    line of text, and what is longer goes on below; printed, all columns stand on one page.
    """
    out = io.BytesIO()
    with new_book(out) as book:
        sheet = book.add_worksheet("1")
        sheet.freeze_panes(1, 0)
        on_paper(sheet, one_page=True)
        looks = book.add_format(WRAPPED | {"bold": True}), book.add_format(WRAPPED)
        widths: dict[int, int] = {}
        for number, row in enumerate(chain([head], rows)):
            for at, cell in enumerate(row):
                text = without_signs(_text(cell))
                widths[at] = max(widths.get(at, 0), *map(len, text.splitlines()), 0)
                write_cell(
                    sheet, number, at, cell if isinstance(cell, int) else text, looks[number > 0]
                )
        for at, width in widths.items():
            # Capital and Cyrillic letters are wider than the figures that a width counts in.
            sheet.set_column(at, at, min(width * 1.25 + 2, _WIDEST))
    return out.getvalue()


@contextmanager
def new_book(out: io.BytesIO) -> Iterator[Any]:
    """A workbook of xlsxwriter, whose bytes are in `out` afterwards."""
    # Here, for each process of the server would carry it from its start, and hardly one needs it.
    import xlsxwriter

    # In memory: a workbook of names never touches a disk.
    with xlsxwriter.Workbook(out, {"in_memory": True}) as book:
        # A fixed time: when it was made is nobody's matter.
        book.set_properties({"created": datetime(1980, 1, 1)})  # noqa: DTZ001 (the library takes a naive one)
        yield book


def on_paper(sheet: Any, *, one_page: bool) -> None:
    """A sheet of xlsxwriter: across, the head on each page; all columns on one page, where they
    are few enough to be read there.
    """
    sheet.set_landscape()
    sheet.set_paper(9)  # A4
    sheet.repeat_rows(0)
    if one_page:
        sheet.fit_to_pages(1, 0)


def _text(cell: Cell) -> str:
    if cell is None:
        return ""
    if isinstance(cell, datetime):
        return cell.strftime("%Y-%m-%d %H:%M")
    return cell.isoformat() if isinstance(cell, date) else str(cell)


def harmless(text: str) -> str:
    """With an apostrophe in front where a spreadsheet would run it."""
    return text if is_harmless(text) else f"'{text}"


def is_harmless(text: str) -> bool:
    """Whether a spreadsheet takes it for a text."""
    return _RUNS.match(text) is None
