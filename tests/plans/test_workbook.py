"""Out and in again without loss; each change is shown first; what is wrong is told by its row."""

from __future__ import annotations

import datetime as dt
import io
import re
import zipfile
from decimal import Decimal

import openpyxl
import pytest
from django.utils import translation

from spona.access.denied import Conflict, Denied
from spona.attachments.forms import Incoming
from spona.attachments.types import type_of
from spona.plans import actions
from spona.plans.models import Amendment, Line, Objective, PlanImport
from spona.plans.rows import known_of, values_of
from spona.plans.workbook.differences import differences_of
from spona.plans.workbook.reading import read
from spona.plans.workbook.writing import workbook
from tests.plans.making import DAY, indicator, line, numbered, objective

HEADS = {}
LONG_AGO = dt.datetime.combine(dt.date(1999, 1, 1), dt.time())


def opened(plan):
    book = openpyxl.load_workbook(io.BytesIO(workbook(plan)))
    sheet = book["Plan"]
    HEADS.clear()
    HEADS.update({str(cell.value): cell.column for cell in sheet[1]})
    return book, sheet


def saved(book) -> bytes:
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def row_of(sheet, number):
    return next(
        row for row in range(2, sheet.max_row + 1)
        if sheet.cell(row, HEADS["Number"]).value == number
        and sheet.cell(row, HEADS["Row"]).value == "activity"
    )  # fmt: skip


def put(sheet, number, head, value):
    sheet.cell(row_of(sheet, number), HEADS[head]).value = value


def compared(plan, content):
    return differences_of(read(content, plan), known_of(plan))


def told(found):
    return " ".join(one.sentence for one in found.refusals)


def sent(world, plan, content):
    incoming = Incoming("plan.xlsx", type_of(content), content)
    return actions.send_in(plan, incoming, by=world.kosta.actor)


@pytest.mark.parametrize("language", ["en", "sr", "sr-latn"])
def test_a_workbook_comes_back_without_a_change_in_each_language(world, plan, language):
    with translation.override("en"):
        actions.write_part(
            plan, "indicator",
            indicator(plan, "2", "Odgovoreno", feed="trained", only="health", baseline=None),
            reason="r", by=world.kosta.actor,
        )  # fmt: skip
    with translation.override(language):
        content = workbook(plan)
    for reader in ("sr", "en", "sr-latn"):
        with translation.override(reader):
            found = compared(plan, content)
        assert (found.wanted, found.refusals, found.untouched) == ([], [], 0)
        assert found.same == 6


def test_days_are_days_amounts_are_numbers_and_nothing_runs(world, plan):
    row = numbered(plan, "1.1")
    row.title = '=HYPERLINK("http://zlo.primer","klik")'
    row.save()
    _book, sheet = opened(plan)
    at = row_of(sheet, "1.1")
    assert sheet.cell(at, HEADS["Begins"]).value.date() == plan.starts_on
    assert sheet.cell(at, HEADS["Amount"]).value == 120000.5
    assert sheet.cell(at, HEADS["Title"]).data_type == "s", "text, which nothing computes"
    assert compared(plan, workbook(plan)).wanted == [], "and comes back as the text it is"
    assert "created" not in str(zipfile.ZipFile(io.BytesIO(workbook(plan))).read("xl/workbook.xml"))


def test_every_change_is_shown_cell_by_cell_and_then_made(world, plan):
    book, sheet = opened(plan)
    put(sheet, "1.1", "Title", "Razgovori u svim školama")
    put(sheet, "1.1", "Deadline", dt.datetime.combine(plan.ends_on - DAY, dt.time()))
    put(sheet, "1.2", "Amount", 1234.56)
    content = saved(book)
    found = compared(plan, content)
    assert found.refusals == []
    cells = {
        (one.values["number"], c.name): (c.old, c.new) for one in found.wanted for c in one.cells
    }
    assert cells == {
        ("1.1", "title"): ("Razgovori u školama", "Razgovori u svim školama"),
        ("1.1", "ends_on"): (str(plan.ends_on), str(plan.ends_on - DAY)),
        ("1.2", "amount"): ("900", "1234.56"),
    }
    one = sent(world, plan, content)
    assert numbered(plan, "1.1").title == "Razgovori u školama", "not before it was looked at"
    with pytest.raises(Denied, match="write why"):
        actions.take_over(one, seen=found.mark, by=world.kosta.actor)
    assert actions.take_over(one, seen=found.mark, reason="dopuna", by=world.kosta.actor) == 2
    assert numbered(plan, "1.2").amount == Decimal("1234.56")
    assert len(Amendment.objects.get(plan=plan).changes) == 3
    assert compared(plan, workbook(plan)).wanted == []
    with pytest.raises(Conflict, match="taken over already"):
        actions.take_over(one, seen=found.mark, reason="opet", by=world.kosta.actor)


