"""Whoever was locked out of a thing sees no row of it, whichever list or button they try."""

import re
from pathlib import Path

import pytest
from django.db.models import QuerySet
from django.http import Http404

import spona
from spona.access.actor import Actor
from spona.access.exclusion_marks import marks_of
from spona.access.registry import Registry
from spona.deadlines import now
from spona.deadlines.actions import start
from spona.deadlines.exclusions import EXCLUSION_SOURCES, asked_once
from spona.deadlines.models import Deadline
from spona.tasks import queries, views
from spona.tasks.actions import finish, open_task
from spona.tasks.models import Task
from tests.tasks import excluded

BY = Actor.system("demo")


@pytest.fixture
def hidden(monkeypatch, subject):
    """The thing of the test is one that the actor was locked out of."""
    sources = Registry("sources", ["referral"], why="")
    sources.register("referral", excluded.things)
    monkeypatch.setattr("spona.deadlines.exclusions.EXCLUSION_SOURCES", sources)
    excluded.hide(subject[1])
    yield
    excluded.hide()


@pytest.fixture
def deadline(network, csw, subject):
    return start("first_reply", subject=subject, network=network, institution=csw, by=BY)


def test_a_row_of_the_queue_is_none_for_whom_was_locked_out(bea, csw, subject, deadline, hidden):
    open_task("open_referral", subject, institution=csw, deadline=deadline, by=BY)
    open_task("decision", ("meeting", subject[1]), institution=csw, by=BY)
    assert [task.subject_kind for task in queries.of_institution(bea)] == ["meeting"]
    assert not Deadline.objects.visible_to(bea).exists()


def test_neither_is_an_own_task_nor_one_to_confirm(bea, bea_member, ana, csw, school, subject,
                                                   network, hidden):  # fmt: skip
    task = open_task(
        "decision", subject, institution=csw, owner=bea_member,
        asked_by=school, network=network, by=BY,
    )  # fmt: skip
    assert not queries.mine(bea).exists()
    finish(task, by=bea)
    assert not queries.to_confirm(ana).exists()


def test_nor_what_lies_on_the_desk_of_the_network(coordinator, network, subject, hidden):
    open_task("open_point", subject, institution=None, network=network, by=BY)
    assert not queries.mine(coordinator).exists()
    assert not queries.open_points(coordinator).exists()


@pytest.mark.parametrize("verb", ["finish", "undo", "confirm"])
def test_every_button_says_that_there_is_no_such_task(rf, bea, csw, subject, hidden, verb):
    task = open_task("decision", subject, institution=csw, by=BY)
    request = rf.post("/")
    request.actor = bea
    with pytest.raises(Http404):
        getattr(views, verb)(request, task_id=task.pk)
    assert Task.objects.get(pk=task.pk).done_at is None


def test_the_note_after_the_button_does_not_name_it_either(rf, bea, csw, subject, hidden):
    task = open_task("decision", subject, institution=csw, by=BY)
    Task.objects.filter(pk=task.pk).update(done_at=now())
    request = rf.get("/", {"done": str(task.pk)})
    request.actor = bea
    assert views._just_done(request) is None


def test_whoever_was_not_locked_out_still_sees_it(bea, csw, subject, deadline):
    open_task("open_referral", subject, institution=csw, deadline=deadline, by=BY)
    assert queries.of_institution(bea).exists()
    assert Deadline.objects.visible_to(bea).exists()


def test_a_page_asks_once_and_the_next_one_anew(bea, csw, subject, hidden):
    open_task("open_referral", subject, institution=csw, by=BY)
    with asked_once():
        assert not queries.of_institution(bea).exists()
        excluded.hide()
        assert not queries.of_institution(bea).exists()
    with asked_once():
        assert queries.of_institution(bea).exists()


def test_whether_there_is_anything_is_not_told_by_the_questions(
    bea, csw, subject, hidden, django_assert_num_queries
):
    open_task("open_referral", subject, institution=csw, by=BY)
    with django_assert_num_queries(2):
        assert not list(queries.of_institution(bea))
    excluded.hide()
    with django_assert_num_queries(2):
        assert list(queries.of_institution(bea))


