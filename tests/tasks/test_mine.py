import uuid
from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.test import RequestFactory
from django.utils import translation

from spona.access.actor import Actor
from spona.access.denied import Denied
from spona.audit.readonly import remembering
from spona.audit.transaction_cache import TransactionCache
from spona.deadlines import moved, now
from spona.deadlines.actions import start
from spona.deadlines.exclusions import asked_once
from spona.tasks import queries, views
from spona.tasks.actions import finish, move_task, open_task
from spona.tasks.models import Task

pytestmark = pytest.mark.django_db


@pytest.fixture
def add(csw, network, bea):
    def add(kind="open_referral", urgency="", owner=None, institution=csw, **more):
        subject = ("referral", uuid.uuid4())
        if urgency:
            more["deadline"] = start(
                "opening",
                subject,
                institution=institution,
                network=network,
                by=bea,
                sector="social_work",
                urgency=urgency,
            )
        return open_task(
            kind,
            subject,
            institution=institution,
            network=network,
            by=bea,
            owner=owner,
            reference="R-7K3M-Q2",
            **more,
        )

    return add


def get(view, actor, path="/tasks/", **kwargs):
    request = RequestFactory().get(path)
    request.actor = actor
    with translation.override("en"):
        return view(request, **kwargs).content.decode()


def post(view, actor, task):
    request = RequestFactory().post("/")
    request.actor = actor
    return view(request, task_id=task.pk)


def test_the_nearest_deadline_comes_first_and_none_comes_last(add, bea, bea_member):
    none = add(owner=bea_member)
    later = add(owner=bea_member, urgency="urgent")
    dated = add(owner=bea_member, due_at=now() + timedelta(hours=30))
    soon = add(owner=bea_member, urgency="immediate")
    assert list(queries.mine(bea)) == [soon, dated, later, none]


def test_mine_is_what_i_own_and_the_queue_is_what_nobody_owns(add, bea, bea_member, berta):
    own, queued = add(owner=bea_member), add()
    assert list(queries.mine(bea)) == [own]
    assert list(queries.of_institution(bea)) == [queued]
    assert list(queries.mine(berta)) == []
    assert list(queries.of_institution(berta)) == [], "the queue is for intake officers"


def test_another_institution_sees_nothing(add, ana, coordinator):
    add()
    for actor in (ana, coordinator):
        assert not Task.objects.visible_to(actor).exists()
        assert not queries.mine(actor).exists()
        assert not queries.of_institution(actor).exists()


def test_the_coordinator_has_the_desk_of_the_network(add, coordinator, ana):
    task = add("convene", institution=None)
    assert list(queries.mine(coordinator)) == [task]
    assert list(queries.mine(ana)) == []


def test_what_was_done_waits_for_the_one_who_asked(add, bea, ana, school):
    task = add("decision", asked_by=school)
    assert list(queries.to_confirm(ana)) == []
    finish(task, by=bea)
    assert list(queries.to_confirm(ana)) == [task]
    assert list(queries.to_confirm(bea)) == []


def test_the_page_counts_what_waits_and_what_is_late(add, bea, bea_member):
    add(owner=bea_member, urgency="immediate")
    add(owner=bea_member, urgency="regular")
    with moved(timedelta(hours=27)):
        page = get(views.mine, bea)
    assert "2 things wait for you." in page
    assert "1 is late." in page
    assert "late by 3 h" in page


def test_the_page_names_the_reference_and_nothing_else_in_its_title(add, bea, bea_member):
    add(owner=bea_member)
    page = get(views.mine, bea)
    assert "<title>My tasks – Spona</title>" in page
    assert 'href="/open/R-7K3M-Q2/"' in page


def test_the_list_is_narrowed_by_deadline_and_the_title_stays(add, bea, bea_member):
    add(owner=bea_member, urgency="immediate")
    add(owner=bea_member, urgency="regular")
    add(owner=bea_member)
    with moved(timedelta(hours=27)):
        late = get(views.mine, bea, "/tasks/?show=late")
        none = get(views.mine, bea, "/tasks/?show=none")
        nonsense = get(views.mine, bea, "/tasks/?show=child")
    assert late.count("<h3>") == none.count("<h3>") == 1
    assert nonsense.count("<h3>") == 3
    assert "3 things wait for you." in late
    assert 'aria-current="page">Late <span class="count">1</span>' in late


def test_more_than_a_page_is_cut(add, bea, bea_member):
    for __ in range(51):
        add(owner=bea_member, urgency="regular")
    page = get(views.mine, bea)
    assert page.count("<h3>") == 50
    assert 'href="?page=2"' in page
    assert get(views.mine, bea, "/tasks/?page=2").count("<h3>") == 1


def test_an_empty_page_is_calm(bea):
    page = get(views.mine, bea)
    assert "Nothing waits for you." in page
    assert "is-late" not in page


