"""The life of a network: how often it met, who came, what was carried out, and when it is quiet."""

from __future__ import annotations

import datetime as dt

import pytest
from django.utils import timezone

from spona import deadlines
from spona.access.denied import Conflict, Denied
from spona.directory.models import Network
from spona.meetings.actions import (
    call_next,
    call_off,
    close_minutes,
    end_series,
    gather,
    write_minutes,
)
from spona.meetings.actions.minuting import Written
from spona.meetings.jobs import remind
from spona.meetings.models import Meeting, Presence, Reason, Series
from spona.meetings.queries import held_between
from spona.meetings.series import next_day
from spona.meetings.vitality import at_table, vitality
from spona.tasks.actions import finish
from spona.tasks.models import Task
from spona.tasks.queries import mine
from tests.cases.world import DEMO
from tests.deadlines.at import local
from tests.meetings.table import at_the_table, called, decided, get, held, ordered, post, starts


def today(ahead=0):
    return timezone.localdate() + dt.timedelta(days=ahead)


def past(world, days, **said):
    """A meeting that was held so many days ago."""
    with deadlines.moved(deadlines.in_days(-days - 5)):
        meeting = gather(
            world.vranje, ordered(world, starts_at=starts(-days)), by=DEMO,
            called_by=world.kosta.member,
        )  # fmt: skip
        meeting.network.refresh_from_db()
    return held(world, meeting, **said)


def test_meetings_are_counted_by_day_and_only_those_that_were_held(world):
    past(world, 40)
    past(world, 10)
    called(world)
    off = called(world, starts_at=starts(5))
    call_off(off, Reason.TOO_FEW, told=(), by=world.kosta.actor)
    assert held_between(world.vranje, today(-60), today()) == 2
    assert held_between(world.vranje, today(-40), today(-40)) == 1
    assert held_between(world.vranje, today(-39), today(-11)) == 0
    assert held_between(world.nis, today(-60), today()) == 0


def test_vitality_says_who_came_and_what_was_done(world, django_assert_max_num_queries):
    first = past(world, 70, health=Presence.ABSENT, police=Presence.ABSENT)
    past(world, 400)
    made = decided(world, first, world.csw)
    decided(world, first, world.health, "Poslati spisak.")
    finish(made.task, by=world.bea.actor)
    with django_assert_max_num_queries(1):
        life = vitality(world.vranje, today())
    assert [(one.there, one.of) for one in life.held] == [(3, 5)]
    assert {one.institution.sector: (one.there, one.of) for one in at_table(life.held)} == {
        "social_work": (1, 1), "health": (0, 1), "police": (0, 1), "school": (1, 1),
        "local_government": (1, 1),
    }  # fmt: skip
    assert (life.done, life.decided) == (1, 2)
    assert (life.days, life.quiet, life.next) == (70, True, None)
    assert (life.last_on, first.day) == (today(-70), today(-70))


def test_sixty_days_are_quiet_and_one_less_is_not(world):
    past(world, 59)
    assert vitality(world.vranje, today()).quiet is False
    assert vitality(world.vranje, today(1)).quiet is True
    fresh = vitality(world.nis, today())
    assert (fresh.last_on, fresh.days, fresh.quiet) == (None, None, False)
    assert vitality(world.nis, today(59)).quiet is False, "nobody ever met"
    assert vitality(world.nis, today(61)).quiet is True, "nobody ever met"


def test_the_first_day_of_a_network_is_that_of_its_town(world):
    world.nis.created_at = local("2026-11-27 00:30")
    assert vitality(world.nis, dt.date(2027, 1, 25)).quiet is False
    assert vitality(world.nis, dt.date(2027, 1, 26)).quiet is True


