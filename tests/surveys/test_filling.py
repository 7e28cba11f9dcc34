"""The form for whoever is asked: page by page, without cookie and script, sent once."""

from __future__ import annotations

import datetime as dt
import re
from html import unescape

import pytest
from django.test import Client

from spona import deadlines
from spona.identity.models import Attempt
from spona.surveys import actions
from spona.surveys.models import State, Submission
from spona.surveys.views import pace
from spona.surveys.xlsform.checking import check
from tests.surveys.books import book, rows

STRANGER = {"Sec-Fetch-Site": "same-origin"}


@pytest.fixture
def stranger():
    return Client(headers=STRANGER)


def path(found, language="en"):
    return f"/{language}/u/{found.code}/"


def carried(page) -> dict:
    """Everything that the form of a page would send, as it stands there."""
    text = page.content.decode()
    found: dict = {}
    for tag in re.findall(r"<input[^>]*>", text):
        said = {name: unescape(value) for name, value in re.findall(r'([\w.-]+)="([^"]*)"', tag)}
        if said.get("type") in ("radio", "checkbox") and " checked" not in tag:
            continue
        if said.get("name"):
            found.setdefault(said["name"], []).append(said.get("value", "on"))
    for name, said in re.findall(r'<textarea[^>]*name="([^"]*)"[^>]*>(.*?)</textarea>', text, re.S):
        found[unescape(name)] = [unescape(said).strip()]
    return found


def press(browser, page, go="next", **typed):
    """Press a button of the page with these answers typed (`knows` of the form)."""
    names = {"knows": "a.about/knows", "age": "a.about/age", "told": "a.help/told",
             "happened": "a.help/happened", "words": "a.help/words"}  # fmt: skip
    said = carried(page) | {names[name]: value for name, value in typed.items()}
    (action,) = re.findall(r'<form\s+id="fill"[^>]*action="([^"]*)"', page.content.decode())
    return browser.post(action, said | {"go": go})


def walked(browser, found):
    """To the last page, with an answer to each question."""
    page = press(browser, browser.get(path(found)))
    page = press(browser, page, knows="yes", age="16")
    return press(browser, page, told=["nobody", "home"], words="Ана ми је рекла", happened="yes")


def test_a_stranger_fills_it_page_by_page_and_sends_it_once(world, opened, stranger):
    found = opened()
    first = stranger.get(path(found))
    text = first.content.decode()
    assert "What young people know" in text
    assert "read by 1 person" in text
    assert "is destroyed on" in text
    assert "<title>Spona</title>" in text
    page = press(stranger, first)
    assert "Page 1 of 2" in page.content.decode()
    page = press(stranger, page, knows="yes", age="16")
    assert "Page 2 of 2" in page.content.decode()
    assert Submission.objects.count() == 0
    last = press(stranger, page, told=["nobody", "home"], words="Ана ми је рекла", happened="yes")
    assert "That was the last question" in last.content.decode()
    assert Submission.objects.count() == 0
    sent = press(stranger, last, "send")
    again = press(stranger, last, "send")
    for one in (sent, again):
        assert "Thank you" in one.content.decode()
    row = Submission.objects.get()
    assert row.answers == {"about/knows": "yes", "help/told": "nobody home"}
    (opened_row,) = actions.open_answers(found, **world.dora.can)
    assert opened_row.document["answers"]["help/words"] == "Ана ми је рекла"
    assert opened_row.document["findings"] == []
    for one in (first, page, last, sent, again):
        assert not one.cookies
        assert "<script" not in one.content.decode()
        assert one["Cache-Control"] == "no-store"


def test_back_brings_every_answer_along_and_a_changed_one_counts(world, opened, stranger):
    found = opened()
    last = walked(stranger, found)
    page = press(stranger, last, "back")
    assert "Ана ми је рекла" in page.content.decode()
    page = press(stranger, page, "back", words="друге речи")
    assert 'value="16"' in page.content.decode()
    page = press(stranger, page, knows="no")
    assert "друге речи" in page.content.decode()
    press(stranger, press(stranger, page), "send")
    (one,) = actions.open_answers(found, **world.dora.can)
    # With the changed answer the age is not asked, so it is not sent.
    assert "about/age" not in one.document["answers"]
    assert one.document["answers"]["help/words"] == "друге речи"


def test_what_is_asked_only_of_some_is_not_shown_to_others(opened, stranger):
    page = press(stranger, stranger.get(path(opened())))
    page = press(stranger, page, knows="yes", age="17")
    assert "In your words" not in page.content.decode()
    back = press(stranger, page, told=["home"], words="није питано")
    assert "last question" in back.content.decode()


@pytest.mark.parametrize(("typed", "sentence"), [
    ({"knows": ""}, "This question needs an answer."),
    ({"knows": "perhaps"}, "Choose one of the answers that are offered."),
    ({"knows": "yes", "age": "sixteen"}, "Write a whole number, for example 12."),
    ({"knows": "yes", "age": "12"}, "From 15 to 18."),
])  # fmt: skip
def test_a_mistake_is_a_sentence_and_what_was_typed_stays(opened, stranger, typed, sentence):
    page = press(stranger, press(stranger, stranger.get(path(opened()))), **typed)
    text = page.content.decode()
    assert page.status_code == 422
    assert sentence in text
    if "age" in typed:
        assert f'value="{typed["age"]}"' in text


