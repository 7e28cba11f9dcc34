"""Tasks of one kind on a coordinator's desk: each says which one it is, and one's own come first."""

from __future__ import annotations

import datetime as dt
import re

from django.db import connection
from django.test.utils import CaptureQueriesContext

from spona import deadlines
from spona.dashboard.task_labels import task_labels
from spona.deadlines.time import today
from spona.plans import actions as plans
from spona.tasks.actions import open_task
from spona.tasks.models import Task
from tests.plans.making import line, objective
from tests.prevention.conftest import TOLD, noticed


def rows(page):
    part = page.split('id="mine"')[1].split("</section>")[0]
    return [" ".join(re.sub("<[^>]+>", " ", row).split()) for row in part.split("<li")[1:]]


def test_observations_are_told_apart_by_number_and_who_wrote_never_by_their_words(world, desk):
    made = [noticed(world), noticed(world, "vera", title="Truck stop with a locked room")]
    told = rows(desk("kosta"))
    for one in made:
        assert sum(f"observation No. {one.number}," in row for row in told) == 1
    for words in (TOLD["title"], TOLD["text"], TOLD["firm"], "Truck"):
        assert not [row for row in told if words in row]
    assert all("on the network's desk" in row for row in told)


def test_ones_own_come_before_what_lies_on_the_desk_however_late(world, desk):
    noticed(world)
    kosta, by = world.kosta, world.kosta.actor
    plan = plans.begin(
        world.vranje, title="Plan", starts_on=today().replace(month=1, day=1),
        ends_on=today().replace(month=12, day=31), by=by,
    )  # fmt: skip
    plans.write_part(plan, "objective", objective(), by=by)
    own = plans.write_part(plan, "activity", line(plan, "1.7", "Štand"), by=by)
    open_task(
        "report_progress", own.subject, institution=kosta.member.institution, owner=kosta.member,
        network=world.vranje, due_at=deadlines.now() + dt.timedelta(days=30), by=by,
    )  # fmt: skip
    browser = world.kosta.sign_in()
    for path in ("/desk/", "/tasks/"):
        told = rows(browser.get(path).content.decode())
        assert "1.7 Štand" in told[0]
        assert "observation No." in told[-1]


def test_each_kind_costs_as_many_queries_however_many_there_are(world):
    for _ in range(3):
        noticed(world)
    tasks = list(Task.objects.open().filter(subject_kind="observation"))
    with CaptureQueriesContext(connection) as of_one:
        task_labels(tasks[:1])
    with CaptureQueriesContext(connection) as of_all:
        assert len(set(task_labels(tasks).values())) == 3
    assert len(of_all) <= len(of_one)