def test_a_quiet_network_is_a_task_once_until_a_meeting_is_called(world):
    by_hand = Task.objects.filter(kind="prepare_meeting", subject_kind="quiet_network")
    remind()
    assert not by_hand.exists()
    with deadlines.moved(dt.timedelta(days=61)):
        remind()
        remind()
    assert by_hand.filter(network=world.vranje).count() == 1
    task = by_hand.get(network=world.vranje)
    assert (task.institution, task.reference) == (None, "")
    assert task in mine(world.kosta.actor)
    assert task not in mine(world.bea.actor)
    with deadlines.moved(dt.timedelta(days=61)):
        desk = get(world.kosta.sign_in(), "/desk/")
    assert f"/m/new/?network={world.vranje.pk}" in desk
    assert "Call a meeting" in get(world.kosta.sign_in(), f"/m/new/?network={world.vranje.pk}")
    meeting = called(world)
    task.refresh_from_db()
    assert task.outcome == "done"
    with deadlines.moved(dt.timedelta(days=2)):
        remind()
    assert not by_hand.filter(done_at=None, network=world.vranje).exists(), "one lies ahead"
    call_off(meeting, Reason.TOO_FEW, told=(), by=world.kosta.actor)
    with deadlines.moved(dt.timedelta(days=61)):
        remind()
    assert by_hand.filter(done_at=None, network=world.vranje).count() == 1


def test_a_practice_network_is_never_reminded(world):
    row = Network.objects.get(pk=world.nis.pk)
    row.practice = True
    row.save()
    with deadlines.moved(dt.timedelta(days=61)):
        remind()
    assert not Task.objects.filter(subject_kind="quiet_network", network=world.nis).exists()


def test_minutes_are_asked_for_when_the_meeting_is_over_though_nobody_began(world):
    meeting = called(world)
    remind()
    assert not Task.objects.filter(kind="write_minutes").exists()
    with deadlines.moved(dt.timedelta(days=5)):
        remind()
        remind()
    task = Task.objects.get(kind="write_minutes")
    assert (task.owner, task.reference) == (world.kosta.member, meeting.reference)


def test_minutes_a_week_late_stand_on_the_desk_of_the_network_until_they_are_closed(world):
    meeting = held(world, called(world))
    late = Task.objects.filter(kind="late_minutes")
    with deadlines.moved(dt.timedelta(days=9)):
        remind()
    assert not late.exists(), "the week is not over"
    with deadlines.moved(dt.timedelta(days=12)):
        remind()
        remind()
        assert late.get().network == world.vranje
        assert late.get().institution is None, "so the deputy sees it as well"
        assert meeting.reference in get(world.kosta.sign_in(), "/desk/")
        close_minutes(meeting, by=world.kosta.actor)
    assert late.get().outcome == "done"


@pytest.mark.parametrize(
    ("day", "months", "wanted"),
    [
        # The second Thursday; the fifth Monday of a month that has four; a year's turn.
        (dt.date(2026, 9, 10), 1, dt.date(2026, 10, 8)),
        (dt.date(2026, 8, 31), 1, dt.date(2026, 9, 28)),
        (dt.date(2026, 11, 12), 3, dt.date(2027, 2, 11)),
        # Statehood day falls on the third Monday of February 2027.
        (dt.date(2027, 1, 18), 1, dt.date(2027, 2, 17)),
    ],
)
def test_the_same_weekday_of_the_same_week_and_never_a_holiday(world, day, months, wanted):
    found = next_day(day, months, after=day, network=world.vranje)
    assert found == wanted