def test_new_rows_are_added_missing_ones_stay_and_marked_ones_go(world, plan):
    book, sheet = opened(plan)
    end = sheet.max_row + 1
    for head, value in {
        "Row": "activity", "Number": "1.4", "Title": "Nova", "Belongs to": "1",
        "Responsible": "Дом здравља, измишљен", "Begins": dt.datetime.combine(plan.starts_on, dt.time()),
        "Deadline": dt.datetime.combine(plan.ends_on, dt.time()),
    }.items():  # fmt: skip
        sheet.cell(end, HEADS[head]).value = value
    # Both scripts, with and without marks, and the code: the same institution.
    for name in ("Zdravstveni centar Vranje", "здравствени центар врање", world.health.code):
        sheet.cell(end, HEADS["Responsible"]).value = name
        assert compared(plan, saved(book)).wanted[-1].values["responsible"] == world.health.code
    sheet.cell(row_of(sheet, "1.2"), HEADS["Remove"]).value = "remove"
    sheet.delete_rows(row_of(sheet, "1.3"))
    found = compared(plan, saved(book))
    assert (found.refusals, found.untouched) == ([], 1)
    one = sent(world, plan, saved(book))
    actions.take_over(one, seen=found.mark, reason="dopuna", by=world.kosta.actor)
    there = list(plan.lines.filter(dropped_on=None).values_list("number", flat=True))
    assert sorted(there) == ["1.1", "1.3", "1.4"]


def test_numbers_may_change_places_in_one_workbook(world, plan):
    book, sheet = opened(plan)
    first, second = row_of(sheet, "1.1"), row_of(sheet, "1.2")
    sheet.cell(first, HEADS["Number"]).value = "1.2"
    sheet.cell(second, HEADS["Number"]).value = "1.1"
    sheet.cell(2, HEADS["Number"]).value = "9"
    for row in range(3, sheet.max_row + 1):
        sheet.cell(row, HEADS["Belongs to"]).value = "9"
    found = compared(plan, saved(book))
    assert found.refusals == []
    assert {cell.name for one in found.wanted for cell in one.cells} == {"number"}
    actions.take_over(sent(world, plan, saved(book)), seen=found.mark, reason="red",
                      by=world.kosta.actor)  # fmt: skip
    assert (numbered(plan, "1.1").title, numbered(plan, "1.2").title) == (
        "Obuka", "Razgovori u školama",
    )  # fmt: skip
    assert Objective.objects.get(plan=plan).number == "9"


@pytest.mark.parametrize(
    ("head", "value", "sentence"),
    [
        ("Responsible", "Institut za izmišljanje", "does not sit in the network"),
        ("Partners", "Zdravstveni centar Vranje; Niko", "does not sit in the network"),
        ("Currency", "USD", "RSD or EUR"),
        ("Amount", "12 00", "in digits, as 1.250,00"),
        ("Amount", "0,505", "in digits, as 1.250,00"),
        ("Amount", "=SUM(A1:A9)", "formula"),
        ("Amount", 12.345, "two digits"),
        ("Amount", -5, "not negative"),
        ("Title", '=cmd|"/c calc"!A1', "formula"),
        ("Title", "", "what it is called"),
        ("Begins", "1.2.2026", "no date"),
        ("Deadline", LONG_AGO, "before the beginning"),
        ("Number", LONG_AGO, "made a date"),
        ("Number", "1.2", "is taken"),
        ("Belongs to", "7", "No objective or measure"),
        ("Done, percent", 250, "0 to 100"),
        ("Done, percent", 1.5, "whole number"),
        ("Who counts", "mačka", "none of the choices"),
        ("Months", "mart", "Write months like"),
        ("Baseline", 5, "no such value"),
        ("Remove", "možda", "To take this row out"),
        ("Id", "nije", "no id of a row"),
        ("Id", "7b0d7a55-5a7e-4f0e-9d6c-3f2a1b4c5d6e", "No row of this plan"),
        ("Row", "prilog", "Write objective, measure"),
        ("Title", "a" * 1001, "too long"),
        ("Title", True, "true or false"),
    ],
)
def test_a_wrong_cell_is_refused_by_its_row_and_nothing_is_half_saved(
    world, plan, head, value, sentence
):
    book, sheet = opened(plan)
    put(sheet, "1.3", "Title", "Dobra izmena")
    put(sheet, "1.1", head, value)
    content = saved(book)
    found = compared(plan, content)
    assert sentence in told(found), told(found)
    one = sent(world, plan, content)
    before = [values_of(row) for row in known_of(plan).parts["activity"].values()]
    with pytest.raises(Denied, match="Nothing was changed"):
        actions.take_over(one, seen=found.mark, reason="r", by=world.kosta.actor)
    assert [values_of(row) for row in known_of(plan).parts["activity"].values()] == before
    assert not Amendment.objects.filter(plan=plan).exists()


def test_merged_cells_are_named_and_refused(plan):
    book, sheet = opened(plan)
    sheet.merge_cells("D3:D4")
    found = compared(plan, saved(book))
    assert (found.refusals[0].column, "merged" in found.refusals[0].sentence) == ("D3:D4", True)


