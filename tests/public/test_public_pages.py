import re
from html.parser import HTMLParser
from pathlib import Path

import pytest
from django.contrib.staticfiles import finders
from django.test import Client

from spona import ui
from spona.directory.models import Network, NetworkTown
from spona.public.signs import READERS
from spona.reference.models import Town
from spona.ui.collect import MODULES, sprite

LANGUAGES = {"sr": "sr-Cyrl", "sr-latn": "sr-Latn", "en": "en", "hu": "hu"}
FEW = {"rom": "rom", "sq": "sq", "ar": "ar", "fa": "fa"}
HELP = ("help/", "help/vranje/")
PAGES = (
    "", *HELP, "town/vranje/", "signs/", *(f"signs/{who}/" for who in READERS), "rights/", "after/",
    "figures/", "figures/centre/", "figures/us-tip/", "projects/", "services/", "news/", "events/",
    "publications/", "languages/",
)  # fmt: skip
PATHS = [
    *(f"/{code}/{page}" for code in LANGUAGES for page in PAGES),
    *(f"/{code}/{page}" for code in FEW for page in HELP),
]
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
def test_nothing_is_inline_and_only_help_has_a_script_of_our_own(get, path):
    html = get(path).content.decode()
    scripts = [attrs["src"] for attrs in Page(html).all("script")]
    assert [one.startswith("/static/ui/js/quick_exit") for one in scripts] == (
        [True] if "/help/" in path else []
    )
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
    # A source that somebody may open learns nothing of where they come from.
    away = [attrs for attrs in page.all("a") if "//" in attrs["href"]]
    assert [one for one in away if one.get("rel") != "noreferrer"] == []
    assert not away or "/figures/" in path


@pytest.mark.parametrize("path", PATHS)
def test_the_first_view_weighs_less_than_50_kb(get, path):
    html = get(path).content
    page = Page(html.decode())
    files = {attrs["href"].partition("#")[0] for attrs in page.all("link") + page.all("use")}
    total = len(html)
    for named in files:
        url = re.sub(r"\.[0-9a-f]{12}(?=\.[a-z]+$)", "", named)
        assert url != named, f"{named} has no hash in its name"
        assert not url.endswith("/icons.svg"), "the icons of the staff pages are for desks"
        if url.endswith("icons_public.svg"):
            if not MODULES.exists():
                pytest.skip("the icons are collected at set-up")
            total += len(sprite("icons_public.txt").encode())
        else:
            found = finders.find(url.removeprefix("/static/"))
            assert found, url
            total += Path(found).stat().st_size
    assert total < 50_000, (len(html), files)


@pytest.mark.parametrize("path", PATHS)
def test_each_icon_is_in_the_sprite_of_the_public_pages(get, path):
    there = set(Path(ui.__file__).with_name("icons_public.txt").read_text().split())
    drawn = {attrs["href"].partition("#")[2] for attrs in Page(get(path).text).all("use")}
    assert drawn
    assert drawn <= there


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
    every = LANGUAGES | FEW
    assert page.all("html")[0]["lang"] == every[code]
    assert page.all("html")[0]["dir"] == ("rtl" if code in ("ar", "fa") else "ltr")
    tongues = [a for a in page.all("a") if "hreflang" in a and "lang" in a]
    offered = {a["lang"]: a["href"] for a in tongues}
    rest = path.removeprefix(f"/{code}")
    # Into the others only the pages of help lead, for there is no more.
    here = every if rest.startswith("/help/") else LANGUAGES
    assert offered == {html: f"/{other}{rest}" for other, html in here.items()}
    assert list(offered) == list(here.values()), "one order on every page"
    assert [a["lang"] for a in tongues if "aria-current" in a] == [every[code]]


@pytest.mark.parametrize("path", PATHS)
def test_title_and_addresses_are_neutral(get, path):
    html = get(path).content.decode()
    title = re.search(r"<title>(.*?)</title>", html, re.DOTALL)[1]
    assert title.strip()
    assert not MATTER.search(title)
    # Sources of figures lie where others have put them; ours say nothing.
    ours = [a["href"] for a in Page(html).all("a") if "//" not in a["href"]]
    assert not any(MATTER.search(address) for address in ours)


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
        assert f'href="/{code}/message/back/"' in html
        assert said in html
    assert Client().get(f"/{code}/message/back/").status_code == 200


@pytest.mark.parametrize("code", LANGUAGES)
def test_the_front_page_leads_to_help_and_to_signing_in(get, code):
    links = [a["href"] for a in Page(get(f"/{code}/").content.decode()).all("a")]
    assert f"/{code}/help/" in links
    # Nobody signs in in Hungarian: the door is in Latin letters.
    assert f"/{'sr-latn' if code == 'hu' else code}/login/" in links
    assert f"/{code}/town/nis/" in links
    assert f"/{code}/signs/pupil/" in links


@pytest.mark.parametrize(
    "path",
    ["/sr/help/kraljevo/", "/en/town/kraljevo/", "/hu/signs/policeman/", "/en/figures/blog/",
     "/sr/projects/none/", "/en/read/nothing/", "/en/publications/none/", "/en/nothing-of-ours/",
     "/en/services/00000000-0000-0000-0000-000000000000/", "/en/services/?town=kraljevo",
     "/en/news/?town=kraljevo", "/ar/help/kraljevo/", "/de/help/", "/pt-br/help/vranje/",
     "/en/help/kraljevo/list.pdf", "/en/figures/blog.csv"],
)  # fmt: skip
def test_what_is_not_there_still_has_the_number_of_the_police_and_a_way_out(towns, path):
    answer = Client().get(path)
    assert answer.status_code == 404
    page = Page(answer.text)
    assert next(a["href"] for a in page.all("a") if a["href"].startswith("tel:")) == "tel:192"
    assert page.all("a")[0]["href"] == "/exit/"
    assert any("/help/" in a["href"] for a in page.all("a"))
    assert not answer.cookies
    scripts = [attrs["src"] for attrs in page.all("script")]
    assert [one for one in scripts if not one.startswith("/static/ui/js/quick_exit")] == []


def test_the_town_of_the_national_network_alone_has_no_page(towns):
    words = {"sr": "Седиште"}
    seat = Town.objects.create(
        slug="seat", words=words, genitive=words, locative=words, district=words,
        iso_3166_2="RS-00", lat=44, lon=20,
    )  # fmt: skip
    national = Network.objects.create(
        slug="national", town=seat, words={"sr": "Национална мрежа"}, kind=Network.Kind.NATIONAL
    )
    NetworkTown.objects.create(network=national, town=seat)
    assert "Седиште" not in Client().get("/sr/help/").content.decode()
    assert Client().get("/sr/help/seat/").status_code == 404


def test_an_address_of_the_staff_pages_stays_theirs(towns):
    assert Client().get("/desk/").status_code == 302
    assert "tel:192" not in Client().get("/nothing-of-ours/").text


def test_a_page_changes_nothing_and_takes_no_post(towns):
    assert Client().post("/sr/help/").status_code == 405
