"""A year of meetings on one line."""

import datetime as dt

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from django.utils.translation import override

from spona.deadlines import now
from spona.meetings.models import Form, Meeting, Reason
from spona.meetings.vitality import months_before, vitality
from spona.meetings.year import told, year_of
from tests.dashboard.overview.making import decision, file_of, meeting, table_of
from tests.dashboard.test_desk import section


def of(world, day=None):
    return vitality(world.vranje, day or timezone.localdate())


def test_twelve_months_end_with_the_present_one():
    months = months_before(dt.date(2026, 1, 31))
    assert months[0] == dt.date(2025, 2, 1)
    assert months[-1] == dt.date(2026, 1, 1)
    assert len(months) == 12
    assert months_before(dt.date(2026, 12, 1))[0] == dt.date(2026, 1, 1)


def test_a_network_that_never_met_is_asked_kindly(world):
    found = of(world)
    assert found.days is None
    assert not found.quiet, "it is new"
    assert not found.held
    assert told(found) == "No meeting is written down yet. The first one can be short."


def test_each_meeting_says_how_many_were_there(world):
    meeting(world, [world.csw, world.city], absent=[world.school], days=0)
    found = of(world)
    last = year_of(found).months[-1].held[-1]
    assert (last.there, last.of) == (2, 3)
    assert found.days == 0
    assert not found.quiet
    assert told(found) == "The last meeting was today."


def test_a_network_that_never_met_is_quiet_once_it_is_sixty_days_old(world):
    assert of(world, timezone.localdate() + dt.timedelta(days=61)).quiet


@pytest.mark.parametrize(("days", "quiet"), [(59, False), (60, True), (61, True)])
def test_sixty_days_are_quiet(world, days, quiet):
    meeting(world, [world.csw], days=days)
    found = of(world)
    assert (found.days, found.quiet) == (days, quiet)
    said = told(found)
    assert ("quiet for 6" in said) is quiet
    assert "!" not in said


def test_a_meeting_of_long_ago_is_the_last_one_and_not_of_this_year(world):
    meeting(world, [world.csw], days=500)
    found = of(world)
    assert found.days == 500
    assert not found.held


def test_conferences_and_what_was_called_off_do_not_count(world):
    meeting(world, [world.csw], form=Form.CONFERENCE)
    meeting(world, [world.csw], cancelled_at=now(), reason=Reason.POSTPONED)
    meeting(world, [world.csw], network=world.nis, by=world.nina.member)
    found = of(world)
    assert found.days is None
    assert not found.held


def test_decisions_are_counted_and_those_carried_out(world):
    made = meeting(world, [world.csw])
    for number, done in enumerate((True, True, False), start=1):
        decision(made, number, done=done)
    old = meeting(world, [world.csw], days=600)
    decision(old, 1, done=True)
    found = of(world)
    assert (found.decided, found.done) == (3, 2)


def test_the_next_one_is_the_nearest_that_was_announced(world):
    meeting(world, [], days=-20, held_at=None)
    near = meeting(world, [], days=-3, held_at=None)
    hidden = meeting(world, [], days=-1, held_at=None)
    Meeting.objects.filter(pk=hidden.pk).update(announced_at=None)
    assert of(world).next == near


def test_a_row_that_somebody_else_wrote_counts_for_nothing(world):
    made = meeting(world, [world.csw])
    Meeting.objects.filter(pk=made.pk).update(held_at=now() - dt.timedelta(days=1))
    assert not of(world).held


def test_any_number_of_meetings_costs_one_query(world):
    for days in range(0, 300, 10):
        meeting(world, [world.csw], days=days)
    with CaptureQueriesContext(connection) as captured:
        of(world)
    assert len(captured) == 1


def test_the_desk_draws_what_its_table_and_its_file_say(desk, world):
    meeting(world, [world.csw, world.city], absent=[world.school], days=0)
    meeting(world, [world.csw], absent=[world.school], days=200)
    html = section(desk("kosta"), "life-vranje")
    assert html.count("<circle") == 2
    assert ">2/3</text>" in html
    assert ">1/2</text>" in html
    rows = table_of(html, "life-vranje")
    assert [row[2] for row in rows] == ["1 of 2", "2 of 3"]
    said = file_of(desk.browser("kosta").get("/m/life/vranje.csv"))[1:]
    assert [f"{row[2]} of {row[3]}" for row in said] == [row[2] for row in rows]
    # The same picture stands on the page of the network and in the list of meetings.
    for path in ("/network/overview/", "/m/"):
        assert (
            section(desk.browser("kosta").get(path).content.decode(), "life-vranje").count(
                "<circle"
            )
            == 2
        ), path


def test_months_are_named_as_people_name_them(world):
    found = of(world, dt.date(2026, 11, 26))
    for language, last, august in (
        ("sr-latn", "nov", "avg"),
        ("sr", "нов", "авг"),
        ("en", "Nov", "Aug"),
    ):
        with override(language):
            months = year_of(found).months
        assert months[-1].name == last
        assert months[8].name == august
        assert months[-1].now


def test_only_who_leads_has_it_on_the_desk(desk, world):
    meeting(world, [world.csw])
    for name in ("ana", "bea", "vera", "luka"):
        assert "life-vranje" not in desk(name)
