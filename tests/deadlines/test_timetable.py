from datetime import timedelta

import pytest

from spona.access.registry import Registry
from spona.deadlines import moved, now
from spona.deadlines.actions.timetable import claim
from spona.deadlines.jobs import Job, tick
from spona.deadlines.models import Timetable

pytestmark = pytest.mark.django_db
RAN = []
EVERY = timedelta(seconds=60)


def good():
    RAN.append("good")


def bad():
    raise ValueError("planted words that must not be kept")


@pytest.fixture(autouse=True)
def table(monkeypatch):
    RAN.clear()
    jobs = Registry("jobs", ["bad", "good"], why="")
    jobs.register("bad", Job(bad, 3600))
    jobs.register("good", Job(good, 60))
    monkeypatch.setattr("spona.deadlines.jobs.TIMETABLE", jobs)


def test_a_job_runs_when_its_time_has_come_and_not_before():
    tick()
    tick()
    assert RAN == ["good"]
    with moved(EVERY):
        tick()
    assert RAN == ["good", "good"]


def test_a_long_downtime_is_one_run_not_many():
    tick()
    with moved(timedelta(days=30)):
        assert "good" in tick()
        assert tick() == []


@pytest.mark.parametrize("away", [timedelta(days=30), timedelta(days=36500)])
def test_a_time_that_no_run_has_set_stops_no_job(away):
    """The clock was ahead and was set right; or somebody wrote the table."""
    tick()
    Timetable.objects.filter(name="good").update(next_at=now() + away)
    tick()
    assert RAN == ["good", "good"]
    Timetable.objects.filter(name="good").update(next_at=now() + EVERY + timedelta(minutes=4))
    tick()
    assert RAN == ["good", "good"], "the clock of another machine may be ahead a little"


def test_one_job_that_fails_does_not_stop_the_others_and_runs_again_soon():
    assert tick() == ["bad", "good"]
    row = Timetable.objects.get(name="bad")
    assert row.last_error == "ValueError"
    with moved(timedelta(minutes=2)):
        assert "bad" in tick()


def test_what_is_kept_of_an_error_is_its_type():
    tick()
    kept = "".join(str(list(Timetable.objects.values())))
    assert "planted" not in kept


def test_a_claim_is_given_once():
    assert claim("anything", every=EVERY)
    assert not claim("anything", every=EVERY)
    with moved(EVERY):
        assert claim("anything", every=EVERY)
        assert not claim("anything", every=EVERY)


@pytest.mark.django_db(transaction=False)
def test_the_table_says_when_it_ran():
    tick()
    row = Timetable.objects.get(name="good")
    assert row.next_at - row.last_ran_at == EVERY
    assert row.last_error == ""
