"""A failure says what is wrong in a sentence or two, and how many tries are left or how long to
wait; the same to whoever guesses at a name that nobody has.
"""

from __future__ import annotations

import re

import pytest
from django.test import Client
from django.utils import timezone

from spona.identity.models import Attempt, Session
from tests.identity.world import PASSWORD, post

HOUR = "in an hour"


def _said(page) -> str:
    (sentence,) = page.context["form"].non_field_errors()
    return sentence


def _tries(credentials, *, number=7) -> list[str]:
    """What so many failures say, each made as soon as it may be."""
    found = []
    for _one in range(number):
        Attempt.objects.update(not_before=None)
        page = Client().post("/en/login/", credentials())
        assert page.status_code == 200
        found.append(_said(page))
    return found


@pytest.fixture
def wrong(ana):
    return lambda **other: ana.credentials(**{"code": ana.wrong_code(), **other})


def test_the_first_failure_says_what_is_wrong_and_what_is_left(wrong):
    said = _tries(wrong, number=1)[0]
    assert said == (
        "The login name, the password or the code is not right. Each code works once, so type a "
        "new one. You can try 5 more times before you have to wait."
    )


def test_it_counts_down_and_then_says_how_long(wrong):
    said = _tries(wrong)
    left = [re.findall(r"try (\d) more", one) for one in said]
    assert left == [["5"], ["4"], ["3"], ["2"], ["1"], [], []]
    assert "Wait 2 seconds, then try again." in said[5]
    assert "Wait 4 seconds, then try again." in said[6]
    assert [HOUR in one for one in said] == [False] * 5 + [True] * 2


def test_whoever_has_to_wait_long_reads_minutes(wrong):
    _tries(wrong, number=1)
    Attempt.objects.update(count=15)
    assert "Wait 15 minutes, then try again." in _tries(wrong, number=1)[0]


def test_of_a_name_that_nobody_has_the_same_is_said(ana, wrong):
    real = _tries(wrong)
    Attempt.objects.all().delete()
    assert _tries(lambda: wrong(login="nobody")) == real
    Attempt.objects.all().delete()
    assert _tries(lambda: wrong(password="nije to ova")) == real


def test_after_a_sign_in_all_tries_are_there_again(ana, wrong):
    _tries(wrong, number=3)
    ana.sign_in()
    assert "5 more times" in _tries(wrong, number=1)[0]


def test_a_locked_screen_and_a_step_up_count_too(ana):
    browser = ana.sign_in()
    typed = {"password": PASSWORD, "code": ana.wrong_code()}
    said = _said(post(browser, "/step-up/", typed, form_at="/step-up/"))
    assert re.search(r"5|još pet|још 5", said), said
    Session.objects.update(locked_at=timezone.now())
    said = _said(post(browser, "/locked/", {"password": "nije to ova"}, form_at="/locked/"))
    assert re.search(r"5", said), said
    assert len(said.split(". ")) <= 2


def test_a_recovery_says_it_too(ana):
    typed = {
        "login": ana.login, "recovery_code": "AAAA-AAAA", "code": ana.wrong_code(),
        "new_password": "tri obične reči ovde",
    }  # fmt: skip
    page = Client().post("/en/recover/", typed)
    assert "5 more times" in _said(page)
    assert HOUR not in _said(page)
