"""On the name of the public pages nothing else exists: no login, no link to one, no hint of one."""

from __future__ import annotations

import re

import pytest
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver

from spona import tip_urls
from spona.cli.doctor.outward import names
from spona.tipline.models import Tip
from tests.tipline.pages import Visitor, code_in, hidden
from tests.tipline.test_report import PERSON, WORK
from tests.tipline.test_word import NEW, WORD

NAME = "pisma.example"
STAFF = (
    "/desk/", "/search/", "/tasks/", "/messages/", "/messages/T-ZZZZ-ZZ/", "/r/R-ZZZZ-ZZ/", "/cases/F-ZZZZ-ZZ/",
    "/sr/login/", "/en/login/", "/sr/welcome/", "/step-up/", "/choose/", "/notices/", "/lists/",
    "/networks/", "/go/R-ZZZZ-ZZ/", "/healthz", "/readyz", "/statistics/",
)  # fmt: skip


@pytest.fixture
def settings_with_name(settings):
    settings.SPONA_HOST = "spona.example"
    settings.SPONA_TIP_HOST = NAME
    settings.ALLOWED_HOSTS = ["testserver", "spona.example", NAME]
    return settings


@pytest.fixture
def visitor(settings_with_name):
    made = Visitor()
    made.client = Client(headers={"Host": NAME, "Sec-Fetch-Site": "same-origin"})
    return made


def _shape(page: str) -> str:
    """A page without what differs from asking to asking."""
    return re.sub(r"\s+", " ", page)


@pytest.mark.parametrize("method", ["get", "post", "put", "options"])
@pytest.mark.parametrize("path", STAFF)
def test_a_staff_address_answers_as_one_that_never_was(world, visitor, method, path):
    nonsense = getattr(visitor.client, method)("/xyzzy/")
    answer = getattr(visitor.client, method)(path)
    assert (answer.status_code, nonsense.status_code) == (404, 404)
    first, second = answer.content.decode(), nonsense.content.decode()
    if path.startswith("/en/"):
        assert 'lang="en"' in first
    else:
        same = "/sr/" if path.startswith("/sr/") else "/xyzzy/"
        second = getattr(visitor.client, method)(f"{same}xyzzy/" if same != "/xyzzy/" else same)
        assert _shape(first) == _shape(second.content.decode())
    assert not answer.cookies


def test_somebody_who_is_signed_in_elsewhere_is_a_stranger_here(world, settings_with_name):
    bea = world.bea.sign_in()
    for path in ("/desk/", "/messages/", "/"):
        answer = bea.get(path, headers={"Host": NAME})
        assert answer.status_code in (302, 404)
        assert "Bea" not in answer.content.decode()
    front = bea.get("/sr/message/", headers={"Host": NAME}).content.decode()
    assert "topbar" not in front


def test_every_page_links_only_to_what_exists_here(world, visitor):
    pages = [visitor.get(path) for path in ("", "in/vranje/", NEW, WORK, "back/")]
    pages += [visitor.client.get(path).content.decode()
              for path in ("/en/", "/en/help/", "/en/help/vranje/", "/en/nowhere/", "/desk/")]  # fmt: skip
    received = visitor.fill(NEW, WORD)
    pages += [received, visitor.post("back/", {"code": code_in(received)})]
    begun = {"in_danger": "no", "own": str(world.school.pk), "recipient": str(world.csw.pk)}
    second = visitor.post(WORK, begun)
    pages += [second, visitor.post(WORK, hidden(second) | PERSON)]
    assert Tip.objects.count() == 2
    links = {link for page in pages for link in re.findall(r'(?:href|action)="(/[^"#]*)', page)}
    assert "/exit/" in links
    for link in sorted(links):
        if not link.startswith("/static/"):
            assert visitor.client.get(link).status_code in (200, 302, 405), link
    words = " ".join(pages)
    assert "login" not in words
    assert "Sign in" not in words
    assert "spona.example" not in words


def test_every_address_here_is_public():
    def guards(patterns):
        for one in patterns:
            if isinstance(one, URLResolver):
                yield from guards(one.url_patterns)
            else:
                assert isinstance(one, URLPattern)
                yield getattr(one.callback, "guard", "")

    found = set(guards(get_resolver(tip_urls.__name__).url_patterns))
    assert found == {"public", "public_form"}


def test_the_name_alone_leads_to_where_one_writes(world, visitor):
    answer = visitor.client.get("/", headers={"Accept-Language": "hu-HU,hu;q=0.9,en;q=0.5"})
    assert answer["Location"] == "/hu/message/"
    assert (
        visitor.client.get("/", headers={"Accept-Language": "sr"})["Location"]
        == "/sr-latn/message/"
    )


@pytest.mark.parametrize("host", [NAME.upper(), f"{NAME}:8443", f"{NAME}."])
def test_the_name_as_browsers_write_it(world, settings_with_name, host):
    assert Client(headers={"Host": host}).get("/desk/").status_code == 404


def test_the_other_name_goes_on_as_before(world, settings_with_name):
    client = Client(headers={"Host": "spona.example"})
    assert client.get("/sr/login/").status_code == 200
    assert client.get("/sr/message/").status_code == 200
    assert client.get("/", headers={"Accept-Language": "hu"})["Location"] == "/hu/"


def test_a_name_nobody_set_is_no_name(world, settings):
    settings.ALLOWED_HOSTS = ["testserver", NAME]
    assert Client(headers={"Host": NAME}).get("/sr/login/").status_code == 200
    assert Client(headers={"Host": "evil.example"}).get("/sr/message/").status_code == 400


def test_the_same_name_twice_locks_nobody_out_and_the_doctor_is_red(world, settings_with_name):
    settings_with_name.SPONA_TIP_HOST = "spona.example"
    assert Client(headers={"Host": "spona.example"}).get("/sr/login/").status_code == 200
    (found,) = [one for one in names() if one.level == "red"]
    assert "SPONA_TIP_HOST" in found.sentence


@pytest.mark.parametrize("name", ["sos.example", "prijava-nasilja.example", "trafficking.example"])
def test_the_doctor_is_red_for_a_name_that_tells(settings_with_name, name):
    settings_with_name.SPONA_TIP_HOST = name
    assert any(name in one.sentence for one in names() if one.level == "red")


def test_the_doctor_is_content_with_a_neutral_name(settings_with_name):
    assert [one.level for one in names()] == ["ok"]
