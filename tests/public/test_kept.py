"""For some seconds a public page is shown again as it was made; never one that is somebody's."""

import pytest
from django.core.cache.backends import locmem
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from spona.access.page_cache import SECONDS
from spona.middleware.closed import CLOSED
from spona.reference.models import Town
from tests.harness.world import build

pytestmark = pytest.mark.django_db


@pytest.fixture
def later(monkeypatch):
    """So many seconds pass for what is kept."""
    began, gone = locmem.time.time(), [0]
    monkeypatch.setattr(locmem.time, "time", lambda: began + gone[0])
    return lambda seconds: gone.__setitem__(0, seconds)


def questions(client, path, status=200):
    with CaptureQueriesContext(connection) as asked:
        assert client.get(path).status_code == status
    return [one["sql"] for one in asked if not one["sql"].startswith(("PRAGMA", "SET"))]


@pytest.mark.parametrize("path", ["/sr/", "/en/help/", "/sr-latn/help/vranje/"])
def test_the_second_reader_costs_one_question(client, towns, path):
    assert len(questions(client, path)) > 1
    assert len(questions(client, path)) == 1


def test_each_language_is_a_page_of_its_own(client, towns):
    first = client.get("/sr/").text
    assert 'lang="sr-Cyrl"' in first
    assert 'lang="en"' in client.get("/en/").text
    assert client.get("/sr/").text == first


def test_what_is_not_there_and_what_asks_for_more_is_made_anew(client, towns):
    for path, status in (("/en/help/nowhere/", 404), ("/en/help/?more=1", 200)):
        for __ in range(2):
            assert len(questions(client, path, status)) > 1


def test_a_number_that_was_taken_back_is_gone_at_once(client, body, plant):
    point = plant("017 100 200", body("CSR-VR"))
    assert "017 100 200" in client.get("/en/help/vranje/").text
    point.confirmed_on = None
    point.save()
    assert "017 100 200" not in client.get("/en/help/vranje/").text


def test_what_no_log_tells_is_there_when_the_seconds_are_over(client, towns, later):
    assert "Nova Vranja" not in client.get("/en/").text
    Town.objects.filter(slug="vranje").update(words={"sr": "Ново Врање", "en": "Nova Vranja"})
    assert "Nova Vranja" not in client.get("/en/").text
    later(SECONDS + 1)
    assert "Nova Vranja" in client.get("/en/").text


def test_the_page_of_somebody_signed_in_is_kept_for_nobody():
    bea, stranger = build(stocked=False).people["bea"].sign_in(), Client()
    for __ in range(2):
        assert len(questions(bea, "/en/")) > 1
    assert len(questions(stranger, "/en/")) > 1
    assert len(questions(bea, "/en/")) > 1
    assert len(questions(stranger, "/en/")) == 1


def test_what_is_asked_is_kept_too_and_bounded(client, towns):
    """The same question twice is answered once; a word more than a page reads makes it anew."""
    path = "/en/services/?q=" + "a" * 300
    assert len(path) < 400
    assert len(questions(client, path)) > 1
    assert len(questions(client, path)) == 1
    assert len(questions(client, "/en/services/?q=b")) > 1
    for __ in range(2):
        assert len(questions(client, path + "&more=1")) > 1


def test_a_file_is_kept_with_what_it_is(client, towns):
    first = client.get("/en/figures/centre.csv")
    again = client.get("/en/figures/centre.csv")
    assert again.content == first.content
    for answer in (first, again):
        assert answer["Content-Type"].startswith("text/csv")
        assert answer["Content-Disposition"] == 'attachment; filename="spona.csv"'


@pytest.mark.parametrize("path", ["/en/", "/en/help/vranje/", "/sr/services/", "/ar/help/"])
def test_nobody_on_the_way_keeps_a_page_longer_than_ten_seconds(client, towns, path):
    for __ in range(2):
        answer = client.get(path)
        assert answer["Cache-Control"] == f"public, max-age={SECONDS}"
    assert 2 * SECONDS <= 10


def test_a_question_that_is_no_persons_is_not_kept(client, towns):
    path = "/en/services/?q=" + "a" * 500
    for __ in range(2):
        assert len(questions(client, path)) > 1


def test_a_page_that_was_kept_has_every_header_of_one_that_was_made(client, towns):
    made, again = client.get("/en/rights/"), client.get("/en/rights/")
    assert dict(made.headers) == dict(again.headers)
    assert "default-src 'none'" in again["Content-Security-Policy"]
    assert again["X-Content-Type-Options"] == "nosniff"
    assert not again.cookies


def test_nothing_is_shown_from_memory_while_the_server_is_closed(client, towns):
    assert client.get("/en/").status_code == 200
    assert client.get("/en/", **{CLOSED: True}).status_code == 503


def test_under_another_name_the_page_is_made_and_a_strange_cookie_changes_nothing(
    client, towns, settings
):
    settings.ALLOWED_HOSTS = ["*"]
    assert len(questions(client, "/en/help/")) > 1
    assert len(questions(client, "/en/help/")) == 1
    other = Client(headers={"host": "other.example"})
    assert len(questions(other, "/en/help/")) > 1
    client.cookies["something"] = "x"
    assert len(questions(client, "/en/help/")) == 1
