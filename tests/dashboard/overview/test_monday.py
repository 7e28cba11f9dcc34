"""What a desk asks on a Monday without a single case, and what other apps say to it."""

import datetime as dt

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from spona.dashboard.overview import sources
from spona.dashboard.overview.check import Ahead, Ask, Check, Ready
from spona.deadlines import now, today
from spona.deadlines.actions import end_duty, enter_duty, see_roster
from spona.directory import actions as directory
from spona.directory.models import Seat
from spona.mandates.actions import DocumentFacts, sign_document, write_document
from tests.cases.world import DEMO
from tests.dashboard.test_desk import section

TODAY = dt.date(2026, 11, 26)


def test_the_document_of_the_network_says_until_when_and_who_signed(world):
    assert not sources.founding_document(world.vranje, TODAY).ok, "nobody has written one down"
    today = timezone.localdate()
    document = write_document(
        world.vranje,
        facts=DocumentFacts(
            kind="memorandum", signed_on=today - dt.timedelta(days=400), signed_precision="day",
            ends_on=today + dt.timedelta(days=300),
        ),
        by=world.kosta.actor,
    )  # fmt: skip
    said = sources.founding_document(world.vranje, today)
    assert not said.ok, "nobody has signed it"
    assert "No signature is written down" in said.line
    sign_document(
        document, institutions=[world.csw, world.school], signed_on=today - dt.timedelta(days=399),
        signed_by="head", by=world.kosta.actor,
    )  # fmt: skip
    assert sources.founding_document(world.vranje, today).ok
    assert "2 institutions have signed it" in sources.founding_document(world.vranje, today).line
    assert sources.signed(world.vranje, today) == {world.csw.pk, world.school.pk}
    assert sources.signed(world.nis, today) == frozenset()
    late = sources.founding_document(world.vranje, today + dt.timedelta(days=299))
    assert not late.ok, "it runs out soon"


def test_the_drill_is_told_by_its_room(world):
    said = sources.drill(world.vranje, timezone.localdate())
    assert said.title == "No drill was held yet"
    assert said.state is Ready.NOT_YET, "nothing that is empty is done"
    assert "half" not in said.line, "and a new network is not asked on its first day"


def test_what_other_rooms_have_is_asked_with_one_question_each(world):
    """Where the tables are there, also while they are empty, nothing costs more."""
    actor = world.ana.actor
    for ask in (
        lambda: sources.signed(world.vranje, TODAY),
        lambda: sources.joint_activities(world.vranje, TODAY, TODAY),
        lambda: sources.progress_due(actor),
        lambda: sources.sessions_ahead(actor, TODAY),
    ):
        with CaptureQueriesContext(connection) as captured:
            ask()
        assert len(captured) <= 1


def test_lines_of_other_rooms_stand_in_the_readiness(desk, world, monkeypatch):
    line = Check(
        Ready.NOT_YET,
        "Seven months since the last drill",
        "invented, 30 minutes",
        "/desk/",
        "Begin",
    )
    monkeypatch.setattr(sources, "drill", lambda *_asked: line)
    monkeypatch.setattr(
        sources, "month_ahead", lambda *_asked: [Ahead(TODAY, "A training", "14 of 20", "/desk/")]
    )
    html = desk("kosta")
    ready = section(html, "ready")
    assert "Seven months since the last drill" in ready
    assert ready.count("<li>") == 9
    assert "A training" in section(html, "ahead")
    assert "26/11" in section(html, "ahead")


def test_a_desk_without_a_case_says_what_the_network_asks(desk, world, monkeypatch):
    ask = Ask("school", "Training for schools", "six places", "/network/", "Register")
    monkeypatch.setattr(sources, "sessions_ahead", lambda *_asked: [ask])
    for name in ("ana", "bea", "vera", "direktor"):
        asked = section(desk(name), "asked")
        assert "Training for schools" in asked
        assert 'href="/plan/activities/new/"' in asked
        assert 'href="/network/overview/"' in asked
    # An analyst records nothing, and who leads has the readiness instead.
    assert "/plan/activities/new/" not in section(desk("luka"), "asked")
    assert not section(desk("kosta"), "asked")


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


@pytest.mark.parametrize(("name", "most"), [("kosta", 43), ("ana", 28), ("bea", 53)])
def test_the_desk_stays_within_its_queries(desk, report, name, most):
    """Of which the life of the network has eight for who leads, and three for everybody else; the
    mail that does not arrive has one, and the covers of what has come fifteen.
    """
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
            confirmed_on=today() - dt.timedelta(days=days) if days else None,
        )  # fmt: skip
    ready = section(desk("kosta"), "ready")
    assert "2 numbers were not confirmed in the last 180 days" in ready
    assert "2 of 3 numbers were called and confirmed" in ready


def test_readiness_says_until_when_somebody_is_on_duty(desk, world):
    ready = section(desk("kosta"), "ready")
    assert "Nobody is entered for tonight" in ready
