import re
from html.parser import HTMLParser
from pathlib import Path

import pytest
from django.contrib.staticfiles import finders
from django.test import Client

from spona.ui.collect import MODULES, sprite

LANGUAGES = {"sr": "sr-Cyrl", "sr-latn": "sr-Latn", "en": "en", "hu": "hu"}
PATHS = [f"/{code}/{page}" for code in LANGUAGES for page in ("", "help/", "help/vranje/")]
# What stands on no title, address or file name.
MATTER = re.compile(r"traffick|victim|trgovin|žrt|трговин|жрт", re.IGNORECASE)


class Page(HTMLParser):
    """Start tags in source order, and the texts."""

    def __init__(self, html):
        super().__init__()
        self.tags, self.texts = [], []
        self.feed(html)

    def handle_starttag(self, tag, attrs):
        self.tags.append((tag, dict(attrs)))

    def handle_data(self, data):
        self.texts.append(data)

    def all(self, name):
        return [attrs for tag, attrs in self.tags if tag == name]


@pytest.fixture
def get(towns):
    def get(path, **headers):
        answer = Client().get(path, **headers)
        assert answer.status_code == 200, answer.content.decode()
        return answer

    return get


@pytest.mark.parametrize("path", PATHS)
def test_no_cookie_is_set(get, path):
    answer = get(path)
    assert not answer.cookies
    assert "set-cookie" not in {name.lower() for name in answer.headers}


@pytest.mark.parametrize("path", PATHS)
def test_there_is_no_script_and_nothing_inline(get, path):
    html = get(path).content.decode()
    assert not Page(html).all("script")
    for _tag, attrs in Page(html).tags:
        assert not [name for name in attrs if name.startswith("on") or name == "style"]
    assert "javascript:" not in html


@pytest.mark.parametrize("path", PATHS)
def test_nothing_is_asked_of_a_third_party(get, path):
    page = Page(get(path).content.decode())
    asked = [attrs["href"] for attrs in page.all("link") + page.all("use")]
    asked += [attrs["src"] for attrs in page.all("img") + page.all("iframe")]
    assert asked
    assert [url for url in asked if not url.startswith("/static/")] == []
    links = [attrs["href"] for attrs in page.all("a")]
    assert [url for url in links if "//" in url] == []


@pytest.mark.parametrize("path", PATHS)
def test_the_first_view_weighs_less_than_50_kb(get, path):
    html = get(path).content
    page = Page(html.decode())
    files = {attrs["href"].partition("#")[0] for attrs in page.all("link") + page.all("use")}
    total = len(html)
    for url in files:
        if url.endswith("icons.svg"):
            if not MODULES.exists():
                pytest.skip("the icons are collected at set-up")
            total += len(sprite().encode())
        else:
            found = finders.find(url.removeprefix("/static/"))
            assert found, url
            total += Path(found).stat().st_size
    assert total < 50_000


@pytest.mark.parametrize("path", PATHS)
def test_the_quick_exit_is_the_first_thing_and_works_as_a_link(get, path):
    page = Page(get(path).content.decode())
    names = [tag for tag, _attrs in page.tags]
    inside = page.tags[names.index("body") + 1 :]
    # A landmark may stand around it; nothing that is seen, read or reached stands before it.
    tag, attrs = next(one for one in inside if one[0] != "nav")
    assert tag == "a"
    assert attrs["href"] == "/exit/"
    assert "data-quick-exit" in attrs
    away = Client().get("/exit/")
    assert away.status_code == 302
    assert away["Location"].startswith("https://")
    assert away["Cache-Control"] == "no-store"
    assert away["Referrer-Policy"] == "no-referrer"
    assert not away.cookies


@pytest.mark.parametrize("path", PATHS)
def test_the_page_says_its_language_and_offers_the_same_page_in_the_others(get, path):
    page = Page(get(path).content.decode())
    code = path.split("/")[1]
    assert page.all("html")[0]["lang"] == LANGUAGES[code]
    offered = {a["lang"]: a["href"] for a in page.all("a") if "hreflang" in a}
    rest = path.removeprefix(f"/{code}")
    assert offered == {html: f"/{other}{rest}" for other, html in LANGUAGES.items()}
    assert list(offered) == ["sr-Cyrl", "sr-Latn", "en", "hu"], "one order on every page"
    current = [a["lang"] for a in page.all("a") if "hreflang" in a and "aria-current" in a]
    assert current == [LANGUAGES[code]]


@pytest.mark.parametrize("path", PATHS)
def test_title_and_addresses_are_neutral(get, path):
    html = get(path).content.decode()
    title = re.search(r"<title>(.*?)</title>", html, re.DOTALL)[1]
    assert title.strip()
    assert not MATTER.search(title)
    assert not any(MATTER.search(attrs.get("href", "")) for attrs in Page(html).all("a"))


@pytest.mark.parametrize(
    ("path", "town"),
    [("/sr/", "Врање"), ("/sr-latn/", "Vranje"), ("/en/", "Vranje"), ("/hu/", "Vranje")],
)
def test_the_title_of_a_town_is_its_name_and_nothing_else(get, path, town):
    html = get(f"{path}help/vranje/").content.decode()
    assert re.search(r"<title>(.*?)</title>", html, re.DOTALL)[1].strip() == town


@pytest.mark.parametrize("path", PATHS)
def test_one_heading_of_the_first_order_and_no_empty_link(get, path):
    page = Page(get(path).content.decode())
    assert len(page.all("h1")) == 1
    assert all(attrs.get("href") for attrs in page.all("a"))


@pytest.mark.parametrize(
    ("code", "said"),
    [("sr", "Имам код"), ("sr-latn", "Imam kod"), ("en", "I have a code"), ("hu", "Van kódom")],
)
def test_whoever_has_a_code_comes_back_by_one_press(get, code, said):
    for path in (f"/{code}/", f"/{code}/help/", f"/{code}/help/vranje/"):
        html = get(path).content.decode()
        assert f'href="/{code}/word/back/"' in html
        assert said in html
    assert Client().get(f"/{code}/word/back/").status_code == 200


@pytest.mark.parametrize("code", LANGUAGES)
def test_the_front_page_leads_to_help_and_to_signing_in(get, code):
    links = [a["href"] for a in Page(get(f"/{code}/").content.decode()).all("a")]
    assert f"/{code}/help/" in links
    # Nobody signs in in Hungarian: the door is in Latin letters.
    assert f"/{'sr-latn' if code == 'hu' else code}/login/" in links
    assert f"/{code}/help/nis/" in links


def test_a_town_without_a_network_is_not_there(towns):
    assert Client().get("/sr/help/kraljevo/").status_code == 404
    assert Client().get("/de/help/").status_code == 404


def test_a_page_changes_nothing_and_takes_no_post(towns):
    assert Client().post("/sr/help/").status_code == 405
