"""Rows as CSV or XLSX bytes. No cell can act as a formula, whatever was typed into it."""

from __future__ import annotations

import csv
import io
import zipfile
from collections.abc import Iterable, Sequence
from typing import Final
from xml.sax.saxutils import escape

type Rows = Iterable[Sequence[str | int]]

# A table program takes a text that begins so for a command.
_ACTS: Final = ("=", "+", "-", "@", "\t", "\r", "\n")
_MAIN: Final = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_OFFICE: Final = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE: Final = "http://schemas.openxmlformats.org/package/2006"
_TYPE: Final = "application/vnd.openxmlformats-officedocument.spreadsheetml"
_HEAD: Final = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>'
_PARTS: Final = {
    "[Content_Types].xml": (
        f'<Types xmlns="{_PACKAGE}/content-types">'
        '<Default Extension="rels"'
        ' ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        '<Default Extension="xml" ContentType="application/xml"/>'
        f'<Override PartName="/xl/workbook.xml" ContentType="{_TYPE}.sheet.main+xml"/>'
        f'<Override PartName="/xl/worksheets/sheet1.xml" ContentType="{_TYPE}.worksheet+xml"/>'
        "</Types>"
    ),
    "_rels/.rels": (
        f'<Relationships xmlns="{_PACKAGE}/relationships"><Relationship Id="rId1"'
        f' Type="{_OFFICE}/officeDocument" Target="xl/workbook.xml"/></Relationships>'
    ),
    "xl/_rels/workbook.xml.rels": (
        f'<Relationships xmlns="{_PACKAGE}/relationships"><Relationship Id="rId1"'
        f' Type="{_OFFICE}/worksheet" Target="worksheets/sheet1.xml"/></Relationships>'
    ),
    "xl/workbook.xml": (
        f'<workbook xmlns="{_MAIN}" xmlns:r="{_OFFICE}"><sheets>'
        '<sheet name="Spona" sheetId="1" r:id="rId1"/></sheets></workbook>'
    ),
}


def harmless(value: str | int) -> str | int:
    """The value with an apostrophe before what would act."""
    return f"'{value}" if isinstance(value, str) and value.startswith(_ACTS) else value


def csv_bytes(rows: Rows) -> bytes:
    """UTF-8 with its mark, so that table programs read all letters right."""
    text = io.StringIO()
    writer = csv.writer(text)
    for row in rows:
        writer.writerow([harmless(value) for value in row])
    return text.getvalue().encode("utf-8-sig")


def xlsx_bytes(rows: Rows) -> bytes:
    """One sheet; texts are marked as texts, so nothing is computed when it is opened."""
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as book:
        for name, content in _PARTS.items():
            book.writestr(name, f"{_HEAD}{content}")
        lines = "".join(f"<row>{''.join(map(_cell, row))}</row>" for row in rows)
        book.writestr(
            "xl/worksheets/sheet1.xml",
            f'{_HEAD}<worksheet xmlns="{_MAIN}"><sheetData>{lines}</sheetData></worksheet>',
        )
    return made.getvalue()


def _cell(value: str | int) -> str:
    if isinstance(value, int):
        return f"<c><v>{value}</v></c>"
    # XML has no room for control characters at all.
    text = "".join(letter for letter in str(harmless(value)) if letter >= " " or letter in "\t\n")
    return f'<c t="inlineStr"><is><t xml:space="preserve">{escape(text)}</t></is></c>'
