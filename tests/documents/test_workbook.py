"""Any app that declares its columns: out, and in again; every guard holds for each of them."""

from __future__ import annotations

import ast
import datetime as dt
import io
from decimal import Decimal

import openpyxl
import pytest

from spona.documents.cells import Form
from spona.documents.workbook.columns import IDENT, REMOVE, Book, Column, Sheet
from spona.documents.workbook.reading import rows_of
from spona.documents.workbook.writing import workbook
from tests.architecture.code import modules
from tests.documents.test_tables import RUNS

ANSWERS = {
    IDENT: Column("Id"),
    "answer": Column("Answer"),
    "on": Column("Day", Form.DAY),
    "at": Column("Hour", Form.TIME),
    "people": Column("People", Form.WHOLE),
    "costs": Column("Costs", Form.DECIMAL),
    "who": Column("Who", choices=(("a", "Ana"), ("b", "=Bea"))),
    REMOVE: Column("Remove"),
}
BOOK = Book({"answers": Sheet("Answers", ANSWERS, needs=frozenset({"answer"}))}, str.casefold, "!")
ROW = {
    IDENT: "1", "answer": "=1+1", "on": dt.date(2026, 3, 1), "at": dt.time(8, 30), "people": 7,
    "costs": Decimal("1250.50"), "who": "=Bea",
}  # fmt: skip


def written(*rows):
    made = workbook(BOOK, {"answers": rows}, lambda _kind, name: ["=Bea"] if name == "who" else [])
    return openpyxl.load_workbook(io.BytesIO(made))


def back(book):
    out, refusals = io.BytesIO(), []
    book.save(out)
    rows = [(row, dict(row.values())) for row in rows_of(out.getvalue(), BOOK, refusals)]
    return rows, [(one.line.row, one.column, one.sentence) for one in refusals]


def test_what_went_out_comes_back_in_its_form():
    [(row, values)], refusals = back(written(ROW))
    assert (values, refusals) == (ROW, [])
    assert (row.code("who"), row.is_marked("%(word)s")) == ("b", False)


@pytest.mark.parametrize("text", RUNS)
def test_nothing_that_is_written_runs(text):
    book = written(ROW | {"answer": text, "who": text})
    cells = [cell for sheet in book for row in sheet.iter_rows() for cell in row]
    assert {cell.data_type for cell in cells} <= {"s", "n", "d"}


def test_a_lone_sheet_may_be_called_anything_and_a_mark_takes_a_row_out():
    book = written(ROW, ROW)
    book["Answers"].title = "Sheet1"
    for row, word in ((2, "x"), (3, "perhaps")):
        book["Sheet1"].cell(row, len(ANSWERS)).value = word
    del book["Lists"]
    rows, refusals = back(book)
    assert [row.is_marked("%(word)s") for row, _values in rows] == [True, True]
    assert refusals == []
    assert [len(row.refusals) for row, _values in rows] == [1, 1], "of the second one alone"


def test_what_is_wrong_is_told_by_row_and_column_and_the_rest_is_read():
    book = written(ROW)
    sheet = book["Answers"]
    sheet["B2"], sheet["E2"] = "=1+1", "seven"
    [(_row, values)], refusals = back(book)
    assert sorted(values) == sorted(ROW.keys() - {"answer", "people"})
    assert [one[:2] for one in refusals] == [(2, "Answer"), (2, "People")]
    sheet["B1"] = "?"
    assert back(book) == ([], [(1, "", "!")])


def test_workbooks_are_opened_and_made_here_only():
    libraries = {"openpyxl", "xlsxwriter"}
    found = {
        name
        for name, tree in modules().items()
        for node in ast.walk(tree)
        if (isinstance(node, ast.Import) and libraries & {one.name for one in node.names})
        or (isinstance(node, ast.ImportFrom) and (node.module or "").split(".")[0] in libraries)
    }
    assert found == {
        "documents/tables.py",
        "documents/workbook/reading.py",
        "documents/workbook/writing.py",
        # A form of somebody else, in a process of its own that knows nothing of Spona.
        "surveys/xlsform/worker.py",
    }
