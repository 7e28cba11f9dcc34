"""A spreadsheet comes in: what it asks, or its mistakes by cell; and files that are no form."""

from __future__ import annotations

import io
import time
import zipfile

import pytest
from django.utils import translation

from spona.access.denied import Denied
from spona.surveys import form_model as model
from spona.surveys.form_model import Form
from spona.surveys.xlsform.checking import check
from tests.surveys.books import CHOICES, SURVEY, book, rows


@pytest.fixture(autouse=True)
def _english():
    with translation.override("en"):
        yield


def mistakes(*more, survey=SURVEY, choices=CHOICES):
    found = check(book(rows(*more, survey=survey), choices), title="x").mistakes
    return [(one.sheet, one.row, one.column, one.sentence) for one in found]


def test_a_form_is_read_with_its_groups_lists_and_languages():
    checked = check(book(), title="stavovi")
    form = checked.form
    assert checked.mistakes == ()
    assert (form.form_id, form.version, form.languages) == ("young", "2026-1", ("sr", "en"))
    assert str(form.title.in_language("sr-latn")) == "Šta mladi znaju"
    assert list(form.questions) == [
        "about/knows", "about/age", "help/told", "help/happened", "help/words",
    ]  # fmt: skip
    told = form.questions["help/told"]
    assert told.kind == model.SELECT_MULTIPLE
    assert [one.name for one in told.choices] == ["school", "home", "nobody"]
    assert told.label.in_language("sr-latn") == "Kome biste rekli?"
    assert told.label.in_language("hu") == "Коме бисте рекли?" or told.label.in_language("hu")
    assert form.questions["about/knows"].required == "true()"
    assert form.needs_script == ()
    assert 'id="young" version="2026-1"' in checked.xform
    assert Form.from_json(form.to_json()) == form


def test_free_texts_numbers_and_what_is_marked_are_never_counted():
    form = check(book(), title="x").form
    assert [one.path for one in form.counted] == ["about/knows", "help/told"]


def test_all_mistakes_are_named_at_once_by_cell():
    found = mistakes(
        ["select_one yes_noo", "a", "А"],
        ["txt", "b", "Б"],
        ["text", "two words", "В"],
        ["text", "c", "Г", "", "${later} = 1"],
        ["integer", "later", "Д"],
        ["text", "later", "Ђ"],
        ["text", "d", "Е", "", "${nobody} = 1"],
        ["begin_group", "open", "Ж"],
        choices=[*CHOICES, ["whom", "not known", "x", "x"], ["whom", "home", "x", "x"]],
    )
    where = {(sheet, row, column) for sheet, row, column, _said in found}
    assert {("survey", 11, "type"), ("survey", 12, "type"), ("survey", 13, "name"),
            ("survey", 14, "relevant"), ("survey", 16, "name"), ("survey", 17, "relevant"),
            ("survey", 18, "type"), ("choices", 7, "name"), ("choices", 8, "name")} <= where  # fmt: skip
    said = {(row, sheet): text for sheet, row, _column, text in found}
    assert said[11, "survey"] == "There is no list “yes_noo”."
    assert said[14, "survey"] == "The question “later” stands only in row 15."
    assert said[7, "choices"] == "“not known” has a space."


def test_what_only_the_converter_knows_is_translated_or_said_in_quotes():
    (one,) = mistakes(["calculate", "sum", "", ""])
    assert one[1] == 11
    assert "computes something" in one[3]
    (other,) = mistakes(["range", "r", "Р", "", ""], ["text", "x", "${knows", ""])
    assert other[1] == 12


def test_with_a_near_name_it_says_which_one_was_meant():
    found = check(book(rows(["select_one yes_noo", "a", "А"])), title="x").mistakes
    assert "yes_no. Make" in found[0].advice


@pytest.mark.parametrize(
    "content", [b"", b"not a workbook", b"PK\x03\x04 broken", b"\xd0\xcf\x11\xe0" * 9]
)
def test_what_is_no_workbook_is_one_sentence(content):
    with pytest.raises(Denied) as told:
        check(content, title="x")
    assert told.value.field == "file"


def test_a_bomb_is_refused_before_it_is_unpacked():
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as packed:
        packed.writestr("xl/workbook.xml", b"0" * 60_000_000)
    begun = time.monotonic()
    with pytest.raises(Denied, match="larger inside"):
        check(out.getvalue(), title="x")
    assert time.monotonic() - begun < 5


def test_entities_and_outside_files_in_the_workbook_are_not_followed(tmp_path):
    secret = tmp_path / "secret"
    secret.write_text("TAJNA")
    made = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(book())) as came, zipfile.ZipFile(made, "w") as packed:
        for name in came.namelist():
            text = came.read(name)
            if name.endswith("sheet1.xml"):
                head = f'<!DOCTYPE x [<!ENTITY e SYSTEM "file://{secret}">]>'.encode()
                text = head + text.replace(b"<v>0</v>", b"<v>&e;</v>")
            packed.writestr(name, text)
    try:
        checked = check(made.getvalue(), title="x")
    except Denied:
        return
    assert "TAJNA" not in checked.xform + str(checked.mistakes) + str(checked.form.to_json())


def test_what_a_page_cannot_ask_and_what_we_do_not_understand_is_listed():
    form = check(
        book(rows(
            ["image", "photo", "Слика"],
            ["begin_repeat", "child", "Дете"], ["select_one yes_no", "there", "Ту?"], ["end_repeat"],
            ["text", "far", "Далеко", "", "count(${child}) > 1"],
        )), title="x",
    ).form  # fmt: skip
    assert set(form.needs_script) == {"photo", "child", "far"}
    (one,) = form.unclear
    assert (one.path, one.column, one.what) == ("far", "relevant", "count")
    assert "child/there" not in [each.path for each in form.counted]
