"""The pages of those who make rounds, and of those who own them."""

from __future__ import annotations

import datetime as dt
import io
import re

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone
from openpyxl import load_workbook

from spona.access.models import new_token
from spona.audit.models import Entry
from spona.identity.models import Session
from spona.surveys import actions
from spona.surveys.form_model import Form
from spona.surveys.models import FormVersion, Round, State, Submission
from spona.surveys.ready_made import NAMES, ready_made
from spona.surveys.results import FEWEST
from spona.surveys.xlsform.checking import check
from tests.surveys.books import book, rows


def posted(world, **more):
    today = timezone.localdate()
    return {
        "token": new_token(), "source": "own", "asked": "средње школе",
        "institution": str(world.school.pk), "opens_on": today.isoformat(),
        "closes_on": (today + dt.timedelta(days=10)).isoformat(),
        "destroy_on": (today + dt.timedelta(days=60)).isoformat(),
        "owners": [str(world.dora.member.pk)], "title_sr": "", "title_en": "", "consent_sr": "",
        "file": SimpleUploadedFile("stavovi.xlsx", book()),
    } | more  # fmt: skip


@pytest.mark.parametrize("name", NAMES)
def test_each_ready_made_form_is_whole_in_three_languages(name):
    ready = ready_made(name)
    checked = check(ready.xlsx(), title="x")
    assert checked.mistakes == ()
    assert checked.form.languages == ("sr", "en", "hu")
    assert checked.form.needs_script == ()
    assert len(checked.form.asked) == ready.questions
    for one in checked.form.questions.values():
        for words in (one.label, *(choice.label for choice in one.choices)):
            assert set(words) == {"sr", "en", "hu"}, one.path
    assert set(ready.title) == set(ready.consent) == set(ready.asked) == {"sr", "en", "hu"}


def test_a_round_is_made_from_an_own_form_in_one_press(world):
    browser = world.kosta.sign_in()
    assert browser.get("/surveys/new/").status_code == 200
    said = posted(world)
    answer = browser.post("/surveys/new/", said)
    found = Round.objects.get()
    assert answer["Location"] == f"/surveys/{found.pk}/"
    assert found.title == {"sr": "Шта млади знају"}
    said["file"] = SimpleUploadedFile("stavovi.xlsx", book())
    assert browser.post("/surveys/new/", said)["Location"] == answer["Location"]
    assert Round.objects.count() == 1
    page = browser.get(answer["Location"]).content.decode()
    assert "Fill it in once yourself" in page
    assert "Dora" in page


def test_a_round_is_made_from_a_ready_made_form(world):
    browser = world.dora.sign_in()
    browser.post("/surveys/new/", posted(world, source="young", file=""))
    found = Round.objects.get()
    assert found.title["hu"]
    assert Form.from_json(found.versions.get().model).form_id == "spona_young"
    there = browser.get("/surveys/forms/young.xlsx")
    assert check(there.content, title="x").mistakes == ()


def test_with_mistakes_each_is_told_by_its_cell_and_nothing_is_kept(world):
    browser = world.kosta.sign_in()
    wrong = book(rows(["select_one nothing", "a", "А"], ["text", "b b", "Б"]))
    answer = browser.post("/surveys/new/", posted(world, file=SimpleUploadedFile("x.xlsx", wrong)))
    text = answer.content.decode()
    assert answer.status_code == 422
    assert "The form has 2 mistakes" in text
    assert "Row 11" in text
    assert "Row 12" in text
    assert "There is no list “nothing”" in text
    assert "средње школе" in text
    assert not Round.objects.exists()
    assert not FormVersion.objects.exists()


@pytest.mark.parametrize(("more", "sentence"), [
    ({"destroy_on": ""}, "It stands in what people read"),
    ({"owners": []}, "Choose at least one analyst"),
    ({"asked": ""}, "Write who is asked"),
    ({"file": ""}, "Choose a file"),
    ({"file": SimpleUploadedFile("x.xlsx", b"abc")}, "cannot be read as an Excel workbook"),
    ({"title_sr": "Anketa"}, "in Cyrillic"),
    ({"closes_on": "2020-01-01"}, "The last day comes before"),
])  # fmt: skip
def test_bad_input_is_a_sentence_beside_its_field(world, more, sentence):
    browser = world.kosta.sign_in()
    answer = browser.post("/surveys/new/", posted(world, **more))
    assert answer.status_code == 422
    assert sentence in answer.content.decode()
    assert not Round.objects.exists()


def test_the_list_shows_them_by_state_and_only_to_whom_they_concern(world, make, opened):
    make(title={"sr": "Нацрт", "en": "A draft"})
    opened()
    text = world.kosta.sign_in().get("/surveys/").content.decode()
    assert "1 questionnaire is open" in text
    assert text.index("What young people know") < text.index("A draft")
    for name in ("ana", "cora", "dragan"):
        assert "A draft" not in world.people[name].sign_in().get("/surveys/").content.decode()


def test_others_get_404_where_they_may_not_know_of_it(world, make):
    found = make()
    for name in ("ana", "bea", "dragan"):
        browser = world.people[name].sign_in()
        for part in ("", "results/", "poster/"):
            assert browser.get(f"/surveys/{found.pk}/{part}").status_code == 404


def test_from_draft_to_open_by_the_buttons(world, make):
    found, browser = make(), world.kosta.sign_in()
    refused = browser.post(f"/surveys/{found.pk}/open/")
    assert refused.status_code == 422
    assert "press Try it out" in refused.content.decode()
    actions.note_tried(found, by=world.kosta.actor)
    browser.post(f"/surveys/{found.pk}/open/")
    text = browser.get(f"/surveys/{found.pk}/").content.decode()
    assert f"/u/{found.code}/" in text
    assert "<svg" in text
    poster = browser.get(f"/surveys/{found.pk}/poster/").content.decode()
    assert f"/u/{found.code}/" in poster


