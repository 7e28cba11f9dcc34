"""What runs out is a task first, and none any more once it is renewed."""

from __future__ import annotations

import datetime as dt

import pytest

from spona.access.denied import Denied
from spona.dashboard.links import task_link
from spona.deadlines import moved
from spona.directory.actions import create_network, name_representatives, seat
from spona.directory.models import Seat
from spona.mandates import jobs
from spona.mandates.actions import (
    correct_document,
    remind,
    withdraw_condition,
    write_condition,
    write_document,
)
from spona.mandates.models import FoundingDocument
from spona.mandates.queries import expiring
from spona.tasks.models import Task
from spona.tasks.queries import mine
from tests.cases.world import DEMO
from tests.mandates.conftest import day, facts


def seat_of(world, institution, **named):
    row = Seat.objects.get(network=world.vranje, institution=institution, ends_on=None)
    return name_representatives(row, member=None, deputy=None, by=DEMO, **named) if named else row


def open_tasks(kind):
    return Task.objects.open().filter(kind=kind)


def test_a_document_is_renewed_in_time_by_who_leads_the_network(world):
    document = write_document(
        world.vranje, facts=facts(ends_on=day(61), remind_days=60), by=world.kosta.actor
    )
    assert jobs.remind() == 0
    with moved(dt.timedelta(days=1)):
        assert jobs.remind() == 1
        assert jobs.remind() == 1, "again changes nothing"
    task = open_tasks("renew_mandate").get()
    assert (task.subject_id, task.institution, task.network) == (document.pk, None, world.vranje)
    assert task in mine(world.kosta.actor)
    assert task not in mine(world.bea.actor)
    assert task_link(task) == f"/mandates/documents/{document.pk}/"
    write_document(world.vranje, facts=facts(signed_on=day(-1), starts_on=day(61), ends_on=None),
              by=world.kosta.actor)  # fmt: skip
    assert not open_tasks("renew_mandate").exists(), "closed by the act that follows"


def test_a_document_that_ran_out_before_anybody_looked_is_a_task_too(world):
    document = write_document(world.vranje, facts=facts(ends_on=day(-5)), by=world.kosta.actor)
    jobs.remind()
    assert open_tasks("renew_mandate").count() == 1
    correct_document(document, facts=facts(ends_on=None), by=world.kosta.actor)
    assert not open_tasks("renew_mandate").exists()


def test_a_document_without_an_end_reminds_nobody(world):
    write_document(world.vranje, facts=facts(ends_on=None), by=world.kosta.actor)
    assert jobs.remind() == 0


def test_a_condition_is_renewed_by_its_institution(world):
    name_representatives(seat_of(world, world.csw), member=world.bea.member, deputy=None, by=DEMO)
    row = write_condition(
        world.csw, world.vranje, "training", on=day(-600), until=day(61), by=world.kosta.actor
    )
    assert jobs.remind() == 0
    with moved(dt.timedelta(days=1)):
        jobs.remind()
        jobs.remind()
    task = open_tasks("renew_condition").get()
    assert (task.subject_id, task.institution, task.owner) == (
        row.pk, world.csw, world.bea.member,
    )  # fmt: skip
    assert task in mine(world.bea.actor)
    assert task_link(task) == f"/mandates/owed/{row.pk}/"
    write_condition(world.csw, world.vranje, "training", on=day(-1), by=world.bea.actor)
    assert not open_tasks("renew_condition").exists()


def test_an_older_paper_does_not_end_the_reminder(world):
    write_condition(
        world.csw, world.vranje, "training", on=day(-600), until=day(5), by=world.kosta.actor
    )
    jobs.remind()
    write_condition(
        world.csw, world.vranje, "training", on=day(-700), until=day(1), by=world.kosta.actor
    )
    assert open_tasks("renew_condition").count() == 1


def test_without_a_named_member_it_lies_in_the_queue_of_the_institution(world):
    row = write_condition(
        world.health, world.vranje, "training", on=day(-700), until=day(-1), by=world.kosta.actor
    )
    jobs.remind()
    assert open_tasks("renew_condition").get().owner is None
    withdraw_condition(row, by=world.kosta.actor)
    assert not open_tasks("renew_condition").exists()


def test_a_mandate_that_ends_is_a_task_until_somebody_is_named(world):
    row = name_representatives(
        seat_of(world, world.csw), member=world.bea.member, deputy=world.boris.member, by=DEMO,
        mandate_ends_on=day(62),
    )  # fmt: skip
    assert jobs.remind() == 0
    with moved(dt.timedelta(days=1)):
        jobs.remind()
    task = open_tasks("name_seat").get()
    assert (task.subject_id, task.owner) == (row.pk, world.bea.member)
    assert task_link(task) == f"/network/seats/{row.pk}/"
    name_representatives(row, member=world.vera.member, deputy=None, by=DEMO,
                         mandate_ends_on=day(700))  # fmt: skip
    jobs.remind()
    assert not open_tasks("name_seat").exists()


def test_work_that_ends_before_the_mandate_counts_too(world):
    name_representatives(seat_of(world, world.csw), member=world.bea.member, deputy=None, by=DEMO)
    member = world.bea.member
    member.ends_on = day(10)
    member.save()
    jobs.remind()
    assert open_tasks("name_seat").count() == 1


def test_practice_reminds_nobody(world):
    practice = create_network(
        {"sr": "Вежба", "en": "Practice"}, slug="vezba", town=world.vranje.town, by=DEMO,
        practice=True,
    )  # fmt: skip
    seat(world.csw, network=practice, by=DEMO, member=world.bea.member, mandate_ends_on=day(3))
    write_document(practice, facts=facts(ends_on=day(3)), by=DEMO)
    jobs.remind()
    assert not Task.objects.filter(network=practice).exists()
    assert expiring(practice, day(0)) == []
    assert not FoundingDocument.objects.visible_to(world.bea.actor).exists()


def test_only_the_server_reminds(world):
    for by in (world.kosta.actor, DEMO):
        with pytest.raises(Denied):
            remind(world.vranje, by=by)


def test_what_runs_out_is_listed_the_nearest_first(world):
    write_document(world.vranje, facts=facts(ends_on=day(31)), by=world.kosta.actor)
    write_condition(
        world.csw, world.vranje, "training", on=day(-700), until=day(10), by=world.kosta.actor
    )
    name_representatives(seat_of(world, world.police), member=None, deputy=None, by=DEMO,
                         names=("Пера Перић", ""), mandate_ends_on=day(21))  # fmt: skip
    found = [(one.kind, one.last_day) for one in expiring(world.vranje, day(0))]
    assert found == [("condition", day(10)), ("seat", day(20)), ("mandate", day(30))]


def test_as_many_questions_for_five_institutions_as_for_two(world, django_assert_max_num_queries):
    for body in (world.csw, world.police, world.health, world.city, world.school):
        write_condition(
            body, world.vranje, "training", on=day(-700), until=day(10), by=world.kosta.actor
        )
    with django_assert_max_num_queries(14):
        assert len(expiring(world.vranje, day(0))) == 5
