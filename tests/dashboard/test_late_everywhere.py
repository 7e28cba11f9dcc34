"""Late is said once and the same everywhere: desk, plan, tasks, meeting, report, and by the day of
the town, also where the server has another one.
"""

from __future__ import annotations

import csv
import datetime as dt
import io

import pytest
from django.utils import timezone

from spona import deadlines
from spona.deadlines.late import end_of, today_in
from spona.deadlines.models import Deadline, Rule
from spona.plans import actions, jobs
from spona.plans.feeds import casework
from spona.plans.models import Line
from spona.tasks.actions import open_task
from spona.tasks.models import Task
from spona.tasks.queries import glances, rows
from tests.cases.world import DEMO, begun
from tests.dashboard.test_desk import title
from tests.meetings.table import called, decided, held
from tests.plans.making import line, objective

LAST = dt.date(2027, 3, 10)
# (zone of the town, an instant, whether what had to be done until 10 March is late then). Where the
# server stands it is 10 March in the first two, and the 11th in the third.
NEAR_MIDNIGHT = [
    ("Pacific/Auckland", dt.datetime(2027, 3, 10, 10, 58, tzinfo=dt.UTC), False),
    ("Pacific/Auckland", dt.datetime(2027, 3, 10, 11, 2, tzinfo=dt.UTC), True),
    ("America/New_York", dt.datetime(2027, 3, 11, 4, 58, tzinfo=dt.UTC), False),
    ("America/New_York", dt.datetime(2027, 3, 11, 5, 2, tzinfo=dt.UTC), True),
    ("Europe/Belgrade", dt.datetime(2027, 3, 10, 22, 58, tzinfo=dt.UTC), False),
    ("Europe/Belgrade", dt.datetime(2027, 3, 10, 23, 2, tzinfo=dt.UTC), True),
]


@pytest.fixture
def town(world):
    """Of a year, with a plan, and something of each kind that is due on the last day."""
    begun(world.vranje)

    def town(zone):
        world.vranje.time_zone = zone
        world.vranje.save()
        plan = actions.begin(
            world.vranje, title="Plan", starts_on=dt.date(2026, 1, 1),
            ends_on=dt.date(2027, 12, 31), by=world.kosta.actor,
        )  # fmt: skip
        actions.write_part(plan, "objective", objective(), by=world.kosta.actor)
        values = line(plan, ends_on=LAST, responsible=world.school.code)
        actions.write_part(plan, "activity", values, by=world.kosta.actor)
        plan = actions.adopt(
            plan, on=today_in(world.vranje), adopted_by="Veće", by=world.kosta.actor
        )
        decision = decided(world, held(world, called(world)), world.school, due_on=LAST)
        return plan, decision

    return town


def at(instant):
    return deadlines.moved(instant - timezone.now())


@pytest.mark.parametrize(("zone", "instant", "is_late"), NEAR_MIDNIGHT)
def test_one_day_one_answer_on_every_page(world, desk, town, zone, instant, is_late):
    plan, decision = town(zone)
    with at(instant):
        jobs.remind()
        own = Task.objects.open().filter(kind__in=("report_progress", decision.task.kind))
        assert own.count() == 2
        said = [one.state for one in glances(own)], [one.deadline.state for one in rows(own)]
        assert said == (["late" if is_late else "today"] * 2,) * 2
        pages = {
            "desk": desk("ana"),
            "tasks": desk("ana", "/tasks/"),
            "plan": desk("ana", f"/plan/{plan.pk}/"),
            "line": desk("ana", f"/plan/line/{Line.objects.get().pk}/"),
            "meeting": desk("kosta", f"/m/{decision.meeting.reference}/"),
            "report": desk("kosta", f"/plan/{plan.pk}/report/?year=2027&half=1"),
        }
    assert ("1 day late" in pages["desk"]) is is_late
    assert ("1 day late" in pages["tasks"]) is is_late
    assert ("one is late." in pages["plan"]) is is_late
    assert ("1 day late" in pages["line"]) is is_late
    assert ("late</span>" in pages["meeting"]) is is_late
    assert ("What takes longer" in pages["report"]) is is_late
    n = Task.objects.open().filter(owner=world.ana.member).count()
    assert ("late" in title(pages["desk"])) is (is_late and n > 0)


def test_what_a_day_says_on_a_desk_is_counted_as_late(world, desk):
    begun(world.vranje)
    yesterday = end_of(today_in(world.vranje) - dt.timedelta(days=1), world.vranje)
    today = end_of(today_in(world.vranje), world.vranje)
    for due in (yesterday, today):
        open_task(
            "decision", ("decision", world.vranje.pk if due == today else world.nis.pk),
            institution=world.school, owner=world.ana.member, network=world.vranje, due_at=due,
            by=DEMO,
        )  # fmt: skip
    page = desk("ana")
    assert "is late" in title(page)
    assert page.count("1 day late") == 1


@pytest.mark.parametrize("stopped", ["23:50", "00:10"])
def test_answered_in_time_is_by_the_day_on_the_overview_in_its_file_and_in_the_plan(
    world, desk, report, stopped
):
    """A rule of hours ends at 23:30; an answer at 23:50 is on its day, one after midnight is not."""
    began = dt.datetime(2026, 9, 9, 21, 30, tzinfo=dt.UTC)  # 23:30 in Vranje
    answered = began + dt.timedelta(minutes=20 if stopped == "23:50" else 40)
    rule = Rule.objects.filter(network=None, state="adopted", counts_as_late=True).first()
    for _n in range(6):
        Deadline.objects.filter(subject_id=report().pk).update(
            rule=rule, started_at=began - dt.timedelta(hours=72), due_at=began, stopped_at=answered
        )
    in_time = 6 if stopped == "23:50" else 0
    told = casework.answered_in_time(world.vranje, dt.date(2026, 7, 1), dt.date(2026, 9, 30))
    assert told == (in_time, 6)
    file = desk("kosta", "/desk/between/answers.csv")
    (row,) = [one for one in csv.reader(io.StringIO(file), delimiter=";") if "6" in one]
    assert row[1:3] == [str(in_time), str(6 - in_time)]
