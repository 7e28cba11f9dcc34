"""A person writes without a name, comes back, reads the answer."""

from __future__ import annotations

import re

import pytest
from django.test import Client

from spona.access.models import UsedToken
from spona.audit.models import Entry
from spona.tipline.models import Tip, TipExclusion
from spona.vault.models import Code, Grant
from tests.tipline.conftest import TEXT
from tests.tipline.pages import Visitor, code_in, hidden

WORD = {"text": TEXT, "where": "Шумадијска", "children": "not_sure", "who": "somebody",
        "language": "sr"}  # fmt: skip
NEW = "in/vranje/new/"


def test_a_word_arrives_is_read_answered_and_closed(world):
    visitor = Visitor()
    code = code_in(visitor.fill(NEW, WORD))
    tip = Tip.objects.get()

    bea = world.bea.sign_in()
    assert tip.reference in bea.get("/messages/").content.decode()
    here = f"/messages/{tip.reference}/"
    assert TEXT not in bea.get(here).content.decode()
    assert "Not yet read" in visitor.post("back/", {"code": code})

    bea.post(here + "open/")
    page = bea.get(here).content.decode()
    assert TEXT in page
    assert "Шумадијска" in page
    assert "Read on" in visitor.post("back/", {"code": code.lower().replace("-", " ")})

    bea.post(here + "take/")
    token = _token(bea.get(here).content.decode(), "reply/")
    bea.post(here + "reply/", {"text": "Хвала. Долазимо сутра.", "token": token})
    thread = visitor.post("back/", {"code": code})
    assert "Хвала. Долазимо сутра." in thread
    assert "Taken over on" in thread

    visitor.post("back/more/", hidden(thread) | {"text": "Сад су отишли.", "language": "sr"})
    assert "Сад су отишли." not in bea.get(here).content.decode()
    bea.post(here + "open/")
    assert "Сад су отишли." in bea.get(here).content.decode()

    token = _token(bea.get(here).content.decode(), "close/")
    bea.post(here + "close/", {"text": "Готово је, хвала.", "token": token})
    last = visitor.post("back/", {"code": code})
    assert "Closed on" in last
    assert "Готово је, хвала." in last


def test_a_second_click_is_one_word_and_shows_no_code(world):
    visitor = Visitor()
    typed = hidden(visitor.get(NEW)) | WORD
    first = visitor.post(NEW, typed)
    again = visitor.post(NEW, typed)
    assert code_in(first) not in again
    assert "arrived already" in again
    assert Tip.objects.count() == Code.objects.count() == 1
    once_more = visitor.post(NEW, hidden(again))
    assert code_in(once_more) != code_in(first)
    assert Tip.objects.count() == 2


def test_what_the_token_keeps_leads_nowhere(world):
    Visitor().fill(NEW, WORD)
    assert UsedToken.objects.get().result == "/"


def test_a_mistake_loses_nothing(world):
    page = Visitor().fill(NEW, WORD | {"text": " ", "excluded": str(world.city.pk)}, 422)
    for typed in ("Шумадијска", 'value="somebody"', "Write at least one sentence"):
        assert typed in page
    assert page.count("checked") == 3
    assert not Tip.objects.exists()


def test_an_excluded_institution_gets_no_key_no_row_and_no_notice(world, send):
    tip, _code = send(excluded=[world.csw])
    assert list(tip.addressees.values_list("institution", flat=True)) == [world.police.pk]
    assert not Grant.objects.filter(to_id=world.csw.pk).exists()
    bea = world.bea.sign_in()
    assert tip.reference not in bea.get("/messages/").content.decode()
    assert bea.get(f"/messages/{tip.reference}/").status_code == 404
    assert bea.post(f"/messages/{tip.reference}/take/").status_code == 404
    assert TipExclusion.objects.count() == 1


def test_when_nobody_is_left_nothing_is_taken(world):
    both = [str(world.csw.pk), str(world.police.pk)]
    page = Visitor().fill(NEW, WORD | {"excluded": both}, 422)
    assert "Nobody would be left to read it" in page
    assert TEXT in page
    assert not Tip.objects.exists()
    assert not Code.objects.exists()


def test_a_town_where_nobody_is_connected_takes_nothing_and_says_so(world):
    world.nis.casework_open = False
    world.nis.save()
    visitor = Visitor()
    assert "none is taken" in visitor.get("in/nis/")
    rows = visitor.get("").split("<li>")
    assert ["calls only" in row for row in rows if "in/nis/" in row] == [True]
    assert ["calls only" in row for row in rows if "in/vranje/" in row] == [False]
    for town, there in (("vranje", True), ("nis", False)):
        for path in (f"/en/help/{town}/", f"/en/town/{town}/"):
            html = Client().get(path).content.decode()
            assert (f"/en/message/in/{town}/" in html) is there, path
    page = visitor.get("in/nis/new/")
    assert "none is taken" in page
    assert 'name="text"' not in page
    visitor.post("in/nis/new/", WORD | {"token": "a" * 43})
    assert not Tip.objects.exists()
    visitor.get("in/nowhere/", 404)


@pytest.mark.parametrize("language", ["sr", "sr-latn", "en", "hu"])
def test_every_public_page_sets_nothing_and_has_only_the_script_of_the_quick_exit(world, language):
    visitor = Visitor(language)
    pages = [visitor.get(path) for path in ("", "in/vranje/", NEW, "in/vranje/at-work/", "back/")]
    received = visitor.fill(NEW, WORD)
    pages += [received, visitor.post("back/", {"code": code_in(received)})]
    pages.append(visitor.post("back/", {"code": "7K3MQ2"}, 422))
    for page in pages:
        scripts = re.findall(r"<script[^>]*>.*?</script>", page, re.DOTALL)
        assert len(scripts) == 1
        assert re.fullmatch(
            r'<script type="module" src="/static/ui/js/quick_exit[^"]*"></script>', scripts[0]
        )
        assert " style=" not in page
        assert 'href="/exit/"' in page
        assert "192" in page
        assert "http://" not in page.replace("http://www.w3.org", "")


def test_nothing_about_the_way_somebody_came_is_kept(world):
    visitor = Visitor()
    visitor.client.post(
        visitor.root + NEW, hidden(visitor.get(NEW)) | WORD,
        REMOTE_ADDR="203.0.113.77", HTTP_USER_AGENT="Mozilla/5.0 Telling",
    )  # fmt: skip
    for entry in Entry.objects.all():
        said = f"{entry.name} {entry.actor} {entry.detail}"
        assert "203.0" not in said
        assert "Telling" not in said
    assert Entry.objects.get(name="tip:arrived", lane_id=world.csw.pk).actor == "None"


def _token(page: str, action: str) -> str:
    form = page.split(action + '"')[1].split("</form>", maxsplit=1)[0]
    return str(hidden(form)["token"])
