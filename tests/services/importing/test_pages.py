"""As a person does it in a browser: take the workbook, send it in, look, take over."""

import io

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import translation

from spona.audit.models import Entry
from spona.services.models import Service, ServiceImport
from tests.services.hsds import making
from tests.services.importing.conftest import Book

SEND = "/services/import/"


@pytest.fixture
def bea(at, world):
    making.whole(world.csw)
    return at("bea")


def upload(browser, content, name="services.xlsx", **more):
    return browser.post(SEND, {"file": SimpleUploadedFile(name, content), **more})


def changed(browser):
    book = Book(browser.get(f"{SEND}workbook/").content)
    book.put("service", 2, name="Разговор насамо")
    book.put("phone", 2, number="+381 17 999 999")
    return book


def test_from_the_workbook_to_the_changed_service(bea):
    answer = bea.get(f"{SEND}workbook/")
    assert answer["Cache-Control"] == "no-store"
    assert Entry.objects.filter(name="service:workbook_read").count() == 1
    sent = upload(bea, changed(bea).bytes())
    assert (sent.status_code, sent["Location"].startswith(SEND)) == (302, True)
    page = bea.get(sent["Location"]).content.decode()
    for said in (
        "Before",
        "Razgovor" if False else "Разговор насамо",
        "+381 17 999 999",
        "2 rows would change",
    ):
        assert said in page
    mark = page.split('name="seen" value="')[1].split('"')[0]
    done = bea.post(sent["Location"], {"seen": mark})
    assert done.status_code == 302
    assert Service.objects.get().words["sr"] == "Разговор насамо"
    entry = Entry.objects.get(name="service:imported")
    assert entry.detail == {"rows": 2, "left_out": 0}
    again = bea.get(sent["Location"]).content.decode()
    assert "This file was taken over" in again


def test_a_line_that_cannot_be_taken_over_is_left_out_only_when_somebody_says_so(bea):
    book = changed(bea)
    book.put("phone", 2, number="zovi")
    sent = upload(bea, book.bytes())
    page = bea.get(sent["Location"]).content.decode()
    assert "is not a telephone number" in page
    mark = page.split('name="seen" value="')[1].split('"')[0]
    refused = bea.post(sent["Location"], {"seen": mark})
    assert refused.status_code == 422
    assert "Nothing was changed" in refused.content.decode()
    assert Service.objects.get().words["sr"] == "Разговор са психологом"
    assert bea.post(sent["Location"], {"seen": mark, "leave_out": "on"}).status_code == 302
    assert Service.objects.get().words["sr"] == "Разговор насамо"


@pytest.mark.parametrize(
    ("content", "name", "more", "said"),
    [
        (b"", "x.xlsx", {}, "is empty"),
        (b"hello", "x.xlsx", {}, "Choose an XLSX"),
        (b"PK\x03\x04x", "x.zip", {}, "Say where these tables come from"),
        (b"PK" + b"x" * 11_000_000, "x.zip", {"source": "city"}, "larger than 10 MB"),
    ],
)
def test_what_is_no_file_of_services_is_told_at_its_field(bea, content, name, more, said):
    answer = upload(bea, content, name, **more)
    assert answer.status_code == 422
    assert said in answer.content.decode()
    assert ServiceImport.objects.count() == 0


def test_a_broken_workbook_is_told_on_the_page(bea):
    good = changed(bea).bytes()
    sent = upload(bea, good[: len(good) // 2] + b"xl/workbook.xml")
    page = bea.get(sent["Location"])
    assert page.status_code == 200
    assert "no workbook that can be read" in page.content.decode()


def test_nobody_else_sees_it_and_who_writes_for_nobody_sends_nothing(bea, at):
    sent = upload(bea, changed(bea).bytes())
    assert at("boris").get(sent["Location"]).status_code == 404
    for path in (SEND, f"{SEND}workbook/"):
        assert at("vera").get(path).status_code == 403
    from django.test import Client

    assert Client().get(SEND).status_code == 302


def test_the_address_of_a_confidential_place_is_in_no_page_and_no_row(bea, world):
    book = Book(bea.get(f"{SEND}workbook/").content)
    book.add(
        "place",
        given_there="Разговор са психологом",
        address="Skrivena ulica 77",
        confidential="yes",
    )
    answer = upload(bea, book.bytes())
    assert answer.status_code == 422
    assert "Skrivena" not in answer.content.decode()
    assert "no address here" in answer.content.decode()
    assert ServiceImport.objects.count() == 0
    assert not any("Skrivena" in str(row.detail) for row in Entry.objects.all())


def test_a_partner_on_paper_is_written_by_the_coordinator(at, world):
    with translation.override("en"):
        content = at("kosta").get(f"{SEND}workbook/").content
    book = Book(content)
    offered = [cell.value for row in book.book["Lists"].iter_rows() for cell in row if cell.value]
    assert "Измишљена" not in offered
    assert str(world.police.words) in offered
    assert str(world.csw.words) not in offered
    assert io.BytesIO(content).read(2) == b"PK"
