"""What people get wrong in a file: told at once, the causes first, and in words of ours."""

import io
import zipfile

import pytest

from spona.services import actions as acting
from spona.services.importing import actions
from spona.services.models import Schedule, Service, ServiceImport
from tests.services.hsds import making
from tests.services.importing.conftest import Book, told
from tests.services.importing.test_pages import SEND, changed, upload
from tests.services.offering import GATE, phone, place

HIDING = "a text here says where it is"


@pytest.fixture
def bea(at, world):
    making.whole(world.csw)
    return at("bea")


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("понедељак, среда", "MO,WE"), ("ponedeljak i sreda", "MO,WE"), ("pon; čet", "MO,TH"),
        ("уто", "TU"), ("Monday, Friday", "MO,FR"), ("пон–пет", "MO,TU,WE,TH,FR"),
        ("pet-pon", "FR,SA,SU,MO"), ("mo, tu", "MO,TU"), ("MO,TU", "MO,TU"), ("ned", "SU"),
    ],
)  # fmt: skip
def test_days_are_written_as_people_write_them(world, whole, book, send, take, typed, kept):
    form = book()
    form.add("hours", service=str(whole.words["sr"]), days=typed, opens="08:00", closes="09:00")
    sent, found = send(form.bytes())
    assert told(found) == []
    take(sent, found)
    assert Schedule.objects.filter(byday=kept, opens_at="08:00", closes_at="09:00").count() == 1


def test_of_a_month_the_number_of_the_day_stays(world, whole, book, send, take):
    form = book()
    form.add("hours", service=str(whole.words["sr"]), how_often="each month", days="1MO,-1FR",
             opens="08:00", closes="09:00")  # fmt: skip
    _sent, found = send(form.bytes())
    rows = [one for one in found.refusals if one.column == "Days"]
    assert rows == []


def test_all_that_is_wrong_with_a_row_is_told_at_once(world, whole, book, send):
    form = book()
    row = form.add("hours", service="Нема такве", days="svaki dan osim", opens="osam", closes="x")
    _sent, found = send(form.bytes())
    here = {one.column for one in found.refusals if one.line.row == row}
    assert here == {"Service", "Days", "Opens", "Closes"}
    assert any("is no day" in one.sentence for one in found.refusals)


def test_half_a_file_is_one_honest_sentence(bea):
    good = changed(bea).bytes()
    sent = upload(bea, good[: len(good) // 2] + b"xl/workbook.xml")
    page = bea.get(sent["Location"]).content.decode()
    assert "This is not a workbook of ours, or it is broken" in page
    for said in ("cannot be taken over", "leave these lines out", "which stay", "leave_out"):
        assert said not in page, said


def test_leaving_out_is_promised_only_where_it_can_be_done(bea):
    book = Book(bea.get(f"{SEND}workbook/").content)
    book.put("phone", 2, number="zovi")
    page = bea.get(upload(bea, book.bytes())["Location"]).content.decode()
    assert "leave these lines out" not in page
    assert "leave_out" not in page
    book.put("service", 2, name="Разговор насамо")
    page = bea.get(upload(bea, book.bytes())["Location"]).content.decode()
    assert "leave these lines out" in page
    assert 'name="leave_out"' in page


def test_a_wrong_word_for_the_source_is_a_sentence_of_ours(bea):
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as packed:
        packed.writestr("services.csv", "id,name\n1,x\n")
    answer = upload(bea, out.getvalue(), "t.zip", source="Град Врање!")
    assert answer.status_code == 422
    assert "Write one word: small letters a–z, digits, a hyphen." in answer.content.decode()


def test_causes_stand_first_and_each_line_once(bea):
    book = Book(bea.get(f"{SEND}workbook/").content)
    book.add("service", name="Нова", kind="nonsense")
    book.add("phone", service="Нова", number="017 100 200")
    book.add("phone", service="Нова", number="017 100 201")
    book.add("hours", service="Нова", days="MO", opens="08:00", closes="09:00")
    page = bea.get(upload(bea, book.bytes())["Location"]).content.decode()
    assert "1 place in the file cannot be taken over" in page
    assert "3 more lines belong to one of these" in page
    assert "It belongs to a line" not in page


@pytest.mark.parametrize("text", ["Адреса: Скривена улица 77.", "Зовите 064 123 4567."])
def test_no_text_of_a_hidden_service_comes_in_with_a_file(world, whole, book, text):
    by = world.bea.actor
    acting.put_at(_quiet(whole, by), location=place(world.csw, by, "", confidential=True), by=by)
    phone(Service.objects.get(), by, GATE, front_gate=True)
    form = book()
    form.put("service", 2, description=text)
    with pytest.raises(actions.Denied, match=HIDING):
        actions.send_in(form.bytes(), by=by)
    form = book()
    form.put("phone", 2, name=text)
    with pytest.raises(actions.Denied, match=HIDING):
        actions.send_in(form.bytes(), by=by)
    assert ServiceImport.objects.count() == 0


def test_a_file_that_hides_a_place_must_have_clean_texts(world, book):
    form = book()
    form.add("service", kind="Safe house", name="Кућа", description="Скривена улица 77")
    form.add("place", given_there="Кућа", confidential="yes")
    with pytest.raises(actions.Denied, match=HIDING):
        actions.send_in(form.bytes(), by=world.bea.actor)
    assert ServiceImport.objects.count() == 0


def _quiet(row, by):
    """Without what an open service may say."""
    for one in row.at_locations.all():
        acting.take_from(one, by=by)
    return Service.objects.get(pk=row.pk)


def test_the_page_calls_the_file_a_file(at, bea):
    from spona.identity.models import Account

    Account.objects.update(language="sr")
    page = at("bea").get(SEND).content.decode()
    assert "Датотека</h2>" in page
    assert "Предмет</h2>" not in page
