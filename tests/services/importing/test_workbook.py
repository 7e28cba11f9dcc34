"""Out and in again; each change is shown first; what is wrong is told by sheet, row and column."""

import datetime as dt
import io
import re
import zipfile

import openpyxl
import pytest
from django.utils import translation

from spona.access.denied import Conflict, Denied
from spona.services.actions import write_location
from spona.services.importing import actions
from spona.services.importing.columns import SHEETS
from spona.services.importing.jobs import forget_files
from spona.services.importing.known import known_to
from spona.services.importing.reading import look_at
from spona.services.importing.workbook import workbook
from spona.services.models import (
    Location,
    Phone,
    Schedule,
    Service,
    ServiceAtLocation,
    ServiceImport,
)
from tests.services.hsds import making
from tests.services.importing.conftest import Book, told


@pytest.mark.parametrize("language", ["en", "sr", "sr-latn"])
def test_a_workbook_comes_back_without_a_change_in_each_language(world, whole, send, language):
    making.place(making.offer(world.csw, everywhere=True, words={"sr": "Друга"}), confidential=True)
    with translation.override(language):
        content = workbook(known_to(world.bea.actor))
    for reader in ("sr", "en", "sr-latn"):
        with translation.override(reader):
            _sent, found = send(content)
            assert told(found) == []
            assert [(one.kind, one.cells) for one in found.wanted] == []
            assert found.same >= 9


def test_an_empty_workbook_is_the_form_and_makes_a_service(world, book, send, take):
    form = book()
    form.add("service", kind="Psychological support", name="Саветовалиште",
             name_en="Counselling", languages="Serbian; Romani", towns_served="Vranje", not_for="Not for men",
             from_age=18)  # fmt: skip
    form.add("place", name="Канцеларија", given_there="Саветовалиште", town="Vranje",
             address="Partizanska 1", postal_code="17500")  # fmt: skip
    form.add("hours", service="Саветовалиште", days="MO,TU", opens="08:00", closes=dt.time(16, 0))
    form.add("phone", service="Саветовалиште", number="+381 17 100 200")
    form.add("phone", place="Канцеларија", number="017 300 400", kind="mobile phone")
    sent, found = send(form.bytes())
    assert told(found) == []
    assert [(one.what, one.kind) for one in found.wanted] == [
        ("new", "service"), ("new", "place"), ("new", "hours"), ("new", "phone"), ("new", "phone")
    ]  # fmt: skip
    assert Service.objects.count() == 0
    assert take(sent, found) == 5
    made = Service.objects.get()
    assert (made.institution, made.kind) == (world.csw, "psychological_support")
    assert made.words == {"sr": "Саветовалиште", "en": "Counselling"}
    assert made.confirmed_on is None
    assert [one.code for one in made.languages.all()] == ["rom", "sr"]
    assert made.schedules.get().opens_at == dt.time(8)
    assert made.at_locations.get().location.phones.get().kind == "cell"
    assert look_at(send(book().bytes())[0], by=world.bea.actor).wanted == []


def row_with(form, value):
    return next(
        row[0].row for row in form.sheet("hours").iter_rows() if value in [one.value for one in row]
    )


def test_each_change_is_shown_before_and_after_and_nothing_else_changes(whole, book, send, take):
    form = book()
    form.put("service", 2, name="Разговор", state="closed for a while")
    form.put("hours", row_with(form, dt.time(8)), opens="09:30")
    sent, found = send(form.bytes())
    shown = {
        (one.kind, cell.name): (cell.old, cell.new) for one in found.wanted for cell in one.cells
    }
    assert shown[("service", "words:sr")] == ("Разговор са психологом", "Разговор")
    assert shown[("service", "status")] == ("works", "closed for a while")
    assert len(shown) == 3
    before = Phone.objects.values_list("pk", "number")
    take(sent, found)
    whole.refresh_from_db()
    assert (whole.words["sr"], whole.status) == ("Разговор", "temporarily closed")
    assert whole.words["en"] == "Talks with a psychologist"
    assert list(Phone.objects.values_list("pk", "number")) == list(before)
    assert whole.exclusions.get().words == {"sr": "Нема собе"}


def test_rows_go_and_services_end_where_somebody_says_so(whole, book, send, take):
    form = book()
    form.put("phone", 2, remove="remove")
    form.put("hours", 2, remove="x")
    sent, found = send(form.bytes())
    assert told(found) == []
    assert {one.what for one in found.wanted} == {"remove"}
    take(sent, found)
    assert (Phone.objects.count(), Schedule.objects.count()) == (1, 2)
    form = book()
    form.put("service", 2, no_more_because="Нема новца")
    sent, found = send(form.bytes())
    assert told(found) == []
    assert [one.what for one in found.wanted] == ["end"]
    take(sent, found)
    whole.refresh_from_db()
    assert (whole.end_reason, whole.ended_at is not None) == ("Нема новца", True)


