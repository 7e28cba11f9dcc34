"""Progress and readings: by whom, with what, taken back, and the tasks that ask for them."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

import pytest

from spona.access.actor import Actor
from spona.access.denied import Conflict, Denied
from spona.attachments.forms import Incoming
from spona.deadlines import moved
from spona.deadlines.time import today
from spona.directory import actions as directory
from spona.directory.models import Seat
from spona.plans import actions, jobs
from spona.plans.models import Indicator, Plan
from spona.plans.periods import half_before, period_of
from spona.tasks.models import Task
from tests.plans.making import DAY, move, numbered

REMINDERS = Actor.system("reminders")


def open_tasks(kind="report_progress"):
    return Task.objects.open().filter(kind=kind)


def test_the_responsible_institution_writes_with_evidence_and_others_do_not(world, plan):
    row = numbered(plan, "1.1")
    paper = Incoming("zapisnik.pdf", "application/pdf", b"%PDF-1.7 x")
    made = actions.report_progress(row, percent=40, note="dva časa", evidence=paper,
                                   by=world.ana.actor)  # fmt: skip
    row.refresh_from_db()
    assert (row.percent, row.progress_on, made.evidence.name) == (40, today(), "zapisnik.pdf")
    actions.report_progress(row, percent=50, by=world.kosta.actor)
    for who in ("hana", "bea", "nina", "cora"):
        with pytest.raises(Denied, match="responsible institution or the coordinator"):
            actions.report_progress(row, percent=99, by=world.people[who].actor)


@pytest.mark.parametrize("figures", [{}, {"percent": 101}, {"percent": -1}, {"units_done": 3}])
def test_impossible_figures_of_a_line_in_percent(world, plan, figures):
    with pytest.raises(Denied, match="0 to 100"):
        actions.report_progress(numbered(plan, "1.1"), **figures, by=world.ana.actor)


def test_a_line_with_units_takes_units_and_one_that_counts_itself_takes_none(world, plan):
    with pytest.raises(Denied, match="how many are done"):
        actions.report_progress(numbered(plan, "1.2"), percent=50, by=world.hana.actor)
    with pytest.raises(Denied, match="counts by itself"):
        actions.report_progress(numbered(plan, "1.3"), units_done=1, by=world.ana.actor)


def test_what_was_written_last_can_be_taken_back(world, plan):
    row = numbered(plan, "1.1")
    first = actions.report_progress(row, percent=40, by=world.ana.actor)
    second = actions.report_progress(row, percent=90, by=world.ana.actor)
    with pytest.raises(Conflict):
        actions.take_back(first, by=world.ana.actor)
    with pytest.raises(Denied):
        actions.take_back(second, by=world.hana.actor)
    actions.take_back(second, by=world.ana.actor)
    assert numbered(plan, "1.1").percent == 40
    actions.take_back(first, by=world.ana.actor)
    assert numbered(plan, "1.1").percent == 0


def test_a_mandate_that_ended_writes_nothing(world, plan):
    """The seat of the school ends: its people act for nobody in this network any more."""
    seat = Seat.objects.get(network=world.vranje, institution=world.school)
    directory.end_seat(seat, by=Actor.system("demo"), on=today())
    with pytest.raises(Denied):
        actions.report_progress(numbered(plan, "1.1"), percent=1, by=world.ana.actor)
    assert not Plan.objects.visible_to(world.ana.actor).exists()


def test_readings_are_written_by_hand_and_a_feed_is_not(world, plan):
    row = Indicator.objects.get(plan=plan)
    made = actions.write_reading(row, read_on=today(), value=Decimal(38),
                                 source="anketa, 212 odgovora", by=world.kosta.actor)  # fmt: skip
    for value in (Decimal(-1), Decimal(10) ** 12):
        with pytest.raises(Denied, match="not negative"):
            actions.write_reading(row, read_on=today(), value=value, by=world.kosta.actor)
    with pytest.raises(Denied, match="lies ahead"):
        actions.write_reading(row, read_on=today() + DAY, value=Decimal(1), by=world.kosta.actor)
    with pytest.raises(Denied, match="responsible"):
        actions.write_reading(row, read_on=today(), value=Decimal(1), by=world.ana.actor)
    with pytest.raises(Denied):
        actions.take_back_reading(made, by=world.ana.actor)
    actions.take_back_reading(made, by=world.kosta.actor)
    assert row.readings.get().withdrawn_at is not None
    row.feed = "meetings"
    row.save()
    with pytest.raises(Denied, match="fills itself"):
        actions.write_reading(row, read_on=today(), value=Decimal(1), by=world.kosta.actor)


def test_the_job_asks_before_a_deadline_once_and_the_answer_closes_it(world, plan):
    move(numbered(plan, "1.1"), starts=today() - 40 * DAY, ends=today() + 5 * DAY)
    move(numbered(plan, "1.2"), starts=today() - 40 * DAY, ends=today() + 90 * DAY)
    actions.remind(plan, day=today(), by=REMINDERS)
    actions.remind(plan, day=today(), by=REMINDERS)
    task = open_tasks().get(subject_kind="plan_line")
    assert (task.institution, task.subject_id) == (world.school, numbered(plan, "1.1").pk)
    actions.report_progress(numbered(plan, "1.1"), percent=70, by=world.ana.actor)
    assert not open_tasks().filter(subject_kind="plan_line").exists()
    # Answered now: not asked again until the last days.
    actions.remind(plan, day=today(), by=REMINDERS)
    assert not open_tasks().filter(subject_kind="plan_line").exists()


def test_the_task_goes_to_who_has_the_seat(world, plan):
    seat = Seat.objects.get(network=world.vranje, institution=world.school)
    directory.name_representatives(seat, member=world.ana.member, deputy=None,
                                   by=Actor.system("demo"))  # fmt: skip
    move(numbered(plan, "1.1"), starts=today() - 40 * DAY, ends=today() + 5 * DAY)
    actions.remind(plan, day=today(), by=REMINDERS)
    assert open_tasks().get(subject_kind="plan_line").owner == world.ana.member


def test_at_the_half_year_each_institution_is_asked_and_the_coordinator_for_the_report(
    world, plan, year
):
    day = dt.date(year, 7, 3)
    with moved(dt.datetime.combine(day, dt.time(9)) - dt.datetime.combine(today(), dt.time(9))):
        for number in ("1.1", "1.2", "1.3"):
            move(numbered(plan, number), starts=dt.date(year, 1, 1), ends=dt.date(year, 12, 31))
        assert jobs.remind() == 3
        assert jobs.remind() == 3, "again opens nothing new"
        asked = open_tasks().filter(subject_kind="plan", subject_id=plan.pk)
        assert {one.institution for one in asked} == {world.school, world.health}
        report = open_tasks("plan_report").get()
        assert (report.institution, report.network) == (None, world.vranje)
        assert actions.confirm_own(plan, by=world.ana.actor) == 2
        assert {one.institution for one in asked.all()} == {world.health}
        with pytest.raises(Denied):
            actions.confirm_own(plan, by=world.cora.actor)
        actions.file_report(plan, period_of(year, 1), reader="council", content=b"%PDF-1.7",
                            name="report.pdf", by=world.kosta.actor)  # fmt: skip
        assert not open_tasks("plan_report").exists()
        jobs.remind()
        assert not open_tasks("plan_report").exists(), "it went out"


def test_nobody_but_the_job_reminds(world, plan):
    with pytest.raises(Denied):
        actions.remind(plan, day=today(), by=world.kosta.actor)


def test_the_half_that_was_over_last():
    assert (half_before(dt.date(2026, 7, 1)).year, half_before(dt.date(2026, 7, 1)).half) == (
        2026, 1,
    )  # fmt: skip
    assert (half_before(dt.date(2026, 6, 30)).year, half_before(dt.date(2026, 6, 30)).half) == (
        2025, 2,
    )  # fmt: skip
