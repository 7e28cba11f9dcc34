"""Before a report with a name is opened and taken over: what its page says, who can be called."""

from __future__ import annotations

import re
from html import unescape

import pytest

from spona.access.denied import Denied
from spona.audit.models import Entry
from spona.directory.models import Institution
from spona.tipline import actions
from spona.tipline.models import Tip
from spona.vault.models import Box, Grant
from tests.tipline.pages import Visitor, hidden
from tests.tipline.test_named_report import begun, report
from tests.tipline.test_report import known_number

__all__ = ["begun", "known_number", "report"]


def _words(browser, path: str) -> str:
    page = browser.get(path).content.decode()
    return unescape(re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", page.partition("<main")[2])))


def _call(browser, tip, status: int = 302) -> None:
    here = f"/messages/{tip.reference}/"
    form = browser.get(here).content.decode().split("call/")[1]
    typed = {"number": "017 111 222", "reached": "reached", "from_there": "yes", "note": "Секр."}
    answer = browser.post(here + "call/", typed | {"token": hidden(form)["token"]})
    assert answer.status_code == status


# --- the page before anybody has opened it


def test_the_unopened_page_carries_the_line_of_its_row(bea, report):
    tip, _code, _page = report("immediate", age="child")
    page = _words(bea, f"/messages/{tip.reference}/")
    for said in ("A report with a name", "immediate, 24 hours", "child", "Процена безбедности",
                 "Основна школа Пример", "arrived on"):  # fmt: skip
        assert said in page, said
    assert "Изостаје петком." not in page
    assert "Јована Примерић" not in page
    tip.refresh_from_db()
    assert tip.state == "arrived", "looking is not opening"


def test_of_a_message_without_a_name_the_unopened_page_opens_nothing(bea, send):
    tip, _code = send()
    page = _words(bea, f"/messages/{tip.reference}/")
    assert "Sealed until you open it" in page
    assert not Entry.objects.filter(name="section:read_many").exists()


# --- the institution, in the language of whoever reads


@pytest.fixture
def english_name(world):
    row = Institution.objects.get(pk=world.school.pk)
    row.words = {"sr": "Основна школа Пример", "en": "Example Primary School"}
    row.save()


@pytest.mark.parametrize("written_in", ["en", "sr"])
def test_list_desk_and_page_name_the_institution_as_their_reader_does(
    world, bea, english_name, report, written_in
):
    tip, _code, _page = report("urgent", language=written_in)
    boris = world.boris
    boris.account.language = "sr"
    boris.account.save(update_fields=["language"])
    serbian = boris.sign_in()
    here = f"/messages/{tip.reference}/"
    for path in ("/messages/", "/desk/", here):
        assert "Example Primary School" in _words(bea, path), path
        assert "Example" not in _words(serbian, path), path
        assert "Основна школа Пример" in _words(serbian, path), path
    bea.post(here + "open/")
    assert "Example Primary School" in _words(bea, here)
    assert "Example" not in _words(serbian, here)
    assert "Основна школа Пример" in _words(serbian, here)


def test_a_name_that_somebody_wrote_past_us_is_not_shown(world, bea, english_name, report):
    report("urgent")
    Institution.objects.filter(pk=world.school.pk).update(words={"en": "Impostor"})
    page = _words(bea, "/messages/")
    assert "Impostor" not in page
    assert "Example Primary School" in page


# --- the call before taking over


def test_whoever_reads_it_calls_back_before_taking_it_over(world, bea, known_number, report):
    tip, code, _page = report("urgent")
    here = f"/messages/{tip.reference}/"
    assert "017 111 222" not in _words(bea, here)
    bea.post(here + "open/")
    page = _words(bea, here)
    assert "017 111 222" in page
    assert "Call back first." in page
    assert "not called back yet" in page
    _call(bea, tip)
    page = _words(bea, here)
    assert "verified by call" in page
    assert "Секр." in page
    assert "Call back first." not in page
    tip.refresh_from_db()
    assert tip.institution is None, "calling is not taking over"
    assert "Секр." not in Visitor().post("back/", {"code": code})
    bea.post(here + "take/")
    page = _words(bea, here)
    assert "verified by call" in page
    assert "Секр." in page
    box = Box.objects.get(kind="response")
    assert {one.to_kind for one in Grant.objects.filter(section__box=box)} == {"institution"}


def test_nobody_writes_a_call_into_what_they_have_not_opened_or_cannot_see(
    world, known_number, report
):
    tip, _code, _page = report("urgent")
    call = {"number": "017 111 222", "reached": "reached", "from_there": "yes", "note": ""}
    with pytest.raises(Denied, match="Open it first"):
        actions.log_call(tip, **call, by=world.bea.actor)
    actions.open_tip(tip, by=world.bea.actor)
    for other in (world.petra, world.vera):
        with pytest.raises(Denied):
            actions.log_call(tip, **call, by=other.actor)
    petra = world.petra.sign_in()
    assert petra.post(f"/messages/{tip.reference}/call/", call).status_code == 404
    assert not Entry.objects.filter(name="tip:called").exists()


def test_a_message_without_a_name_has_nobody_to_call_back(bea, send):
    tip, _code = send()
    bea.post(f"/messages/{tip.reference}/open/")
    assert (
        bea.post(f"/messages/{tip.reference}/call/", {"number": "017 111 222"}).status_code == 404
    )


def test_the_page_says_what_taking_over_does(bea, report, send):
    """A report with a name went to one; a message to several, whose keys are destroyed."""
    tip, _code, _page = report("urgent")
    bea.post(f"/messages/{tip.reference}/open/")
    page = _words(bea, f"/messages/{tip.reference}/")
    assert "The rest of the report then opens" in page
    assert "destroyed" not in page
    message, _code = send()
    bea.post(f"/messages/{message.reference}/open/")
    page = _words(bea, f"/messages/{message.reference}/")
    assert "1 other institution reads it now; its keys are destroyed" in page
    assert Tip.objects.count() == 2