def test_what_the_workbook_does_not_name_stays(world, whole, book, send):
    form = book()
    making.offer(world.csw, words={"sr": "Касније"})
    _sent, found = send(form.bytes())
    assert (found.wanted, found.untouched) == ([], 1)


@pytest.mark.parametrize(
    ("kind", "values", "column", "sentence"),
    [
        ("service", {"name": "Х", "kind": "Сунчање"}, "Kind", "not on the list"),
        ("service", {"name": "Naziv", "kind": "Legal aid"}, "Name (Serbian, Cyrillic)", "in Cyrillic"),
        ("service", {"kind": "Legal aid"}, "", "what the service is called"),
        ("service", {"name": "Х", "kind": "Legal aid", "from_age": 40, "to_age": 3}, "", "wrong way round"),
        ("service", {"name": "Х", "kind": "Legal aid", "from_age": "сто"}, "From age", "not a number"),
        ("service", {"name": "Х", "kind": "Legal aid", "institution": "Туђа кућа"}, "Institution", "whose services you may write"),
        ("service", {"name": "Х", "kind": "Legal aid", "languages": "клингонски"}, "Languages", "not on the list"),
        ("service", {"name": "Х", "kind": "Legal aid", "towns_served": "Атлантида"}, "Towns served", "no town"),
        ("service", {"name": "Х", "kind": "Legal aid", "shown_to_everybody": "можда"}, "Shown to everybody", "none of the choices"),
        ("service", {"id": "7b0d7a55-5a7e-4f0e-9d6c-3f2a1b4c5d6e", "name": "Х", "kind": "Legal aid"}, "Id", "No row that you may change"),
        ("service", {"name": "=1+1", "kind": "Legal aid"}, "Name (Serbian, Cyrillic)", "formula"),
        ("phone", {"service": "Разговор са психологом", "number": "није број"}, "Number", "not a telephone number"),
        ("phone", {"service": "Нема такве", "number": "192"}, "Service", "There is no"),
        ("phone", {"number": "192"}, "Service", "one of the two"),
        ("hours", {"service": "Разговор са психологом", "days": "MO", "opens": "08:00", "closes": "08:00"}, "", ""),
        ("hours", {"service": "Разговор са психологом", "days": "MO", "opens": "осам", "closes": "16:00"}, "Opens", "no time"),
        ("hours", {"service": "Разговор са психологом", "days": "XX", "opens": "08:00", "closes": "16:00"}, "Days", "is no day"),
        ("hours", {"days": "MO", "opens": "08:00", "closes": "16:00"}, "Service", "that it belongs to"),
        ("hours", {"service": "Разговор са психологом", "days": "MO", "opens": "08:00", "closes": "16:00",
                   "valid_from": dt.date(2020, 1, 1), "valid_to": dt.date(2020, 1, 2)}, "", ""),
        ("place", {"given_there": "Разговор са психологом"}, "", "Write the address"),
        ("place", {"address": "Улица 1"}, "Given there", "services that are given there"),
        ("place", {"given_there": "Разговор са психологом", "address": "Ул. 1", "accessibility": "лифт до месеца"}, "Accessibility", "not on the list"),
    ],
)  # fmt: skip
def test_what_is_wrong_is_told_where_it_is_and_nothing_is_taken_over(
    world, whole, book, send, take, kind, values, column, sentence
):
    form = book()
    row = form.add(kind, **values)
    form.put("service", 2, name="Разговор насамо")
    sent, found = send(form.bytes())
    assert [one.line.row for one in found.refusals] == [row], told(found)
    assert (found.refusals[0].column, sentence in found.refusals[0].sentence) == (column, True), (
        told(found)
    )
    counts = [model.objects.count() for model in (Service, Location, Schedule, Phone)]
    with pytest.raises(Denied):
        take(sent, found)
    whole.refresh_from_db()
    assert whole.words["sr"] == "Разговор са психологом"
    # Only where somebody says that those lines may be left out, the rest is taken over.
    assert take(sent, found, leave_out=True) == 1
    whole.refresh_from_db()
    assert whole.words["sr"] == "Разговор насамо"
    assert [model.objects.count() for model in (Service, Location, Schedule, Phone)] == counts


def test_what_belongs_to_a_wrong_line_is_wrong_too(world, book, send):
    form = book()
    form.add("service", name="Добра", kind="Сунчање")
    form.add("phone", service="Добра", number="192")
    _sent, found = send(form.bytes())
    assert len(found.refusals) == 2
    assert found.wanted == []


