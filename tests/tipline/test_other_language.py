"""Whoever cannot read why it was not sent changes the language, and loses nothing."""

from __future__ import annotations

import re
from html import unescape

import pytest

from spona.tipline.models import Tip
from tests.tipline.conftest import TEXT
from tests.tipline.pages import Visitor, code_in, hidden
from tests.tipline.test_flood import FREE, From, _flood, later
from tests.tipline.test_report import PERSON, WORK, begun
from tests.tipline.test_word import NEW, WORD

__all__ = ["begun", "later"]
BUTTON = re.compile(
    r'<button form="([a-z]+)" formaction="([^"]+)" formnovalidate name="moved" value="1" lang="hu">'
)


def _button(page: str) -> tuple[str, str]:
    found = BUTTON.search(page)
    assert found, page
    assert f'<form id="{found[1]}"' in page
    return found[1], found[2]


def _in_hungarian(page: str, typed: dict) -> str:
    _form, address = _button(page)
    visitor = Visitor("hu")
    return unescape(visitor.post(address.removeprefix("/hu/message/"), typed | {"moved": "1"}))


def test_a_mistake_in_a_message(world):
    typed = WORD | {"text": TEXT, "children": "often", "excluded": str(world.city.pk)}
    page = Visitor().fill(NEW, typed, 422)
    other = _in_hungarian(page, hidden(page) | typed)
    assert TEXT in other
    assert "Шумадијска" in other
    assert re.search(f'value="{world.city.pk}"[^>]* checked', other)
    assert 'role="alert"' not in other, "nothing was sent, so nothing is judged"
    assert hidden(other)["token"] == hidden(page)["token"]
    assert not Tip.objects.exists()
    code_in(Visitor("hu").post(NEW, hidden(other) | WORD))


def test_what_has_to_wait_keeps_its_words_and_since_when_it_waits(world, later):
    _flood(world.vranje, networks=1, each=FREE)
    visitor = From("10.0.0.80")
    page = visitor.write(429)
    ticket = hidden(page)["held"]
    other = _in_hungarian(page, hidden(page) | WORD)
    assert TEXT in other
    assert (hidden(other)["held"], hidden(other)["token"]) == (ticket, hidden(page)["token"])


def test_both_pages_of_a_report(world, begun):
    visitor = Visitor()
    first = visitor.post(WORK, begun | {"recipient": "", "reached": "Дежурни"}, 422)
    assert "Дежурни" in _in_hungarian(first, hidden(first) | begun | {"reached": "Дежурни"})
    second = visitor.post(WORK, begun)
    page = visitor.post(WORK, hidden(second) | PERSON | {"own_person": ""}, 422)
    other = _in_hungarian(page, hidden(page) | PERSON | {"own_person": ""})
    assert "Изостаје петком." in other
    assert 'name="report"' in other
    assert 'role="alert"' not in other
    assert not Tip.objects.exists()
    code_in(Visitor("hu").post(WORK, hidden(other) | PERSON))


def test_a_wrong_code_and_what_was_written_to_a_thread(world, send):
    _tip, code = send()
    visitor = Visitor()
    wrong = visitor.post("back/more/", {"code": "7K3M", "text": "Још нешто."}, 422)
    other = _in_hungarian(wrong, {"code": "7K3M", "text": "Још нешто."})
    assert 'value="7K3M"' in other
    assert "Још нешто." in other
    thread = visitor.post("back/", {"code": code})
    other = _in_hungarian(thread, hidden(thread) | {"text": "Још нешто."})
    assert TEXT in other
    assert "Још нешто." in other
    assert not _tip.messages.exists()


@pytest.mark.parametrize("path", [NEW, WORK])
def test_the_first_button_of_the_form_is_no_language(world, begun, path):
    """A browser presses it when somebody presses Enter in a field."""
    page = Visitor().post(path, begun, 422 if path == NEW else 200)
    first = re.search(r'<button form="message"[^>]*>', page)
    assert first is not None
    assert "moved" not in first[0]


def test_the_page_with_the_code_offers_none(world):
    """Another one would not show the code again."""
    assert 'name="moved"' not in Visitor().fill(NEW, WORD)
