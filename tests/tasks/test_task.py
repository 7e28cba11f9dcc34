import uuid

import pytest
from django.db import IntegrityError, transaction

from spona.access.denied import Conflict, Denied
from spona.audit.models import Entry
from spona.deadlines import now
from spona.tasks.actions import (
    close_all,
    close_task,
    confirm,
    finish,
    move_task,
    move_tasks,
    open_task,
    undo,
)
from spona.tasks.models import Task

pytestmark = pytest.mark.django_db


@pytest.fixture
def task(subject, csw, bea):
    return open_task("open_referral", subject, institution=csw, by=bea, reference="R-7K3M-Q2")


@pytest.fixture
def decision(csw, school, bea):
    return open_task(
        "decision", ("decision", uuid.uuid4()), institution=csw, asked_by=school, by=bea
    )


def test_a_task_is_opened_once(task, subject, csw, bea):
    again = open_task("open_referral", subject, institution=csw, by=bea)
    assert again.pk == task.pk
    assert Entry.objects.filter(name="task:opened").count() == 1


def test_the_database_refuses_a_second_open_task(task, csw):
    with pytest.raises(IntegrityError), transaction.atomic():
        Task.objects.create(
            kind=task.kind,
            subject_kind=task.subject_kind,
            subject_id=task.subject_id,
            institution=csw,
            created_at=now(),
        )


def test_two_institutions_may_have_the_same_task(task, subject, school, bea):
    assert open_task("open_referral", subject, institution=school, by=bea).pk != task.pk


def test_closing_closes_once_and_says_who(task, subject, bea):
    assert close_task("open_referral", subject, by=bea) == 1
    assert close_task("open_referral", subject, by=bea) == 0
    task.refresh_from_db()
    assert (task.done_by_id, task.outcome) == (bea.member_id, "done")


def test_closing_for_one_institution_leaves_the_others(task, subject, school, bea):
    other = open_task("open_referral", subject, institution=school, by=bea)
    close_task("open_referral", subject, by=bea, institution=school)
    task.refresh_from_db()
    other.refresh_from_db()
    assert task.done_at is None
    assert other.done_at is not None


def test_what_falls_away_falls_away_with_all_its_tasks(task, subject, csw, bea):
    open_task("answer_referral", subject, institution=csw, by=bea)
    assert close_all(subject, by=bea) == 2
    assert set(Task.objects.values_list("outcome", flat=True)) == {"dropped"}


def test_a_task_moves_to_a_colleague_and_back_to_the_queue(task, bea, berta_member):
    assert move_task(task, owner=berta_member, by=bea).owner_id == berta_member.pk
    assert move_task(task, owner=None, by=bea).owner_id is None
    assert Entry.objects.filter(name="task:moved").count() == 2


def test_moving_to_where_it_is_changes_nothing(task, bea):
    move_task(task, owner=None, by=bea)
    assert not Entry.objects.filter(name="task:moved").exists()


def test_a_task_never_leaves_its_institution(task, bea, ana):
    from spona.directory.models import Member

    with pytest.raises(ValueError, match="inside its institution"):
        move_task(task, owner=Member.objects.get(pk=ana.member_id), by=bea)


def test_all_that_is_open_moves_at_once_and_what_is_done_stays(
    task, subject, csw, bea, ana, berta_member
):
    from spona.directory.models import Member

    other = open_task("answer_referral", subject, institution=csw, by=bea)
    close_task("answer_referral", subject, by=bea)
    move_tasks(Task.objects.all(), owner=berta_member, by=bea)
    assert Task.objects.get(pk=task.pk).owner == berta_member
    assert Task.objects.get(pk=other.pk).owner is None
    assert Entry.objects.filter(name="task:moved").count() == 1
    with pytest.raises(ValueError, match="inside its institution"):
        move_tasks(Task.objects.all(), owner=Member.objects.get(pk=ana.member_id), by=bea)


def test_a_done_task_does_not_move(task, subject, bea, berta_member):
    close_task("open_referral", subject, by=bea)
    with pytest.raises(Conflict):
        move_task(task, owner=berta_member, by=bea)


def test_finishing_can_be_taken_back_until_it_is_confirmed(decision, bea, ana):
    finish(decision, by=bea)
    assert undo(decision, by=bea).done_at is None
    finish(decision, by=bea)
    assert confirm(decision, by=ana).confirmed_at is not None
    with pytest.raises(Denied):
        undo(decision, by=bea)


def test_finishing_twice_is_once(decision, bea):
    first = finish(decision, by=bea).done_at
    assert finish(decision, by=bea).done_at == first


def test_a_task_with_work_behind_it_is_not_ticked_off(task, bea):
    with pytest.raises(Denied):
        finish(task, by=bea)


def test_somebody_elses_task_is_not_finished(decision, bea, berta, berta_member, ana):
    move_task(decision, owner=berta_member, by=bea)
    for actor in (bea, ana):
        with pytest.raises(Denied):
            finish(decision, by=actor)
    assert finish(decision, by=berta).done_at is not None


def test_only_the_one_who_asked_confirms_and_only_what_is_done(decision, bea, ana):
    with pytest.raises(Denied):
        confirm(decision, by=ana)
    finish(decision, by=bea)
    with pytest.raises(Denied):
        confirm(decision, by=bea)


def test_nothing_is_confirmed_before_it_is_done(decision):
    with pytest.raises(IntegrityError), transaction.atomic():
        Task.objects.filter(pk=decision.pk).update(confirmed_at=now())


def test_the_desk_of_the_network_is_finished_by_its_coordinator(network, coordinator, bea):
    task = open_task(
        "decision", ("decision", uuid.uuid4()), institution=None, network=network, by=coordinator
    )
    with pytest.raises(Denied):
        finish(task, by=bea)
    assert finish(task, by=coordinator).done_at is not None


def test_a_task_belongs_to_somebody(subject, bea):
    with pytest.raises(ValueError, match="belongs to"):
        open_task("convene", subject, institution=None, by=bea)


def test_each_network_has_a_desk_of_its_own(subject, network, town, coordinator):
    from spona.directory.models import Network

    other = Network.objects.create(slug="nis", town=town, words={"sr": "Мрежа Ниш"})
    first, again, second = (
        open_task("convene", subject, institution=None, network=where, by=coordinator)
        for where in (network, network, other)
    )
    assert first == again
    assert first != second
    with pytest.raises(IntegrityError), transaction.atomic():
        Task.objects.create(
            kind="convene",
            subject_kind=subject[0],
            subject_id=subject[1],
            network=network,
            created_at=now(),
        )


def test_an_unknown_kind_is_refused(subject, csw, bea):
    with pytest.raises(ValueError, match="not a kind"):
        open_task("see_the_child", subject, institution=csw, by=bea)


def test_undoing_what_was_not_done_changes_nothing(decision, bea):
    assert undo(decision, by=bea).done_at is None
    assert not Entry.objects.filter(name="task:reopened").exists()


def test_confirming_twice_is_once(decision, bea, ana):
    finish(decision, by=bea)
    first = confirm(decision, by=ana).confirmed_at
    assert confirm(decision, by=ana).confirmed_at == first
