"""A table that other programs open: nothing in it runs, and nothing of it is lost."""

from __future__ import annotations

import csv
import io
import zipfile
from datetime import UTC, date, datetime
from xml.etree import ElementTree as ET

import pytest

from spona.documents.tables import csv_table, xlsx_table

HEAD = ["Шифра", "Ime"]
RUNS = [
    "=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", "\n=1", "  =1", "\ufeff=1", "＝1",
    '=HYPERLINK("http://zlo.test","x")', "-cmd|' /C calc'!A0",
]  # fmt: skip
MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"


def from_csv(content: bytes) -> list[list[str]]:
    assert content.startswith(b"\xef\xbb\xbf")
    return list(csv.reader(io.StringIO(content.decode("utf-8-sig"), newline=""), delimiter=";"))


def from_xlsx(content: bytes) -> list[list[tuple[str, str]]]:
    """(type, value) of each cell; every part has to be XML that a strict reader takes."""
    with zipfile.ZipFile(io.BytesIO(content)) as book:
        assert book.testzip() is None
        for name in book.namelist():
            ET.fromstring(book.read(name))
        sheet = ET.fromstring(book.read("xl/worksheets/sheet1.xml"))
    return [
        [(cell.get("t", "n"), "".join(cell.itertext())) for cell in row]
        for row in sheet.iter(f"{MAIN}row")
    ]


@pytest.mark.parametrize("cell", RUNS)
def test_what_a_spreadsheet_would_run_stands_there_as_text(cell):
    [_head, [first, _]] = from_csv(csv_table(HEAD, [[cell, "x"]]))
    assert first == f"'{cell}"
    [_head, [[kind, text], _]] = from_xlsx(xlsx_table(HEAD, [[cell, "x"]]))
    assert kind == "inlineStr"
    # A reader of XML makes one line end of every other; that is no formula either.
    assert text == cell.replace("\r", "\n")


def test_a_head_that_would_run_is_text_too():
    assert from_csv(csv_table(["=1"], []))[0] == ["'=1"]


def test_both_scripts_quotes_and_line_ends_come_back_as_they_were():
    words = ['Ђурђица "Ђука"; Њежић', "Ödön\nŐry", "a;b,c", "<&>", "šđžćč"]
    assert from_csv(csv_table(words, [words]))[1] == words
    assert [text for _kind, text in from_xlsx(xlsx_table(words, [words]))[1]] == words


def test_days_times_numbers_and_empty_places():
    row = [date(2026, 11, 24), datetime(2026, 11, 24, 9, 5, tzinfo=UTC), 7, None]
    shown = ["2026-11-24", "2026-11-24 09:05", "7", ""]
    assert from_csv(csv_table(HEAD, [row]))[1] == shown
    cells = from_xlsx(xlsx_table(HEAD, [row]))[1]
    assert [text for _kind, text in cells] == shown
    assert cells[2][0] == "n"


def test_what_xml_cannot_hold_does_not_spoil_the_file():
    [_head, [[_kind, text]]] = from_xlsx(xlsx_table(["a"], [["x\x00\x0b\ud800\ufffey"]]))
    assert text == "xy"


def test_many_columns_have_their_places():
    content = xlsx_table([str(at) for at in range(30)], [])
    with zipfile.ZipFile(io.BytesIO(content)) as book:
        sheet = book.read("xl/worksheets/sheet1.xml").decode()
    assert all(f'r="{place}1"' in sheet for place in ("A", "Z", "AA", "AD"))


def test_the_file_itself_tells_nothing_about_its_maker():
    with zipfile.ZipFile(io.BytesIO(xlsx_table(HEAD, []))) as book:
        assert {entry.date_time for entry in book.infolist()} == {(1980, 1, 1, 0, 0, 0)}
        assert not [name for name in book.namelist() if "docProps" in name]
