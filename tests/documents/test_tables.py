"""A table that other programs open: nothing in it runs, and nothing of it is lost."""

from __future__ import annotations

import csv
import io
import zipfile
from datetime import UTC, date, datetime

import pytest
from openpyxl import load_workbook

from spona.documents.tables import csv_table, xlsx_table

HEAD = ["Шифра", "Ime"]
RUNS = [
    "=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", "\n=1", "  =1", "\ufeff=1", "＝1",
    '=HYPERLINK("http://zlo.test","x")', "-cmd|' /C calc'!A0",
]  # fmt: skip


def from_csv(content: bytes) -> list[list[str]]:
    assert content.startswith(b"\xef\xbb\xbf")
    return list(csv.reader(io.StringIO(content.decode("utf-8-sig"), newline=""), delimiter=";"))


def from_xlsx(content: bytes) -> list[list[tuple[str, object]]]:
    """(type, value) of each cell, as another program reads it: "s" text, "n" number, "f" formula."""
    [sheet] = load_workbook(io.BytesIO(content))
    return [[(cell.data_type, cell.value) for cell in row] for row in sheet.iter_rows()]


@pytest.mark.parametrize("cell", RUNS)
def test_what_a_spreadsheet_would_run_stands_there_as_text(cell):
    [_head, [first, _]] = from_csv(csv_table(HEAD, [[cell, "x"]]))
    assert first == f"'{cell}"
    [_head, [[kind, text], _]] = from_xlsx(xlsx_table(HEAD, [[cell, "x"]]))
    assert kind == "s"
    # A carriage return has an escape of its own in workbooks (ECMA-376, ST_Xstring).
    assert str(text).replace("_x000D_", "\r") == cell


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
    cells = [cell for row in from_xlsx(xlsx_table([*HEAD, "c", "d"], [row]))[1:] for cell in row]
    assert [str(value or "") for _kind, value in cells] == shown
    assert cells[2] == ("n", 7)


def test_what_xml_cannot_hold_does_not_spoil_the_file():
    [_head, [[_kind, text]]] = from_xlsx(xlsx_table(["a"], [["x\x00\x0b\ud800\ufffey"]]))
    assert text == "xy"


def test_many_columns_have_their_places():
    content = xlsx_table([str(at) for at in range(30)], [])
    assert [value for _kind, value in from_xlsx(content)[0]] == [str(at) for at in range(30)]


def test_the_file_itself_tells_nothing_about_its_maker():
    content = xlsx_table(HEAD, [])
    with zipfile.ZipFile(io.BytesIO(content)) as book:
        assert {entry.date_time for entry in book.infolist()} == {(1980, 1, 1, 0, 0, 0)}
    about = load_workbook(io.BytesIO(content)).properties
    assert about.creator in (None, "")
    assert about.lastModifiedBy in (None, "")
    assert about.created.year == 1980


def test_nothing_of_a_sheet_is_cut_off_on_the_screen_or_on_paper():
    """LibreOffice itself is asked by `./spona prove`."""
    long = "Радници спавају у просторији иза перионице и раде седам дана. " * 3
    [sheet] = load_workbook(io.BytesIO(xlsx_table(HEAD, [["kratko", long], [7, "x"]])))
    narrow, wide = (sheet.column_dimensions[name].width for name in "AB")
    assert len("kratko") < narrow < wide < 60
    assert all(cell.alignment.wrap_text for row in sheet.iter_rows() for cell in row)
    assert sheet.page_setup.orientation == "landscape"
    # One page across, which is what no number means, and as many below as there are.
    assert sheet.sheet_properties.pageSetUpPr.fitToPage
    assert sheet.page_setup.fitToWidth in (None, 1)
    assert sheet.page_setup.fitToHeight == 0
    assert sheet.print_title_rows == "$1:$1"