@pytest.mark.parametrize("more", [0, 12])
def test_the_page_costs_the_same_for_one_row_and_for_many(
    add, bea, bea_member, more, django_assert_num_queries
):
    for __ in range(1 + more):
        add(owner=bea_member, urgency="regular")
        add(urgency="immediate")
    # Each of two lists at a glance, then its page with the deadlines; what is to be confirmed; and
    # once, as the gate has it, the last line of the log and what somebody may be locked out of. The
    # days off and the directory are remembered as long as that line stays the same.
    get(views.mine, bea)
    with asked_once(), remembering(TransactionCache()), django_assert_num_queries(5 + 1 + 1):
        get(views.mine, bea)


def test_each_list_of_the_page_is_turned_by_itself_and_nothing_of_it_is_left_out(
    add, bea, bea_member, ana, school
):
    for __ in range(51):
        add(owner=bea_member)
        add(urgency="immediate")
        finish(add("decision", owner=bea_member, asked_by=school), by=bea)
    # Its rows, with those of the reader's other list.
    for name, reader, other in (("page", bea, 50), ("queue", bea, 50), ("confirm", ana, 0)):
        first, second = (get(views.mine, reader, f"/tasks/?{name}={at}") for at in (1, 2))
        assert f'href="?{name}=2"' in first
        assert f'href="?{name}=1"' in second
        assert [text.count('class="ref"') for text in (first, second)] == [50 + other, 1 + other]


def test_a_long_list_says_of_each_row_what_the_row_says_of_itself(add, bea, bea_member, network):
    """Counted without their words, the rows are what they are with them."""
    for urgency in ("immediate", "urgent", "regular", None):
        for hours in (0, 1, 71, 2000):
            with moved(-timedelta(hours=hours)):
                add(owner=bea_member, **({"urgency": urgency} if urgency else {}))
    for days in (-3, 0, 5):
        add(owner=bea_member, due_at=now() + timedelta(days=days))
    mine = queries.mine(bea)
    glanced, rows = queries.glances(mine), queries.rows(mine)
    assert len(glanced) == len(rows) == 19
    told = [(one.pk, one.owner, one.state, one.due_at) for one in glanced]
    shown = [
        (row.task.pk, row.task.owner_id, row.deadline.state, row.deadline.due_at) for row in rows
    ]
    assert told == shown
    assert len({row.deadline.state for row in rows}) >= 3


def test_done_can_be_undone_on_the_page(add, bea, bea_member):
    task = add("decision", owner=bea_member)
    answer = post(views.finish, bea, task)
    assert answer.url == f"/tasks/?done={task.pk}"
    page = get(views.mine, bea, answer.url)
    assert f'action="/tasks/{task.pk}/undo/"' in page
    post(views.undo, bea, task)
    assert list(queries.mine(bea)) == [task]


def test_the_one_who_asked_confirms_on_the_page(add, bea, ana, school):
    task = add("decision", asked_by=school)
    finish(task, by=bea)
    assert f'action="/tasks/{task.pk}/confirm/"' in get(views.mine, ana)
    post(views.confirm, ana, task)
    assert list(queries.to_confirm(ana)) == []


def test_a_strangers_task_is_not_there(add, ana):
    task = add("decision")
    for view in (views.finish, views.undo, views.confirm):
        with pytest.raises(Http404):
            post(view, ana, task)


def test_a_colleagues_task_is_refused_in_a_sentence(add, bea, berta, berta_member):
    task = move_task(add("decision"), owner=berta_member, by=bea)
    with pytest.raises((Denied, PermissionDenied)):
        post(views.finish, bea, task)


def test_nonsense_behind_done_shows_nothing(bea):
    assert "undo" not in get(views.mine, bea, "/tasks/?done=nonsense")


def test_a_plain_date_is_late_from_the_day_after(add, bea, bea_member, network):
    network.created_at = now() - timedelta(days=30)
    network.save()
    add("decision", owner=bea_member, due_at=now() - timedelta(days=9))
    page = get(views.mine, bea)
    assert "9 days late" in page
    assert "1 is late" in page


def test_what_passed_before_the_town_began_is_not_late(add, bea, bea_member, network):
    add("decision", owner=bea_member, due_at=now() - timedelta(days=9))
    page = get(views.mine, bea)
    assert "the agreed day has passed" in page
    assert "is late" not in page


def test_the_open_tasks_of_a_thing_say_who_it_waits_for(add, bea):
    task, __ = add(), add()
    assert list(queries.open_of((task.subject_kind, task.subject_id))) == [task]


def test_without_an_institution_there_is_no_queue(add, network):
    add()
    analyst = Actor(network_roles=frozenset({(network.pk, "analyst")}))
    for tasks in (queries.mine, queries.of_institution, queries.to_confirm):
        assert not tasks(analyst).exists()
    assert not Task.objects.visible_to(analyst).exists()
