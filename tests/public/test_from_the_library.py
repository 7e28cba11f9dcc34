"""What editors let appear, as a stranger reads it: not before its hour, not after it was withdrawn."""

from __future__ import annotations

import datetime as dt
import re

import pytest
from django.test import Client
from django.utils import timezone

from spona.library import actions
from spona.library.models import Article
from tests.library.conftest import build, shown, wording, written
from tests.library.test_recordings import put
from tests.shared_world import kept

_built, world = kept(build)
HOSTILE = "Дођите. <script>alert(1)</script> <img src=x onerror=alert(1)> [x](javascript:alert(1))"


def text(path, status=200):
    answer = Client().get(path)
    assert answer.status_code == status
    return " ".join(answer.content.decode().split()).replace(" </p>", "</p>")


def test_news_appear_on_the_page_of_the_town_on_their_list_and_alone(world):
    row = shown(world, title="Отворена врата")
    for path in ("/sr/news/", "/sr/news/?town=vranje", "/sr/town/vranje/", f"/sr/read/{row.slug}/"):
        assert "Отворена врата" in text(path), path
    assert "Отворена врата" not in text("/sr/news/?town=nis")
    assert "Otvorena vrata" in text(f"/sr-latn/read/{row.slug}/")
    # Where news of all towns stand together, each says of which; its own page need not.
    said = "· Врање</p>"
    assert said in text("/sr/news/")
    assert said not in text("/sr/news/?town=vranje")
    assert said not in text("/sr/town/vranje/")


@pytest.mark.parametrize("language", ["sr", "en", "hu"])
def test_a_draft_and_what_appears_later_are_nowhere(world, language):
    draft = written(world, title="Нацрт")
    later = written(world, title="Касније")
    at = timezone.now() + dt.timedelta(hours=3)
    actions.publish(later, version=1, by=world.people["ena"].actor, at=at)
    for row in (draft, later):
        text(f"/{language}/read/{row.slug}/", 404)
    for path in ("news/", "town/vranje/", "publications/?q=касније", ""):
        html = text(f"/{language}/{path}")
        assert "Нацрт" not in html
        assert "Kasnije" not in html.partition("<main")[2].replace('value="касније"', "")


def test_what_was_withdrawn_is_gone_from_every_page(world):
    row = shown(world, title="Повучено")
    actions.withdraw(row, by=world.people["ena"].actor)
    text(f"/sr/read/{row.slug}/?anew=1", 404)
    for path in ("/sr/news/?anew=1", "/sr/town/vranje/?anew=1"):
        assert "Повучено" not in text(path)


def test_what_an_editor_pasted_runs_nothing(world):
    row = shown(world, title="Позив", body=HOSTILE)
    html = text(f"/sr/read/{row.slug}/")
    assert "Дођите." in html
    assert "<script" not in html
    assert "onerror=" not in html.replace("&", " ").lower() or "<img" not in html
    assert 'href="javascript' not in html


def test_news_of_the_practice_network_are_for_nobody(world):
    row = shown(world, title="Вежба")
    network = world.vranje
    network.practice = True
    network.save()
    assert Article.objects.filter(pk=row.pk).exists()
    text(f"/sr/read/{row.slug}/?anew=1", 404)
    assert "Вежба" not in text("/sr/news/?anew=1")


def test_words_are_found_in_both_scripts(world):
    row = shown(world, title="Радионица у школи", body="О запошљавању у иностранству.")
    assert wording().title
    for query in ("запошљавању", "zaposljavanju", "ZAPOŠLJAVANJU"):
        assert f"/en/read/{row.slug}/" in text(f"/en/publications/?q={query}")
    assert f"/en/read/{row.slug}/" not in text("/en/publications/?q=nothing-of-it")


def test_a_page_is_heard_where_somebody_has_read_it_aloud(world):
    """In the script of neither and both; in a language of few words above all."""
    assert "<audio" not in text("/sr/help/vranje/")
    for language in ("sr", "rom"):
        actions.show(put(world, language=language), by=world.ena.actor)
    for code, heard in (("sr", 1), ("sr-latn", 1), ("rom", 1), ("hu", 0), ("ar", 0)):
        html = text(f"/{code}/help/vranje/?anew=1")
        assert html.count("<audio controls") == heard, code
        if heard:
            address = re.search(r'<audio[^>]* src="(/recordings/[^"]+)"', html)[1]
            assert Client().get(address).status_code == 200
    assert "<audio" not in text("/sr/help/nis/")
    assert "media-src 'self'" in Client().get("/sr/help/")["Content-Security-Policy"]
