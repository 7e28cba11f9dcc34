"""What was written keeps its language; who reads it sees that it needs a translation."""

from __future__ import annotations

import pytest
from django.utils import translation

from spona.access.actor import VISITOR
from spona.tipline import actions
from spona.tipline.history import history
from spona.tipline.payload_schemas import REPLIED, Said
from spona.tipline.thread import read
from tests.tipline.pages import Visitor, hidden

HUNGARIAN = "A szemközti házban több lány dolgozik."
MARK = "needs translation"


@pytest.fixture
def opened(world, bea, send):
    """A message with its page in the institution, after Bea took it over."""

    def opened(text: str, language: str):
        tip, code = send(text, language=language)
        actions.open_tip(tip, by=world.bea.actor)
        actions.take_over(tip, by=world.bea.actor)
        tip.refresh_from_db()

        def page() -> str:
            return bea.get(f"/messages/{tip.reference}/").content.decode()

        return tip, code, page

    return opened


def test_a_word_in_another_language_is_marked_and_stays_as_it_was(opened):
    _tip, _code, page = opened(HUNGARIAN, "hu")
    text = page()
    assert f'<p dir="auto" lang="hu">{HUNGARIAN}' in " ".join(text.split())
    assert MARK in text
    assert "Hungarian" in text


def test_a_serbian_word_is_not_marked(opened):
    _tip, _code, page = opened("Код нас.", "sr")
    assert MARK not in page()


def test_each_message_is_marked_for_itself(world, opened):
    tip, code, page = opened("Код нас.", "sr")
    actions.write_more(
        actions.come_back(code, by=VISITOR), Said("said", "Most elmentek.", "hu"), by=VISITOR
    )
    actions.open_tip(tip, by=world.bea.actor)
    text = page()
    assert text.count(MARK) == 1
    assert '<p dir="auto" lang="hu">Most elmentek.' in " ".join(text.split())


def test_an_unknown_language_is_said_and_not_guessed(opened):
    _tip, _code, page = opened("Ndihmë.", "other")
    text = page()
    assert MARK in text
    assert "another language" in text
    assert 'lang="other"' not in text


def test_an_answer_says_its_language_where_the_writer_reads_another(world, bea, opened):
    tip, code, page = opened(HUNGARIAN, "hu")
    form = page().split("/reply/")[1]
    token = hidden(form)["token"]
    bea.post(
        f"/messages/{tip.reference}/reply/", {"text": "Jövünk.", "language": "hu", "token": token}
    )
    actions.reply(tip, "Долазимо.", language="sr", by=world.bea.actor)
    thread = Visitor("hu").post("back/", {"code": code})
    assert '<p dir="auto" lang="hu">Jövünk.' in " ".join(thread.split())
    # The newest answer stands first, with the day and who wrote it before its words.
    newest, rest = thread[thread.index('id="answer"') :].split("Долазимо.")
    assert "szerb" in newest
    assert "szerb" not in rest.split("<form")[0]
    assert "szerb" not in Visitor("sr").post("back/", {"code": code})


def test_the_mark_goes_along_into_a_file(world, opened):
    tip, _code, _page = opened(HUNGARIAN, "hu")
    with translation.override("en"):
        said = history(read(tip, **world.bea.can))
    assert HUNGARIAN in said
    assert "Written in: Hungarian. Needs translation." in said


def test_an_entry_without_a_language_is_not_called_foreign():
    assert not Said(REPLIED, "x").needs_translation