def test_a_row_that_stands_twice_is_told(whole, book, send):
    form = book()
    sheet = form.sheet("service")
    sheet.append([cell.value for cell in sheet[2]])
    _sent, found = send(form.bytes())
    assert [(one[1], one[2]) for one in told(found)] == [(3, "Id")]


def test_nothing_is_half_taken_over_when_something_breaks_at_the_end(
    whole, book, send, take, monkeypatch
):
    form = book()
    form.put("service", 2, name="Разговор насамо")
    form.put("phone", 2, number="+381 17 999 999")
    sent, found = send(form.bytes())
    real = actions._part

    def broken(one, by):
        real(one, by)
        raise Denied("x")

    monkeypatch.setattr(actions, "_part", broken)
    with pytest.raises(Denied):
        take(sent, found)
    whole.refresh_from_db()
    assert whole.words["sr"] == "Разговор са психологом"
    assert not Phone.objects.filter(number__contains="999").exists()
    sent.refresh_from_db()
    assert sent.taken_over_at is None


def test_what_has_changed_meanwhile_is_looked_at_again(whole, book, send, take):
    form = book()
    form.put("service", 2, name="Разговор насамо")
    sent, found = send(form.bytes())
    whole.words = {"sr": "Нешто треће", "en": "x"}
    whole.save()
    with pytest.raises(Conflict):
        take(sent, found)


def test_a_file_is_taken_over_once_and_does_not_stay(world, whole, book, send, take):
    form = book()
    form.put("service", 2, name="Разговор насамо")
    sent, found = send(form.bytes())
    take(sent, found)
    with pytest.raises(Conflict):
        take(sent, found)
    assert ServiceImport.objects.get().content is None


def test_a_file_that_nobody_took_over_is_forgotten(whole, book, send):
    sent, _found = send(book().bytes())
    assert forget_files() == 0
    ServiceImport.objects.update(sent_at=sent.sent_at - dt.timedelta(days=4))
    assert forget_files() == 1
    assert ServiceImport.objects.get().content is None


def test_what_changes_has_to_be_confirmed_again(whole, book, send, take):
    form = book()
    form.put("phone", 2, number="+381 17 999 999")
    take(*send(form.bytes()))
    whole.refresh_from_db()
    assert whole.confirmed_on is None


def test_where_a_confidential_place_is_is_never_even_kept(world, whole, book, send):
    form = book()
    form.add(
        "place", given_there="Разговор са психологом", address="Skrivena 7", confidential="yes"
    )
    with pytest.raises(Denied) as refused:
        send(form.bytes())
    assert "Skrivena" not in refused.value.sentence
    assert ServiceImport.objects.count() == 0
    at = making.place(whole, confidential=True)
    form = book()
    row = next(one.row for one in form.sheet("place")["A"] if one.value == str(at.location_id))
    form.put("place", row, address="Skrivena 7")
    with pytest.raises(Denied):
        send(form.bytes())


def test_of_a_confidential_place_only_the_gate_is_taken_over(world, book, send):
    form = book()
    form.add("service", name="Склониште", kind="Safe house")
    form.add("place", id="gate", given_there="Склониште", confidential="yes")
    row = form.add("phone", place="gate", number="017 111 222")
    also = form.add("phone", service="Склониште", number="017 333 444")
    form.add("phone", place="gate", number="017 555 666", front_gate="yes")
    _sent, found = send(form.bytes())
    assert [(one[1], one[2]) for one in told(found)] == [(row, "Front gate"), (also, "Front gate")]


def test_nobody_writes_for_others(world, whole, send):
    with pytest.raises(Denied):
        send(b"", who=world.vera)
    nis = making.whole(world.csw_nis)
    content = Book(workbook(known_to(world.bea.actor)))
    content.put("service", 2, id=str(nis.pk))
    _sent, found = send(content.bytes())
    assert "No row that you may change" in told(found)[0][3]


# Files that are none.