def test_a_mistake_that_was_smuggled_past_the_pages_leads_back_to_its_page(opened, stranger):
    found = opened()
    page = stranger.post(path(found), {"go": "send", "at": "2", "a.help/told": "home"})
    assert page.status_code == 422
    assert "Page 1 of 2" in page.content.decode()
    assert not Submission.objects.exists()


@pytest.mark.parametrize("post", [
    {"go": "send"}, {"at": "999", "go": "next"}, {"at": "-5", "go": "back"}, {"at": "x"},
    {"instance": "no uuid", "at": "0", "a.about/knows": "\x00yes\x01"}, {"go": "что"},
    {"a.unknown": "x" * 4000, "at": "1"},
])  # fmt: skip
def test_whatever_is_sent_is_a_page(opened, stranger, post):
    page = stranger.post(path(opened()), post)
    assert page.status_code in (200, 422)


def test_in_another_language_what_was_typed_comes_along(opened, stranger):
    found = opened()
    page = press(stranger, press(stranger, stranger.get(path(found))), knows="yes", age="16")
    said = carried(page) | {"a.help/words": "моје речи", "a.help/told": "nobody", "moved": "1"}
    other = stranger.post(path(found, "sr-latn"), said)
    text = other.content.decode()
    assert "Kome biste rekli?" in text
    assert "моје речи" in text
    assert other.status_code == 200


def test_a_language_that_the_form_does_not_speak_is_not_offered(opened, stranger):
    text = stranger.get(path(opened())).content.decode()
    assert 'hreflang="en"' in text
    assert 'hreflang="hu"' not in text


def test_the_short_address_of_the_board_leads_on_however_it_is_typed(opened, stranger):
    found = opened()
    typed = found.code.lower().replace("-", "").replace("0", "o").replace("1", "l")
    answer = stranger.get(f"/u/{typed}/", headers={"Accept-Language": "en"})
    assert answer["Location"] == path(found)


def test_what_is_not_open_looks_as_if_it_never_was(world, make, stranger):
    found = make()
    never = stranger.get("/en/u/0000-0000/")
    draft = stranger.get(path(found))
    assert never.status_code == draft.status_code == 404
    assert never.content == draft.content.replace(found.code.encode(), b"0000-0000")


def test_after_its_last_day_it_says_so_and_takes_nothing(world, opened, stranger):
    found = opened()
    last = walked(stranger, found)
    actions.close_round(found, late_phones=False, by=world.kosta.actor)
    late = press(stranger, last, "send")
    assert "takes no answers" in late.content.decode()
    assert not Submission.objects.exists()


def test_before_its_first_day_it_says_when(opened, stranger):
    found = opened(opens_on=deadlines.time.today() + dt.timedelta(days=3))
    assert "It opens on" in stranger.get(path(found)).content.decode()


def test_a_form_for_phones_only_is_not_asked_on_pages(world, opened, stranger):
    phone = check(book(rows(["audio", "voice", "Снимак"])), title="x")
    found = opened(form=phone)
    page = stranger.get(path(found))
    assert "only with the application" in page.content.decode()
    stranger.post(path(found), {"go": "send", "a.about/knows": "yes"})
    assert not Submission.objects.exists()


def test_from_another_site_nothing_is_taken(opened):
    foreign = Client(headers={"Sec-Fetch-Site": "cross-site", "Origin": "https://evil.test"})
    found = opened()
    assert foreign.post(path(found), {"go": "send", "a.about/knows": "no"}).status_code == 403
    assert not Submission.objects.exists()


def test_whoever_floods_waits_and_loses_nothing(opened, stranger, monkeypatch):
    monkeypatch.setattr(pace, "ANSWERS", pace.Flow("answers", calm=1, one_network=1, place=1))
    found = opened()
    press(stranger, walked(stranger, found), "send")
    page = press(stranger, walked(stranger, found), "send")
    assert page.status_code == 429
    text = page.content.decode()
    assert "Very many answers" in text
    assert "Ана ми је рекла" in text
    assert Submission.objects.count() == 1
    # No row of the limiter says at what time somebody sent.
    assert all(one.at.second == 0 for one in Attempt.objects.all())


def test_a_trial_keeps_nothing_and_lets_the_round_be_opened(world, make):
    found, browser = make(), world.kosta.sign_in()
    page = browser.get(f"/surveys/{found.pk}/try/")
    assert "Nothing is kept and nothing is counted" in page.content.decode()
    page = press(browser, press(browser, page), knows="no")
    last = press(browser, page, told=["home"])
    done = press(browser, last, "send")
    assert done.status_code == 302
    found.refresh_from_db()
    assert found.state == State.TESTED
    assert not Submission.objects.exists()
