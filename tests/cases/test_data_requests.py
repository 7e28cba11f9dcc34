"""What somebody asks about their data: a deadline and an owner in clear, the words sealed."""

from __future__ import annotations

import datetime as dt
from itertools import chain

import pytest
from django.apps import apps
from django.db import connection
from django.utils import timezone

from spona import deadlines
from spona.access.denied import Conflict, Denied
from spona.cases.casefile.actions import ask_to_destroy, confirm_destroying
from spona.cases.casefile.retention_queries import in_the_way
from spona.cases.data_requests.actions import Arrived, answer_request, write_request
from spona.cases.data_requests.models import DataRequest
from spona.cases.data_requests.queries import is_readable, read_request
from spona.deadlines.models import Deadline, State
from spona.directory.actions import end_member
from spona.identity.models import Account
from spona.tasks.models import Task
from spona.vault.models import Section
from spona.vault.refusals import TextConflict
from tests.cases.flow import fields, get
from tests.cases.moving import file_of
from tests.cases.retention import asked, due
from tests.cases.world import DEMO, _somebody

WHO = "Мила Измишљена, преко сестре"
WORDS = "Жели да зна шта о њој пише"


@pytest.fixture(autouse=True)
def _read_in_english(world):
    Account.objects.update(language="en")


@pytest.fixture
def case(world):
    return file_of(world)


def written(world, *, case="", kind="access", by=None, owner=None, **more):
    said = {"received_at": deadlines.now(), "who": WHO, "words": WORDS} | more
    arrived = Arrived(kind, case=case, owner=(owner or world.bea).member, **said)
    return write_request(arrived, by=(by or world.bea).actor)


def answered(row, person, **more):
    said = {"outcome": "done", "answer": "Дато на руке", "revision": 1} | more
    return answer_request(row, **said, **person.can)


def test_a_request_has_a_task_a_deadline_and_an_owner_and_its_words_are_sealed(world, case):
    row = written(world, case=case.reference, owner=world.boris)
    task = Task.objects.open().get(kind="data_request")
    assert (task.owner, task.reference, task.subject_id) == (world.boris.member, "", row.pk)
    deadline = Deadline.objects.get(subject_kind="data_request")
    assert (deadline.rule.amount, deadline.rule.unit, deadline.rule.state) == (
        30, "days", State.PROPOSED,
    )  # fmt: skip
    assert read_request(row, **world.boris.can).asks.case == case.reference
    with connection.cursor() as cursor:
        for model in apps.get_models():
            cursor.execute(f'SELECT * FROM "{model._meta.db_table}"')
            values = chain(*cursor.fetchall())
            said = " ".join(str(bytes(v) if isinstance(v, memoryview) else v) for v in values)
            assert not any(one in said for one in (WHO, WORDS)), model


def test_a_breach_has_72_hours_from_when_it_was_learned_of(world):
    at = deadlines.now() - dt.timedelta(hours=10)
    row = written(world, kind="breach", received_at=at)
    deadline = Deadline.objects.get(subject_id=row.pk)
    assert (deadline.rule.certainty, deadline.rule.binding) == ("confirmed_in_source", False)
    assert deadline.due_at == at + dt.timedelta(hours=72)
    with pytest.raises(Denied, match="what came of it"):
        answered(row, world.bea, outcome="partly")
    answered(row, world.bea, outcome="reported")


def test_the_answer_stops_the_deadline_and_ends_the_task(world):
    row = answered(written(world), world.bea)
    assert row.ended_at is not None
    assert Deadline.objects.get(subject_id=row.pk).stopped_at is not None
    assert not Task.objects.open().filter(kind="data_request").exists()
    with pytest.raises((Conflict, TextConflict)):
        answered(row, world.boris)


def test_the_head_answers_what_is_theirs_and_opens_nothing_else(world):
    head = _somebody("glava", world.csw, "director")
    Account.objects.update(language="en")
    theirs, others = written(world, owner=head), written(world)
    assert is_readable(theirs, head.actor)
    assert not is_readable(others, head.actor)
    browser = head.sign_in()
    assert WORDS in get(browser, f"/data-requests/{theirs.pk}/")
    page = get(browser, f"/data-requests/{others.pk}/")
    assert "do not open for you" in page
    assert WORDS not in page
    assert "No. 1" in get(browser, "/data-requests/")
    answered(theirs, head)


@pytest.mark.parametrize("who", ["vera", "hana", "nina", "kosta"])
def test_nobody_else_writes_sees_or_answers_one(world, who):
    row, stranger = written(world), world.people[who]
    with pytest.raises(Denied):
        answered(row, stranger)
    assert not DataRequest.objects.visible_to(stranger.actor).filter(pk=row.pk).exists()
    assert stranger.sign_in().get(f"/data-requests/{row.pk}/").status_code in (403, 404)


@pytest.mark.parametrize(
    ("more", "said"),
    [
        ({"received_at": timezone.now() + dt.timedelta(days=30)}, "not come yet"),
        ({"received_at": timezone.now() - dt.timedelta(days=800)}, "Check the year"),
        ({"words": " "}, "Write what is asked"),
        ({"case": "F-0000-00"}, "no file with this reference"),
    ],
)
def test_what_cannot_be_is_refused(world, more, said):
    with pytest.raises(Denied, match=said):
        written(world, **more)
    with pytest.raises(Denied, match="who answers"):
        written(world, owner=world.vera)


