"""What a desk asks on a Monday without a single case, and what other rooms say to it."""

import datetime as dt
import sys
from types import ModuleType, SimpleNamespace

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from spona.clocks import now
from spona.clocks.actions import end_duty, enter_duty, see_roster
from spona.directory import actions as directory
from spona.directory.models import Seat
from spona.home.life import rooms
from spona.home.life.check import Ahead, Ask, Check
from tests.cases.world import DEMO
from tests.home.test_desk import section

TODAY = dt.date(2026, 11, 26)


def test_a_page_that_does_not_exist_yet_is_no_link():
    assert rooms.link("home:desk") == "/desk/"
    assert rooms.link("plans:nothing_of_the_kind") == ""
    assert rooms.link("no_such_room:page", 1) == ""


def test_a_room_that_says_nothing_yet_leaves_its_line_out(monkeypatch, world):
    stub = ModuleType("spona.practice.queries")

    def line(*_asked):
        raise NotImplementedError

    stub.line = line
    monkeypatch.setitem(sys.modules, "spona.practice.queries", stub)
    assert rooms.drill(world.vranje, TODAY) is None
    monkeypatch.delattr(stub, "line")
    assert rooms.drill(world.vranje, TODAY) is None
    stub.line = lambda *_asked: "a sentence of its own"
    assert rooms.drill(world.vranje, TODAY) is None, "what is no line is not drawn"
    stub.line = lambda *_asked: SimpleNamespace(
        title="Seven months ago", text="30 minutes", due=True
    )
    said = rooms.drill(world.vranje, TODAY)
    assert (said.ok, said.title, said.line) == (False, "Seven months ago", "30 minutes")


def test_a_room_that_is_not_there_at_all_leaves_its_lines_out(monkeypatch, world):
    monkeypatch.setattr(rooms, "_rows", lambda *_asked: None)
    assert rooms.act(world.vranje, TODAY) is None
    assert rooms.signed(world.vranje, TODAY) == frozenset()
    assert rooms.joint_activities(world.vranje, TODAY, TODAY) == []
    assert rooms.progress_due(world.ana.actor, TODAY) == []
    assert rooms.sessions_ahead(world.ana.actor, TODAY) == []
    assert rooms.month_ahead(world.vranje, TODAY, TODAY) == []


def test_what_other_rooms_have_is_asked_with_one_question_each(world):
    """Where the tables are there, also while they are empty, nothing costs more."""
    actor = world.ana.actor
    for ask in (
        lambda: rooms.act(world.vranje, TODAY),
        lambda: rooms.signed(world.vranje, TODAY),
        lambda: rooms.joint_activities(world.vranje, TODAY, TODAY),
        lambda: rooms.progress_due(actor, TODAY),
        lambda: rooms.sessions_ahead(actor, TODAY),
    ):
        with CaptureQueriesContext(connection) as captured:
            ask()
        assert len(captured) <= 1


def test_lines_of_other_rooms_stand_in_the_readiness(desk, world, monkeypatch):
    line = Check(
        False, "Seven months since the last drill", "invented, 30 minutes", "/desk/", "Begin"
    )
    monkeypatch.setattr(rooms, "drill", lambda *_asked: line)
    monkeypatch.setattr(
        rooms, "month_ahead", lambda *_asked: [Ahead(TODAY, "A training", "14 of 20", "/desk/")]
    )
    html = desk("kosta")
    ready = section(html, "ready")
    assert "Seven months since the last drill" in ready
    assert ready.count("<li>") == 7
    assert "A training" in section(html, "ahead")
    assert "26/11" in section(html, "ahead")


def test_a_desk_without_a_case_says_what_the_network_asks(desk, world, monkeypatch):
    ask = Ask("school", "Training for schools", "six places", "/network/", "Register")
    monkeypatch.setattr(rooms, "sessions_ahead", lambda *_asked: [ask])
    monkeypatch.setattr(rooms, "link", lambda page, *_a: f"/{page}/")
    for name in ("ana", "bea", "vera", "direktor"):
        asked = section(desk(name), "asked")
        assert "Training for schools" in asked
        assert 'href="/plans:record/"' in asked
        assert 'href="/network/overview/"' in asked
    # An analyst records nothing, and who leads has the readiness instead.
    assert "plans:record" not in section(desk("luka"), "asked")
    assert not section(desk("kosta"), "asked")


def test_what_leads_nowhere_is_not_offered(desk, world, monkeypatch):
    monkeypatch.setattr(rooms, "link", lambda *_a: "")
    assert "Record an activity" not in desk("ana")


def test_the_deputy_reads_on_the_desk_that_the_roster_changed(desk, world):
    seat = Seat.objects.get(network=world.vranje, institution=world.csw)
    directory.name_representatives(
        seat, member=world.bea.member, deputy=world.boris.member, by=DEMO
    )
    assert "duty roster" not in desk("boris").lower()
    start = now() + dt.timedelta(days=1)
    turn = enter_duty(
        world.csw, starts_at=start, ends_at=start + dt.timedelta(hours=12),
        member=world.bea.member, post="", contact_point=None, by=world.bea.actor,
    )  # fmt: skip
    html = desk("boris")
    assert "1 turn in the duty roster has changed." in html
    assert 'href="/roster/"' in html
    for name in ("bea", "vera", "ana", "kosta"):
        assert "turn in the duty roster" not in desk(name)
    see_roster(world.csw.pk, by=world.boris.actor)
    assert "turn in the duty roster" not in desk("boris")
    # Taken out again is a change too.
    end_duty(turn, by=world.bea.actor)
    assert "1 turn in the duty roster has changed." in desk("boris")


@pytest.mark.parametrize(("name", "most"), [("kosta", 42), ("ana", 27), ("bea", 37)])
def test_the_desk_stays_within_its_queries(desk, report, name, most):
    """Of which the life of the network has eight for who leads, and three for everybody else."""
    report()
    desk(name)
    with CaptureQueriesContext(connection) as captured:
        desk(name)
    assert len(captured) <= most


def test_readiness_says_when_numbers_were_last_called(desk, world):
    from spona.directory.models import ContactPoint

    for days, number in ((10, "017 000 001"), (200, "017 000 002"), (None, "017 000 003")):
        ContactPoint.objects.create(
            number=number, institution=world.csw, town=world.vranje.town, kind="office",
            source="a test", certainty="high", words={"sr": "Централа"},
            confirmed_on=now().date() - dt.timedelta(days=days) if days else None,
        )  # fmt: skip
    ready = section(desk("kosta"), "ready")
    assert "2 numbers were not confirmed in the last 180 days" in ready
    assert "2 of 3 numbers were called and confirmed" in ready


def test_readiness_says_until_when_somebody_is_on_duty(desk, world):
    ready = section(desk("kosta"), "ready")
    assert "Nobody is entered for tonight" in ready