def test_a_broken_file_is_told(world, whole, book, send, take):
    good = book().bytes()
    for content in (b"", b"PK\x03\x04nothing", good[: len(good) // 2], b"\x89PNG\r\n", b"<html>"):
        sent, found = send(content)
        assert len(found.refusals) == 1
        assert found.wanted == []
        with pytest.raises(Denied):
            take(sent, found, leave_out=True)


def packed(parts):
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as made:
        for name, data in parts.items():
            made.writestr(name, data)
    return out.getvalue()


def changed(content, name, change):
    with zipfile.ZipFile(io.BytesIO(content)) as old:
        parts = {one: old.read(one) for one in old.namelist()}
    parts[name] = change(parts[name])
    return packed(parts)


def test_what_unfolds_into_gigabytes_is_not_unfolded(whole, book, send):
    _sent, found = send(
        changed(book().bytes(), "xl/worksheets/sheet1.xml", lambda _t: b" " * 30_000_000)
    )
    assert "too large" in told(found)[0][3]


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        (lambda t: re.sub(rb'<row r="2"', b'<row r="1048576"', t), "too large"),
        (lambda t: re.sub(rb'r="B2"', b'r="XFD2"', t), "far to the right"),
        (lambda t: b"<!DOCTYPE x [<!ENTITY y 'z'>]>" + t, "no workbook"),
    ],
)
def test_odd_workbooks_are_told(whole, book, send, change, sentence):
    _sent, found = send(changed(book().bytes(), "xl/worksheets/sheet1.xml", change))
    assert sentence in told(found)[0][3]


def test_sheets_and_heads_that_are_missing_are_told(world, whole, book, send):
    form = book()
    del form.book["Services"]
    assert "no sheet" in told(send(form.bytes())[1])[0][3]
    form = book()
    for cell in form.sheet("service")[1]:
        cell.value = "?"
    assert "names of the columns" in told(send(form.bytes())[1])[0][3]
    form = book()
    form.sheet("service").merge_cells("B2:C2")
    assert "B2:C2" in told(send(form.bytes())[1])[0][2]


def test_the_workbook_runs_nothing_and_offers_the_lists(world, book):
    making.offer(world.csw, words={"sr": "Помоћ", "en": "=1+1"}, text={"sr": "@SUM(A1)"})
    made = book()
    for row in made.sheet("service").iter_rows(min_row=2):
        assert all(cell.data_type != "f" for cell in row)
    offered = made.sheet("service").data_validations.dataValidation
    assert len(offered) >= 5
    with translation.override("sr"):
        heads = Book(workbook(known_to(world.bea.actor))).book.sheetnames
        assert heads[0] == str(SHEETS["service"])


def test_the_same_workbook_twice_is_nothing_new(world, book, send, take):
    form = book()
    form.add("service", name="Саветовалиште", kind="Legal aid")
    sent, found = send(form.bytes())
    take(sent, found)
    again = book()
    assert send(again.bytes())[1].wanted == []
    assert ServiceAtLocation.objects.count() == 0
    assert openpyxl.load_workbook(io.BytesIO(again.bytes())).sheetnames


@pytest.mark.parametrize(
    "wrong",
    [
        {"town": "Nigde"}, {"kind": "nonsense"}, {"accessibility": "nonsense"},
        {"given_there": "No such"}, {"postal_code": True}, {"remove": "x"},
        {"confidential": "surely"},
    ],
)  # fmt: skip
def test_a_broken_line_that_says_where_a_hidden_place_is_is_not_kept_either(
    world, whole, book, send, wrong
):
    form = book()
    given = {
        "given_there": "Разговор са психологом",
        "address": "Skrivena 7",
        "confidential": "yes",
    }
    form.add("place", **(given | wrong))
    with pytest.raises(Denied) as refused:
        send(form.bytes())
    assert "Skrivena" not in refused.value.sentence
    assert ServiceImport.objects.count() == 0


def test_a_file_that_waits_is_forgotten_when_a_place_becomes_confidential(world, whole, book, send):
    form = book()
    form.put("service", 2, name="Друго")
    sent, _found = send(form.bytes())
    there = whole.at_locations.get().location
    there.confidential = True
    write_location(there, by=world.bea.actor)
    sent.refresh_from_db()
    assert sent.content is None


def test_a_language_spoken_and_translated_stands_once(world, whole, book, send, take):
    form = book()
    form.put("service", 2, languages="sr; sr (with an interpreter)")
    take(*send(form.bytes()))
    assert list(whole.languages.values_list("code", "with_interpreter")) == [("sr", False)]


def test_a_file_full_of_mistakes_is_told_soon(world):
    """Each line once: it took a quarter of a minute for these two thousand."""
    import time

    import xlsxwriter

    from spona.services.importing.columns import COLUMNS, HEADS, SHEETS
    from spona.services.importing.workbook import read

    out = io.BytesIO()
    with xlsxwriter.Workbook(out, {"in_memory": True}) as made:
        for kind in ("service", "hours"):
            sheet = made.add_worksheet(str(SHEETS[kind]))
            for column, name in enumerate(COLUMNS[kind]):
                sheet.write_string(0, column, str(HEADS[name]))
                for row in range(1, 2000):
                    sheet.write_formula(row, column, "=1")
    begun = time.process_time()
    found = read(out.getvalue())
    assert len(found.refusals) > 60_000
    assert time.process_time() - begun < 8