def test_what_a_leaver_had_to_answer_is_a_colleagues_who_opens_it(world):
    row = written(world, kind="breach", owner=world.boris)
    end_member(world.boris.member, by=DEMO)
    row.refresh_from_db()
    assert row.owner != world.boris.member
    task = Task.objects.open().get(kind="data_request")
    assert task.owner == row.owner
    assert row.has_valid_mac()
    colleague = next(one for one in world.people.values() if one.member == row.owner)
    assert is_readable(row, colleague.actor)
    answered(row, colleague, outcome="reported")


def test_a_planted_row_keeps_nobody_from_leaving(world):
    row = written(world, owner=world.boris)
    DataRequest.objects.filter(pk=row.pk).update(kind="breach")
    end_member(world.boris.member, by=DEMO)
    row.refresh_from_db()
    assert row.owner == world.boris.member


def test_a_request_that_names_no_file_may_be_about_any(world, case):
    row = written(world)
    case = due(world, case)
    ways = list(in_the_way(case, **world.bea.can))
    assert len(ways) == 1
    assert "names no file" in ways[0]
    answered(row, world.bea)
    assert not list(in_the_way(case, **world.bea.can))


def test_a_planted_row_is_not_answered(world):
    row = written(world)
    DataRequest.objects.filter(pk=row.pk).update(kind="breach")
    with pytest.raises(Denied):
        answered(DataRequest.objects.get(pk=row.pk), world.bea)


def test_in_a_browser_from_the_form_to_the_answer(world, case):
    bea = world.bea.sign_in()
    page = get(bea, "/data-requests/new/")
    today = timezone.localdate().isoformat()
    said = {**fields(page), "kind": "access", "day": today, "time": "00:01", "who": WHO,
            "words": WORDS, "case": "F-ZZZZ-ZZ", "owner": str(world.bea.member.pk)}  # fmt: skip
    answer = bea.post("/data-requests/new/", said)
    wrong = answer.content.decode()
    assert (answer.status_code, 'id="id_case_error"' in wrong, WORDS in wrong) == (422, True, True)
    said |= {"case": case.reference.lower(), "token": fields(wrong)["token"]}
    later = (timezone.localdate() + dt.timedelta(days=2)).isoformat()
    wrong = bea.post("/data-requests/new/", said | {"day": later}).content.decode()
    assert 'id="id_day_error"' in wrong
    assert "This time has not come yet." in wrong
    path = bea.post("/data-requests/new/", said)["Location"]
    assert bea.post("/data-requests/new/", said)["Location"] == path, "twice is once"
    assert DataRequest.objects.count() == 1
    page = get(bea, path)
    for one in (WHO, WORDS, f"/cases/{case.reference}/whole/", f"/cases/{case.reference}/log/"):
        assert one in page, one
    assert "No. 1" in get(bea, "/data-requests/")
    assert path in get(bea, "/tasks/") or path in get(bea, "/")
    answer = bea.post(path, {**fields(page), "outcome": "", "answer": "Дато"})
    assert (answer.status_code, "Дато" in answer.content.decode()) == (422, True)
    answer = bea.post(path, {**fields(page), "outcome": "done", "answer": "Дато на руке"})
    assert answer.status_code == 302
    assert "Дато на руке" in get(bea, path)


def test_the_form_says_whom_it_asks_for_and_from_when_it_counts_without_an_hour(world):
    page = get(world.bea.sign_in(), "/data-requests/new/")
    assert "Choose who answers" in page
    assert "Choose a colleague" not in page
    assert "Without an hour it counts from midnight" in page


def test_of_two_who_answer_at_once_the_second_sees_both_texts(world):
    row = written(world)
    bea = world.bea.sign_in()
    page = get(bea, f"/data-requests/{row.pk}/")
    answered(row, world.boris, answer="Борис је рекао")
    said = {**fields(page), "outcome": "refused", "answer": "Беа је рекла"}
    answer = bea.post(f"/data-requests/{row.pk}/", said)
    both = answer.content.decode()
    assert answer.status_code == 409
    assert "Борис је рекао" in both
    assert "Беа је рекла" in both


def test_a_running_request_keeps_the_file_and_an_ended_one_goes_with_it(world, case):
    case = due(world, case)
    row = written(world, case=case.reference)
    with pytest.raises(Denied, match="asks about the data"):
        ask_to_destroy(case, to=world.boris.member, copy=True, **world.bea.can)
    answered(row, world.bea)
    confirm_destroying(asked(world, case), **world.boris.can)
    assert not Section.objects.filter(box=row.box_id).exists()
    page = get(world.bea.sign_in(), f"/data-requests/{row.pk}/")
    assert "these words are gone too" in page


def test_what_was_asked_about_another_file_keeps_nothing(world, case):
    other = file_of(world)
    written(world, case=other.reference)
    case = due(world, case)
    confirm_destroying(asked(world, case), **world.boris.can)
