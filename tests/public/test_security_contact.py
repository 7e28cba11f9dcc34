"""`/.well-known/security.txt`: whoever found a weakness reads whom to tell, and nothing else."""

from __future__ import annotations

import datetime as dt
import re

import pytest
from django.test import Client

from spona import deadlines
from spona.cli.doctor import outward

pytestmark = pytest.mark.django_db
PATH = "/.well-known/security.txt"
GOOD = "mailto:pisma@spona.example"


@pytest.fixture
def named(settings):
    settings.SPONA_HOST, settings.SPONA_TIP_HOST = "spona.example", "pisma.example"
    settings.SPONA_HTTPS = True
    settings.ALLOWED_HOSTS = ["testserver", "spona.example", "pisma.example"]
    settings.SPONA_SECURITY_CONTACT = GOOD
    return settings


def lines(host="spona.example", **more):
    answer = Client(headers={"Host": host}).get(PATH, secure=True, **more)
    assert answer.status_code == 200
    assert answer["Content-Type"] == "text/plain; charset=utf-8"
    assert not answer.cookies
    return dict(line.split(": ", 1) for line in answer.content.decode().splitlines())


@pytest.mark.parametrize("host", ["spona.example", "pisma.example"])
def test_both_names_answer_each_with_its_own_address(named, host):
    assert lines(host) == {
        "Contact": GOOD,
        "Expires": lines(host)["Expires"],
        "Preferred-Languages": "sr, en",
        "Canonical": f"https://{host}{PATH}",
    }


def test_it_never_runs_out_while_the_server_runs(named):
    for days in (0, 1, 400, 4000):
        with deadlines.moved(dt.timedelta(days=days)):
            until = dt.datetime.fromisoformat(lines()["Expires"])
            ahead = until - deadlines.now()
        assert dt.timedelta(days=30) < ahead < dt.timedelta(days=366)
        # The same all day: nobody learns when a server was started.
        assert re.search("T00:00:00(Z|[+]00:00)$", until.isoformat())


def test_without_https_it_claims_no_address_of_its_own(named):
    named.SPONA_HTTPS = False
    assert "Canonical" not in lines()


def test_a_forged_host_is_not_repeated(named):
    answer = Client(headers={"Host": "evil.example"}).get(PATH)
    assert answer.status_code == 400
    named.ALLOWED_HOSTS = ["*"]
    assert lines("evil.example")["Canonical"] == f"https://spona.example{PATH}"


NO_ADDRESSES = [
    "pisma@spona.example", "mailto:", "mailto:nobody", "http://spona.example/", "javascript:alert(1)",
    "mailto:a@spona.example\nCanonical: https://evil.example", "mailto:a@spona.example\r\nX: y",
    "https://", "https://localhost", "mailto:а@spona.example", "https://spona.example/a b",
    "mailto:a@spona.example\n", "tel:+381",
]  # fmt: skip


@pytest.mark.parametrize("wrong", ["", *NO_ADDRESSES])
def test_where_nobody_is_named_there_is_no_such_page(named, wrong):
    named.SPONA_SECURITY_CONTACT = wrong
    answer = Client(headers={"Host": "pisma.example"}).get(PATH, secure=True)
    nonsense = Client(headers={"Host": "pisma.example"}).get("/.well-known/xyzzy.txt", secure=True)
    assert (answer.status_code, nonsense.status_code) == (404, 404)
    assert answer.content == nonsense.content
    assert not answer.cookies
    (finding,) = outward.security_contact()
    assert finding.level == "warning"
    assert finding.todo
    assert ("is no address" in finding.sentence) == bool(wrong)


@pytest.mark.parametrize("good", [
    GOOD, "https://spona.example/report", "https://sub.spona.example:8443", "mailto:a.b+c@x-y.rs",
])  # fmt: skip
def test_an_address_is_taken_as_it_stands(named, good):
    named.SPONA_SECURITY_CONTACT = good
    assert lines()["Contact"] == good
    assert [finding.level for finding in outward.security_contact()] == ["ok"]


def test_an_address_that_tells_what_this_is_about_is_red(named):
    named.SPONA_SECURITY_CONTACT = "mailto:antitrafficking@spona.example"
    assert any("address for weaknesses" in finding.sentence for finding in outward.names())


def test_nobody_sends_anything_there(named):
    assert Client().post(PATH).status_code == 405
    assert Client().head(PATH).status_code == 200
