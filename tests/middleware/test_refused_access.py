"""Who is refused leaves a line with who and what kind of page, and cannot flood the log."""

import pytest
from django.test import Client

from spona.audit.models import Entry
from spona.cli.doctor import watch as doctor_watch
from spona.cli.doctor.findings import OK, WARNING
from spona.deadlines import in_days, moved
from spona.identity.limiter import Share
from spona.middleware import refused_access
from tests.cases.world import build
from tests.shared_world import kept

_built, world = kept(build)


@pytest.fixture(autouse=True)
def _no_full_hour_in_between(monkeypatch):
    monkeypatch.setattr(refused_access, "_HOUR", Share(most=10**9, seconds=10**9))


def lines():
    return Entry.objects.filter(name="access:refused")


def test_a_refusal_names_person_kind_and_status_and_nothing_else(world):
    browser = world.ana.sign_in()
    assert browser.get("/cases/F-XXXX-99/").status_code in (403, 404)
    assert browser.post("/network/I999/members/new/", {"name": "Тајна"}).status_code in (403, 404)
    found = list(lines().order_by("seq"))
    assert len(found) == 2
    for line in found:
        assert line.subject_id == world.ana.account.pk
        assert line.lane_id == world.ana.member.institution_id
        assert set(line.detail) == {"route", "status"}
        assert ":" in line.detail["route"]
        assert line.detail["status"] in (403, 404)
    assert "XXXX" not in str([(one.detail, one.actor) for one in found])


def test_strangers_and_addresses_of_nobody_leave_none(world):
    assert Client().get("/cases/F-XXXX-99/").status_code == 302
    assert world.ana.sign_in().get("/nowhere/at/all/").status_code == 404
    assert not lines().exists()


def test_beyond_twenty_an_hour_they_are_counted(world):
    browser = world.ana.sign_in()
    for _try in range(102):
        browser.get("/cases/F-XXXX-99/")
    assert lines().count() == 22
    said = [one.detail.get("this_hour") for one in lines().order_by("seq")]
    assert said == [None] * 20 + [21, 100]


def test_who_walks_references_stands_in_doctor(world):
    assert [one.level for one in doctor_watch.refused_pages()] == [OK]
    browser = world.ana.sign_in()
    for _try in range(100):
        browser.get("/cases/F-XXXX-99/")
    [found] = doctor_watch.refused_pages()
    assert found.level == WARNING
    assert world.ana.account.login in found.sentence
    assert "100 pages" in found.sentence
    assert "XXXX" not in found.sentence
    with moved(in_days(8)):
        assert [one.level for one in doctor_watch.refused_pages()] == [OK]
