"""What the worker does: partners, ends, a stage that stands ready, reminders, forgetting."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from spona.access.denied import Denied
from spona.deadlines import moved
from spona.directory.models import Network
from spona.practice import jobs
from spona.practice.actions import call_drill, set_reminding
from spona.practice.models import Drill, Ending, Part, Stage
from spona.practice.queries import is_due, last_drill, line
from spona.tasks.models import Task
from tests.practice.holding import begun, later, played_to_end


def desk(network: Network):
    return Task.objects.open().filter(kind="run_drill", network=network)


def test_a_drill_ends_after_two_hours(w):
    drill = begun(w.bea, w.vranje)
    with later(119):
        jobs.end_and_build()
        assert Drill.objects.get(pk=drill.pk).ended_at is None
    with later(121):
        assert jobs.end_and_build() == 1
        assert jobs.end_and_build() == 0
    drill.refresh_from_db()
    assert drill.ending == Ending.TIME_OVER
    assert Stage.objects.filter(taken_at=None).count() == 1


def test_what_was_called_and_never_begun_goes_after_a_week(w):
    drill = call_drill(w.vranje, scenario="school", role="intake", by=w.bea.actor)
    with moved(timedelta(days=8)):
        jobs.end_and_build()
    drill.refresh_from_db()
    assert drill.ending == Ending.NOT_HELD
    assert last_drill(w.vranje) is None


def test_partners_move_by_the_job_alone(w):
    drill = begun(w.bea, w.vranje)
    assert jobs.play() == 1
    with later(1):
        jobs.play()
    assert drill.ground
    assert Part.objects.get(drill=drill).left_at is None


def test_a_network_hears_after_half_a_year_and_not_before(w):
    jobs.remind()
    assert not desk(w.vranje)
    with moved(timedelta(days=190)):
        assert jobs.remind() == 2
        jobs.remind()
    assert desk(w.vranje).count() == 1
    played_to_end(begun(w.bea, w.vranje))
    jobs.remind()
    assert not desk(w.vranje)
    assert not Task.objects.filter(kind="run_drill", network__practice=True).exists()


def test_who_does_not_want_it_is_not_reminded(w):
    with pytest.raises(Denied):
        set_reminding(w.vranje, wanted=False, by=w.bea.actor)
    with pytest.raises(Denied):
        set_reminding(w.nis, wanted=False, by=w.kosta.actor)
    with moved(timedelta(days=190)):
        jobs.remind()
        set_reminding(w.vranje, wanted=False, by=w.kosta.actor)
        assert not desk(w.vranje)
        jobs.remind()
        assert not desk(w.vranje)
        assert desk(w.nis)


def test_the_line_says_how_long_ago_and_never_a_shame(w):
    assert line(w.vranje, timezone.localdate()).title == "No drill was held yet"
    assert not line(w.vranje, timezone.localdate()).due
    ended = played_to_end(begun(w.bea, w.vranje)).ended_at
    # Of its own end: between two questions for the time of day there may be a midnight.
    today = timezone.localdate(ended)
    said = {
        0: "The last drill was today",
        1: "The last drill was 1 day ago",
        20: "The last drill was 20 days ago",
        35: "The last drill was 1 month ago",
        215: "The last drill was 7 months ago",
    }
    for days, words in said.items():
        found = line(w.vranje, today + timedelta(days=days))
        assert found.title == words
        assert found.due == (days > 180)
    assert not is_due(Network.objects.filter(practice=True).first() or w.nis, today)


def test_names_go_after_a_year_and_institutions_stay(w):
    drill = played_to_end(begun(w.bea, w.vranje))
    with moved(timedelta(days=360)):
        assert jobs.forget() == 0
    with moved(timedelta(days=370)):
        assert jobs.forget() == 1
    part = drill.parts.get()
    assert (part.person, part.own, part.institution) == (None, None, w.csw)