def test_a_corrected_form_replaces_the_old_one_and_a_wrong_one_does_not(world, make):
    found, browser = make(), world.kosta.sign_in()
    here = f"/surveys/{found.pk}/form/"
    wrong = SimpleUploadedFile("x.xlsx", book(rows(["nothing", "a", "А"])))
    answer = browser.post(here, {"file": wrong})
    assert answer.status_code == 422
    assert "There is no type “nothing”" in answer.content.decode()
    assert found.versions.count() == 1
    browser.post(here, {"file": SimpleUploadedFile("x.xlsx", book(rows(["text", "more", "Још"])))})
    assert found.versions.count() == 2


def test_while_it_is_open_the_coordinator_sees_no_sum_and_an_owner_does(world, opened, fill):
    found = opened()
    for _n in range(FEWEST):
        fill(found)
    here = f"/surveys/{found.pk}/results/"
    text = world.kosta.sign_in().get(here).content.decode()
    assert "shown when the questionnaire is closed" in text
    assert "Do you know a number?" not in text
    owner = world.dora.sign_in().get(here).content.decode()
    assert "Do you know a number?" in owner
    assert f"{FEWEST} of {FEWEST}" in owner
    darko = world.darko.sign_in()
    assert "Do you know a number?" not in darko.get(here).content.decode()
    assert darko.get(here + "spona.csv").status_code == 404


def test_when_it_is_closed_the_coordinator_gets_masked_sums_on_page_and_in_files(
    world, opened, fill
):
    found = opened()
    for n in range(25):
        fill(found, {"about/knows": "yes" if n < 21 else "no", "help/words": "ТАЈНА",
                     "help/told": "nobody"})  # fmt: skip
    actions.close_round(found, late_phones=False, by=world.kosta.actor)
    browser = world.kosta.sign_in()
    here = f"/surveys/{found.pk}/results/"
    text = browser.get(here).content.decode()
    assert "25 of 25" in text
    assert "21 of 25" not in text
    assert "4 of 25" not in text
    csv = browser.get(here + "spona.csv").content.decode("utf-8-sig")
    book_ = load_workbook(io.BytesIO(browser.get(here + "spona.xlsx").content))
    cells = [str(cell) for row in book_.active.iter_rows(values_only=True) for cell in row]
    for said in (csv, " ".join(cells), text):
        assert "ТАЈНА" not in said
        assert "21" not in said.replace(found.code, "").replace(str(found.pk), "") or said is text
    assert "Yes + No + no answer" in csv


def test_single_answers_are_read_by_an_owner_and_logged_and_by_nobody_else(world, opened, fill):
    found = opened()
    fill(found, {"about/knows": "no", "help/told": "nobody", "help/words": "своје речи"})
    here = f"/surveys/{found.pk}/answers/"
    browser = _stepped_up(world.dora)
    text = browser.get(here).content.decode()
    assert "своје речи" in text
    assert "Nobody" in text
    assert Entry.objects.filter(name="survey_answers:read").exists()
    csv = browser.get(here + "spona.csv").content.decode("utf-8-sig")
    assert "help/words" in csv
    assert "своје речи" in csv
    for name in ("kosta", "darko"):
        other = _stepped_up(world.people[name])
        assert other.get(here).status_code == 403
        assert other.get(here + "spona.csv").status_code == 403


def test_many_answers_are_read_page_by_page_and_only_those_shown_are_opened(world, opened, fill):
    found = opened()
    for number in range(21):
        fill(found, {"about/knows": "no", "help/told": "nobody", "help/words": f"реч {number:02}"})
    here, browser = f"/surveys/{found.pk}/answers/", _stepped_up(world.dora)
    first, second = (browser.get(f"{here}?page={one}").content.decode() for one in (1, 2))
    words = [set(re.findall(r"реч \d\d", one)) for one in (first, second)]
    assert [len(one) for one in words] == [20, 1]
    assert len(words[0] | words[1]) == 21
    assert "?page=2" in first
    assert 'id="answer-21"' in second
    read = Entry.objects.filter(name="survey_answers:read").order_by("seq")
    assert [one.detail["answers"] for one in read] == [20, 1]


def _stepped_up(somebody):
    browser = somebody.sign_in()
    Session.objects.filter(account=somebody.account).update(stepped_up_at=timezone.now())
    return browser


def test_the_end_has_two_steps_and_the_second_two_people(world, opened, fill):
    found = opened()
    fill(found)
    kosta, dora = world.kosta.sign_in(), world.dora.sign_in()
    here = f"/surveys/{found.pk}/close/"
    assert "First close the questionnaire" in kosta.get(here).content.decode()
    assert kosta.post(f"/surveys/{found.pk}/destroy/").status_code == 409
    kosta.post(here)
    kosta.post(f"/surveys/{found.pk}/destroy/")
    assert "has to agree" in kosta.get(here).content.decode()
    kosta.post(f"/surveys/{found.pk}/destroy/")
    assert Submission.objects.exists()
    assert "Agree and destroy" in dora.get(here).content.decode()
    dora.post(f"/surveys/{found.pk}/destroy/")
    found.refresh_from_db()
    assert found.state == State.DESTROYED
    assert not Submission.objects.exists()
    for browser in (kosta, dora):
        for part in ("", "close/", "results/"):
            assert browser.get(f"/surveys/{found.pk}/{part}").status_code == 200
