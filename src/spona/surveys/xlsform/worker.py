"""Reads a spreadsheet and converts it, in a process of its own: the file is somebody else's.

Run by its path with `python -I`; bytes come in, JSON goes out. It knows nothing of Spona, has no
environment, writes no file and ends at the limits that it sets itself.
"""

from __future__ import annotations

import datetime as dt
import io
import json
import logging
import resource
import sys
from typing import Any, Final

ROWS: Final = 3000
COLUMNS: Final = 120
CELL: Final = 10_000
SECONDS: Final = 20
MEMORY: Final = 1_500_000_000


def limit() -> None:
    resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS))
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    # Nothing of the file may come to lie on a disk.
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def sheets_of(content: bytes) -> dict[str, Any]:
    """Sheet → columns, and rows by their number with what stands in each column."""
    from openpyxl import load_workbook  # type: ignore[import-untyped]

    book = load_workbook(io.BytesIO(content), read_only=True, data_only=True)
    return {sheet.title.strip().lower(): _sheet(sheet) for sheet in book.worksheets}


def _sheet(sheet: Any) -> dict[str, Any]:
    columns: list[str] = []
    rows: list[tuple[int, dict[str, str]]] = []
    for number, cells in enumerate(
        sheet.iter_rows(values_only=True, max_row=ROWS, max_col=COLUMNS), start=1
    ):
        texts = [_text(cell) for cell in cells]
        if not columns:
            while texts and not texts[-1]:
                texts.pop()
            columns = texts
            continue
        row = {name: text for name, text in zip(columns, texts, strict=False) if name and text}
        if row:
            rows.append((number, row))
    return {"columns": columns, "rows": rows}


def _text(cell: object) -> str:
    match cell:
        case None:
            return ""
        case bool():
            return "true" if cell else "false"
        case float() if cell.is_integer():
            return str(int(cell))
        case dt.datetime() if (cell.hour, cell.minute, cell.second) == (0, 0, 0):
            return cell.date().isoformat()
    return str(cell).strip()[:CELL]


def converted(content: bytes) -> dict[str, Any]:
    """As `pyxform.xls2xform.convert`, which would write the form into a temporary file."""
    from pyxform.builder import create_survey_element_from_dict
    from pyxform.errors import PyXFormError
    from pyxform.xls2json import workbook_to_json
    from pyxform.xls2json_backends import get_xlsform

    logging.disable(logging.CRITICAL)
    warnings: list[str] = []
    try:
        book = get_xlsform(xlsform=io.BytesIO(content), file_type=".xlsx")
        said = workbook_to_json(workbook_dict=book, form_name="data", warnings=warnings)
        xform = create_survey_element_from_dict(said).xml().toxml()
    except PyXFormError as error:
        context = {name: str(value)[:300] for name, value in error.context.items()}
        code = error.code.name if error.code else ""
        problem = {"code": code, "message": str(error)[:1000], "context": context}
        return {"xform": "", "warnings": warnings, "problem": problem}
    return {"xform": f'<?xml version="1.0"?>{xform}', "warnings": warnings, "problem": None}


def main() -> None:
    limit()
    content = sys.stdin.buffer.read()
    try:
        answer: dict[str, Any] = {"sheets": sheets_of(content)} | converted(content)
    except Exception as error:  # noqa: BLE001 — whatever the file does, the answer is a sentence
        answer = {"failed": type(error).__name__}
    sys.stdout.write(json.dumps(answer, ensure_ascii=True))


if __name__ == "__main__":
    main()