def test_a_row_that_stands_twice_is_refused(plan):
    book, sheet = opened(plan)
    at, end = row_of(sheet, "1.1"), sheet.max_row + 1
    for column in range(1, sheet.max_column + 1):
        sheet.cell(end, column).value = sheet.cell(at, column).value
    assert "stands twice" in told(compared(plan, saved(book)))


def test_an_objective_goes_only_when_nothing_hangs_on_it(world, draft):
    by = world.kosta.actor
    actions.write_part(draft, "objective", objective(), by=by)
    actions.write_part(draft, "activity", line(draft), by=by)
    book, sheet = opened(draft)
    sheet.cell(2, HEADS["Remove"]).value = "remove"
    found = compared(draft, saved(book))
    assert "Something belongs to 1" in told(found)
    sheet.cell(3, HEADS["Remove"]).value = "remove"
    found = compared(draft, saved(book))
    assert found.refusals == []
    actions.take_over(sent(world, draft, saved(book)), seen=found.mark, by=by)
    assert not Line.objects.filter(plan=draft).exists()
    assert not Objective.objects.filter(plan=draft).exists()


def test_whoever_was_faster_is_not_overwritten(world, plan):
    book, sheet = opened(plan)
    put(sheet, "1.1", "Title", "Iz tabele")
    found = compared(plan, saved(book))
    one = sent(world, plan, saved(book))
    row = numbered(plan, "1.1")
    actions.write_part(plan, "activity", values_of(known_of(plan).parts["activity"][row.pk])
                       | {"title": "Neko brži"}, part=row, reason="r", by=world.kosta.actor)  # fmt: skip
    with pytest.raises(Conflict, match="has changed since"):
        actions.take_over(one, seen=found.mark, reason="r", by=world.kosta.actor)
    assert numbered(plan, "1.1").title == "Neko brži"


def test_of_another_network_nothing_is_taken_over(world, plan):
    book, _sheet = opened(plan)
    one = sent(world, plan, saved(book))
    for who in ("ana", "cora", "nina"):
        with pytest.raises(Denied):
            actions.take_over(one, seen="", reason="r", by=world.people[who].actor)
    assert PlanImport.objects.get().taken_over_at is None


def packed(parts):
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as pack:
        for name, text in parts.items():
            pack.writestr(name, text)
    return out.getvalue()


def rewritten(content, change):
    """The workbook with one of its parts changed as text."""
    with zipfile.ZipFile(io.BytesIO(content)) as pack:
        parts = {name: pack.read(name) for name in pack.namelist()}
    parts["xl/worksheets/sheet1.xml"] = change(parts["xl/worksheets/sheet1.xml"])
    return packed(parts)


@pytest.mark.parametrize(
    "content",
    [
        b"", b"PK\x03\x04", b"%PDF-1.7", b"\x00" * 100,
        packed({"xl/workbook.xml": "<workbook/>"}),
        packed({"a.txt": "x"}),
        packed({f"xl/{n}.xml": "<a/>" for n in range(300)}),
        packed({"xl/workbook.xml": b"<a>" + b"x" * (40 * 1024 * 1024)}),
        packed({"xl/workbook.xml": '<!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>'}),
        packed({"xl/workbook.xml": "<a/>".encode("utf-16")}),
    ],
)  # fmt: skip
def test_what_is_no_workbook_or_unfolds_into_gigabytes_is_a_sentence(plan, content):
    found = compared(plan, content)
    assert len(found.refusals) == 1
    assert found.refusals[0].sentence
    assert found.wanted == []


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        (lambda t: re.sub(rb'<row r="3"', b'<row r="1048576"', t), "too large"),
        (lambda t: re.sub(rb'r="D3"', b'r="XFD3"', t), "far to the right"),
        (lambda t: t.replace(b"</sheetData>", b"</sheetDat"), "no workbook"),
        (lambda t: b"<!DOCTYPE a>" + t, "no workbook"),
    ],
)
def test_cells_at_the_edge_of_the_sheet_cost_nothing(plan, change, sentence):
    assert sentence in told(compared(plan, rewritten(workbook(plan), change)))


def test_a_workbook_without_its_columns_is_told_so(plan):
    book = openpyxl.Workbook()
    book.active["A1"] = "Ime"
    assert "first row must hold" in told(compared(plan, saved(book)))
    assert "first row must hold" in told(compared(plan, saved(openpyxl.Workbook())))


def test_columns_that_were_taken_out_leave_their_values_alone(plan):
    book, sheet = opened(plan)
    sheet.delete_cols(HEADS["Amount"])
    found = compared(plan, saved(book))
    assert (found.wanted, found.refusals) == ([], [])


def test_who_has_left_the_network_stays_where_it_was_named(world, plan):
    from spona.access.actor import Actor
    from spona.directory import actions as directory
    from spona.directory.models import Seat

    directory.end_seat(Seat.objects.get(institution=world.health), by=Actor.system("demo"))
    found = compared(plan, workbook(plan))
    assert (found.wanted, found.refusals) == ([], [])