def test_each_source_answers_with_a_query_of_ids(db, bea):
    sources = EXCLUSION_SOURCES.all()
    assert len(sources) == 6
    for source in sources.values():
        assert isinstance(source(marks_of(bea)), QuerySet)


# Each reads rows of a thing whose own row the reader was shown before.
SHOWN_BEFORE = {
    "cases/worklists/queue.py": "clocks of the referrals that `arrived` has shown",
    "cases/worklists/sent.py": "tasks of the referrals that the sender has written",
    "cases/casefile/views/file.py": "tasks of the referrals of a file that was shown",
    "cases/careplan/queries.py": "steps of a plan that was read with its key",
    "cases/careplan/actions.py": "locks the steps of a plan that was read with its key",
    "cases/legal_track/review.py": "whether a review of a file was done since a day; shows nothing",
    "cases/closure/queries.py": "what still waits in a file that was shown",
    "cases/casefile/whole_case.py": "steps of a file whose whole is printed for who may read it",
    "cases/casefile/actions/destruction.py": "deletes what a destroyed file had; shows nothing",
    "cases/data_requests/queries.py": "deadlines of requests that `visible_to` has shown",
    "cases/casefile/retention_review.py": "whether the institution was asked this year; shows nothing",
    "cli/rehearse/rows.py": "whether what was destroyed in an invented file is back; shows no row",
    "cases/casefile/stages.py": "which steps of a file that was shown are done",
    "cases/casefile/views/files/steps.py": "steps of a file that was shown",
    "cases/case/steps/actions.py": "opens, moves and ends its own tasks; shows nothing",
    "cases/case/steps/queries.py": "steps of files that were shown, and whose owner has gone",
    "cases/worklists/next_steps.py": "a condition on files already shown; shows no row",
    "cases/worklists/institution_cases.py": "a condition on files already shown; shows no row",
    "cases/casefile/actions/handing_over.py": "moves a leaver's work; shows only what it counts",
    "cases/casefile/actions/excluding.py": "takes work from who leaves or is locked out; shows nothing",
    "cases/referrals/question_pause.py": "a condition on referrals already shown; shows no row",
    "cases/referrals/unreachable.py": "whom a step cannot reach; shows no row",
    "cases/referrals/held_after_restore.py": "closes and counts its own tasks after a restore",
    "cases/assessment/queries.py": "whether a step of a file already shown has ended; shows no row",
    "practice/scene.py": "when a step of a drill's own file ended; shows a day to who takes part",
    "dashboard/institution.py": "which step of an institution's own escalation reaches nobody",
    "mandates/actions/unreachable.py": "opens and closes its own tasks; shows nothing",
    "mandates/actions/reminding.py": "closes its own reminders; shows nothing",
    "tools/bench/deadlines.py": "fills and sweeps a benchmark's own tables",
    "tools/bench/lists.py": "fills a benchmark's own tables",
    "tools/bench/tasks.py": "fills and counts a benchmark's own tables",
    "plans/feeds/casework.py": "sums of closed quarters, five and more; shows no row",
    "services/actions/totals_requests.py": "which reminders are open; shows nothing",
    "training/actions/feedback.py": "which reminders are open; shows nothing",
    "dashboard/network_rows.py": "the clock of each row that its own query found by visible_to",
    "tipline/queue.py": "clocks of the messages that their own query has shown",
    "tipline/waiting.py": "the deadline of a message that arrives or was shown",
}


def test_no_room_lists_tasks_or_clocks_past_visible_to():
    source, found = Path(spona.__file__).parent, []
    for path in source.rglob("*.py"):
        name = path.relative_to(source).as_posix()
        if name.startswith(("tasks/", "deadlines/")) or name in SHOWN_BEFORE:
            continue
        text = path.read_text()
        found += [
            f"{name}: {match[0]}"
            for match in re.finditer(r"\b(Task|Deadline)\.objects\b(?!\s*\.visible_to)", text)
        ]
    assert found == []
