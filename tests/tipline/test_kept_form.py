"""The empty form is kept for all who write; the token in it is one person's."""

from __future__ import annotations

import pytest
from django.core.cache import cache
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from spona.access import page_cache
from spona.identity.sessions import HALF_COOKIE
from spona.tipline.models import Tip
from tests.tipline.pages import Visitor, code_in, hidden
from tests.tipline.test_word import WORD

NEW = "/en/message/in/vranje/new/"
FORMS = (NEW, "/en/message/in/vranje/at-work/", "/en/message/back/")
PAGES = ("/en/message/", "/en/message/in/vranje/")


@pytest.fixture(autouse=True)
def _nothing_kept():
    cache.clear()


def _questions(client, path):
    with CaptureQueriesContext(connection) as asked:
        page = client.get(path)
    assert page.status_code == 200
    return page, len([1 for one in asked if not one["sql"].startswith(("PRAGMA", "SET"))])


@pytest.mark.parametrize("path", [*FORMS, *PAGES])
def test_the_second_reader_costs_one_question(world, path):
    # The page of the code asks nothing else even when it is made.
    assert _questions(Client(), path)[1] > (0 if path == FORMS[2] else 1)
    assert _questions(Client(), path)[1] == 1


def test_no_two_readers_get_the_same_token(world):
    tokens = [hidden(_questions(Client(), NEW)[0].text)["token"] for _one in range(20)]
    assert len(set(tokens)) == 20
    assert all(len(token) == 43 for token in tokens)


@pytest.mark.parametrize("path", FORMS)
def test_nobody_on_the_way_keeps_a_form(world, path):
    for _one in range(2):
        assert _questions(Client(), path)[0]["Cache-Control"] == "no-store"


def test_a_kept_form_is_that_page_but_for_its_token(world):
    first, second = (_questions(Client(), NEW)[0] for _one in range(2))
    token, other = (hidden(page.text)["token"] for page in (first, second))
    assert first.text.replace(token, other) == second.text
    assert dict(first.headers) == dict(second.headers)


def test_two_strangers_send_from_one_kept_form_and_each_has_a_code(world):
    forms = [hidden(_questions(Client(), NEW)[0].text) for _one in range(2)]
    codes = {code_in(Visitor().post("in/vranje/new/", form | WORD)) for form in forms}
    assert len(codes) == Tip.objects.count() == 2


def test_the_place_of_a_token_is_no_token(world):
    """A page that went out without one sends nothing, instead of one token for everybody."""
    Visitor().post("in/vranje/new/", WORD | {"token": page_cache._PLACE}, 400)
    assert not Tip.objects.exists()


@pytest.mark.parametrize("cookies", [{"foo": "bar"}, {"__Host-spona": "x" * 43, HALF_COOKIE: "y"},
                                     {"__Host-known-0123456789abcdef": "z" * 22}])  # fmt: skip
@pytest.mark.parametrize("path", [NEW, "/en/help/vranje/"])
def test_a_cookie_that_leads_to_no_session_passes_by_nothing(world, cookies, path):
    for _time in range(2):
        stranger = Client()
        stranger.cookies.load(cookies)
        page, n = _questions(stranger, path)
        assert not page.cookies
    # A session cookie is looked up, for it might have been somebody's.
    assert n <= 2
    assert _questions(Client(), path)[1] == 1


def test_what_an_address_asks_besides_makes_no_form_anew(world):
    _questions(Client(), NEW + "?x=1")
    for n in range(3):
        page, asked = _questions(Client(), f"{NEW}?x={n}")
        assert asked == 1
        assert "x=" not in page.text


def test_somebody_signed_in_and_a_stranger_never_get_each_others_page(world, bea):
    for path in (NEW, "/en/"):
        cache.clear()
        own = _questions(bea, path)
        strangers = _questions(Client(), path)
        assert own[1] > 1
        assert strangers[1] > 1, "the page of somebody signed in was kept"
        assert _questions(bea, path)[1] > 2, "she got the strangers' page"
        assert _questions(Client(), path)[1] == 1
    tokens = {hidden(_questions(one, NEW)[0].text)["token"] for one in (bea, Client(), bea)}
    assert len(tokens) == 3


def test_a_locked_session_goes_the_whole_way(world, bea):
    bea.post("/lock/")
    _questions(Client(), "/en/help/")
    assert _questions(bea, "/en/help/")[1] > 2
    assert _questions(Client(), "/en/help/")[1] == 1