def test_the_next_one_of_a_series_is_one_press_and_pressed_twice_one(world):
    first = held(world, called(world, months=1))
    series = Series.objects.get()
    kosta, path = world.kosta.sign_in(), f"/m/series/{series.pk}/"
    with deadlines.moved(dt.timedelta(days=4)):
        assert "Call the next one" in get(kosta, path)
        where = post(kosta, f"{path}next/")["Location"]
        assert post(kosta, f"{path}next/")["Location"] == where
    second = Meeting.objects.exclude(pk=first.pk).get()
    assert (second.title, second.place, second.series) == (first.title, first.place, series)
    assert timezone.localtime(second.starts_at).hour == 10
    assert second.ends_at - second.starts_at == first.ends_at - first.starts_at
    assert {one.institution_id for one in second.invitations.all()} == {
        one.institution_id for one in first.invitations.all()
    }
    page = get(world.bea.sign_in(), path)
    assert first.reference in page
    assert second.reference in page
    assert "Call the next one" not in page
    assert world.bea.sign_in().post(f"{path}next/").status_code == 403
    assert world.nina.sign_in().get(path).status_code == 404
    end_series(series, by=world.kosta.actor)
    with deadlines.moved(dt.timedelta(days=90)), pytest.raises(Conflict, match="has ended"):
        call_next(series, by=world.kosta.actor)
    with pytest.raises(Denied, match="Only who leads"):
        end_series(series, by=world.bea.actor)


def test_days_by_hand_are_chosen_on_the_form(world):
    first = called(world, months=0)
    series = first.series
    with pytest.raises(Denied, match="chosen by hand"):
        call_next(series, by=world.kosta.actor)
    kosta = world.kosta.sign_in()
    page = get(kosta, f"/m/new/?series={series.pk}")
    assert 'value="10:00"' in page
    assert 'name="again"' not in page
    assert kosta.get("/m/new/?series=nonsense").status_code == 404
    assert kosta.get("/m/new/?network=atlantida").status_code == 404
    assert kosta.get("/m/new/?network=nis").status_code == 404


def test_the_list_is_filtered_searched_and_cheap(world, django_assert_max_num_queries):
    for days in (20, 60, 100, 140, 180, 220):
        past(world, days)
    found = past(world, 30)
    point = found.points.first()
    with at_the_table(found):
        write_minutes(
            found, {point.pk: Written("Ćutljiva rečenica", 0)}, tab="", by=world.kosta.actor
        )
    decided(world, found, world.csw, "Đurđevak posaditi")
    bea = world.bea.sign_in()
    get(bea, "/m/")
    with django_assert_max_num_queries(32):
        page = get(bea, "/m/")
    assert page.count('class="deadline-line"') == 7
    assert "Show as a table" in page
    for words in ("cutljiva", "ЋУТЉИВА", "djurdjevak", found.reference.lower()):
        hits = post(bea, "/m/find/", {"q": words}, 200).content.decode()
        assert hits.count('class="deadline-line"') == 1, words
        assert found.reference in hits
    assert "No meeting found" in post(bea, "/m/find/", {"q": "xyzzy <b>"}, 200).content.decode()
    assert "&lt;b&gt;" in post(bea, "/m/find/", {"q": "xyzzy <b>"}, 200).content.decode()
    assert get(bea, "/m/?kind=yearly").count('class="deadline-line"') == 0
    year = found.starts_at.year
    assert found.reference in get(bea, f"/m/?year={year}&kind=regular")
    assert found.reference not in get(bea, "/m/?year=1999")
    for odd in ("?year=abc", "?page=999", "?kind=%ff", "?year=99999999999999999999"):
        assert bea.get(f"/m/{odd}").status_code in (200, 400), odd
    assert bea.get("/m/?network=nis").status_code == 404


def test_the_picture_has_its_table_and_its_csv(world):
    past(world, 20, health=Presence.ABSENT)
    bea = world.bea.sign_in()
    page = get(bea, "/m/")
    assert ">4/5</text>" in page
    assert "The last meeting was 20 days ago." in page
    answer = bea.get("/m/life/vranje.csv")
    rows = answer.content.decode("utf-8-sig").splitlines()
    assert rows[0] == '"meeting";"day";"there";"of"'
    assert rows[1].endswith(f'"{today(-20).isoformat()}";"4";"5"')
    assert bea.get("/m/life/nis.csv").status_code == 404
    assert world.nina.sign_in().get("/m/life/vranje.csv").status_code == 404


def test_the_quiet_network_shows_on_the_page(world):
    past(world, 63)
    page = get(world.kosta.sign_in(), "/m/")
    assert "It has been quiet for 63 days. A short meeting is enough to begin again." in page
