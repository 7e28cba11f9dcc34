"""The lease of an open page: cheap to ask, no activity, and another one with other rights."""

import json
import re
from datetime import timedelta

from django.test import Client
from django.utils import timezone

from spona.directory.models import Member
from spona.identity.models import Account, Session


def ask(browser):
    answer = browser.get("/lease")
    assert answer.status_code == 200
    assert answer["Cache-Control"] == "no-store"
    return json.loads(answer.content)


def of_page(desk, name):
    return re.search(r'data-lease="([0-9a-f]{32})"', desk(name))[1]


def test_it_is_the_lease_that_every_role_reads_in_its_page(desk, world):
    for name in ("ana", "bea", "luka"):
        shown = of_page(desk, name)
        assert ask(desk.browser(name)) == {"state": "open", "lease": shown}


def test_two_queries_at_most_and_nothing_is_written(desk, django_assert_max_num_queries):
    desk("luka")
    before = timezone.now() - timedelta(minutes=5)
    Session.objects.update(active_at=before)
    with django_assert_max_num_queries(4) as asked:
        assert ask(desk.browser("luka"))["state"] == "open"
    questions = [one["sql"] for one in asked.captured_queries]
    # The switch of a connection that refuses writes asks no table.
    questions = [one for one in questions if "query_only" not in one and "read_only" not in one]
    assert len(questions) <= 2
    assert all(one.startswith("SELECT") for one in questions)
    assert set(Session.objects.values_list("active_at", flat=True)) == {before}


def test_idle_is_locked_without_a_job(desk):
    desk("ana")
    Session.objects.update(active_at=timezone.now() - timedelta(minutes=15))
    assert ask(desk.browser("ana")) == {"state": "locked", "lease": ""}
    assert Session.objects.get().locked_at is None, "asking wrote nothing"


def test_ended_elsewhere_and_never_begun_look_alike(desk):
    desk("ana")
    Account.objects.update(epoch=7)
    assert ask(desk.browser("ana")) == ask(Client()) == {"state": "ended", "lease": ""}
    assert Session.objects.exists(), "asking wrote nothing"


def test_with_other_rights_the_page_may_not_be_read_any_more(desk, world):
    shown = of_page(desk, "luka")
    world.luka.member.network_roles.update(ends_on=timezone.localdate())
    other = ask(desk.browser("luka"))
    assert other["state"] == "open"
    assert other["lease"] != shown
    shown = of_page(desk, "ana")
    Member.objects.filter(pk=world.ana.member.pk).update(ends_on=timezone.localdate())
    assert ask(desk.browser("ana")) == {"state": "open", "lease": ""}


def test_without_a_script_the_page_goes_to_the_locked_one_at_the_idle_end(desk):
    page = desk("ana")
    assert (
        '<noscript><meta http-equiv="refresh" content="900; url=/locked/?next=%2Fdesk%2F">' in page
    )
