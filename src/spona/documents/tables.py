"""A table for other programs: CSV and XLSX, from plain cells, with nothing that a program runs.

Spreadsheets run what begins like a formula. In CSV such a cell gets an apostrophe in front, as
OWASP advises; in XLSX every cell that is not a number is typed as text, which no program computes.
The workbook is written here, for it needs one sheet of text and no format: a ZIP of five small
parts in memory (ECMA-376, part 1), so no file with names ever touches a disk.
"""

from __future__ import annotations

import csv
import io
import re
import zipfile
from collections.abc import Iterable, Sequence
from datetime import date, datetime
from typing import Final
from xml.sax.saxutils import escape

type Cell = str | int | date | datetime | None

CSV_TYPE: Final = "text/csv; charset=utf-8"
XLSX_TYPE: Final = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"

# Full-width forms too: some programs read them as the plain ones.
_RUNS: Final = re.compile(r"[\s\u200b\ufeff]*[=+\-@＝＋－＠\t\r\n]")
# XML 1.0 has no place for these, escaped or not.
_NO_XML: Final = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_LONGEST: Final = 32_767  # characters in a cell of a spreadsheet


def csv_table(head: Sequence[str], rows: Iterable[Sequence[Cell]]) -> bytes:
    """UTF-8 with a byte order mark, without which Excel reads Cyrillic as nonsense; semicolons,
    which it expects where a comma stands in numbers, as in Serbian.
    """
    out = io.StringIO(newline="")
    writer = csv.writer(out, delimiter=";", quoting=csv.QUOTE_ALL, lineterminator="\r\n")
    for row in (head, *rows):
        writer.writerow([_harmless(_text(cell)) for cell in row])
    return out.getvalue().encode("utf-8-sig")


def xlsx_table(head: Sequence[str], rows: Iterable[Sequence[Cell]]) -> bytes:
    """One sheet with its first row frozen. Whole numbers are numbers, everything else is text."""
    lines = [_line(number, row) for number, row in enumerate((head, *rows), start=1)]
    parts = dict(_PARTS) | {"xl/worksheets/sheet1.xml": _SHEET.format(rows="".join(lines))}
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as book:
        for name, text in parts.items():
            # A fixed time: when it was made is nobody's matter.
            entry = zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0))
            entry.compress_type = zipfile.ZIP_DEFLATED
            book.writestr(entry, _XML + text)
    return out.getvalue()


def _text(cell: Cell) -> str:
    if cell is None:
        return ""
    if isinstance(cell, datetime):
        return cell.strftime("%Y-%m-%d %H:%M")
    return cell.isoformat() if isinstance(cell, date) else str(cell)


def _harmless(text: str) -> str:
    return f"'{text}" if _RUNS.match(text) else text


def _line(number: int, row: Sequence[Cell]) -> str:
    cells = "".join(_cell(f"{_column(at)}{number}", cell) for at, cell in enumerate(row))
    return f'<row r="{number}">{cells}</row>'


def _cell(place: str, cell: Cell) -> str:
    if isinstance(cell, int):
        return f'<c r="{place}"><v>{int(cell)}</v></c>'
    text = escape(_NO_XML.sub("", _text(cell))[:_LONGEST])
    return f'<c r="{place}" t="inlineStr"><is><t xml:space="preserve">{text}</t></is></c>'


def _column(at: int) -> str:
    """0 → A, 25 → Z, 26 → AA."""
    letters = ""
    at += 1
    while at:
        at, rest = divmod(at - 1, 26)
        letters = chr(65 + rest) + letters
    return letters


_XML: Final = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
_MAIN: Final = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_OFFICE: Final = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE: Final = "http://schemas.openxmlformats.org/package/2006"
_SHEET_TYPE: Final = "application/vnd.openxmlformats-officedocument.spreadsheetml"
_SHEET: Final = (
    f'<worksheet xmlns="{_MAIN}"><sheetViews><sheetView workbookViewId="0">'
    '<pane ySplit="1" topLeftCell="A2" activePane="bottomLeft" state="frozen"/>'
    "</sheetView></sheetViews><sheetData>{rows}</sheetData></worksheet>"
)
_PARTS: Final = (
    (
        "[Content_Types].xml",
        f'<Types xmlns="{_PACKAGE}/content-types">'
        '<Default Extension="rels" '
        'ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        '<Default Extension="xml" ContentType="application/xml"/>'
        f'<Override PartName="/xl/workbook.xml" ContentType="{_SHEET_TYPE}.sheet.main+xml"/>'
        f'<Override PartName="/xl/worksheets/sheet1.xml" '
        f'ContentType="{_SHEET_TYPE}.worksheet+xml"/></Types>',
    ),
    (
        "_rels/.rels",
        f'<Relationships xmlns="{_PACKAGE}/relationships"><Relationship Id="rId1" '
        f'Type="{_OFFICE}/officeDocument" Target="xl/workbook.xml"/></Relationships>',
    ),
    (
        "xl/workbook.xml",
        f'<workbook xmlns="{_MAIN}" xmlns:r="{_OFFICE}"><sheets>'
        '<sheet name="1" sheetId="1" r:id="rId1"/></sheets></workbook>',
    ),
    (
        "xl/_rels/workbook.xml.rels",
        f'<Relationships xmlns="{_PACKAGE}/relationships"><Relationship Id="rId1" '
        f'Type="{_OFFICE}/worksheet" Target="worksheets/sheet1.xml"/></Relationships>',
    ),
)
