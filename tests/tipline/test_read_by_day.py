"""The writer of a message without a name reads by which day somebody reads it, and the answer first."""

import re
from datetime import timedelta

import pytest
from django.test import Client

from spona import deadlines
from spona.deadlines.due import due
from spona.deadlines.models import Deadline, Rule
from spona.deadlines.working_days import calendar_of
from spona.tipline import actions
from spona.ui.days import until_weekday
from tests.tipline.pages import Visitor, code_in
from tests.tipline.test_word import NEW, WORD


@pytest.fixture
def rule(world):
    """The network has adopted by when a message is read."""
    (row,) = Rule.objects.filter(event="message")
    row.state, row.decision, row.basis = "adopted", "Записник 1", "decision"
    row.save()
    return row


def day_of(rule, world):
    return until_weekday(due(rule, deadlines.now(), calendar_of(world.vranje)))


def test_the_day_stands_on_door_form_receipt_and_thread(world, rule):
    visitor, promise = Visitor(), f"It is read by {day_of(rule, world)}"
    told = "If it is not, the coordinator of the network is told."
    sent = visitor.fill(NEW, WORD)
    pages = [visitor.get("in/vranje/"), visitor.get(NEW), sent]
    for page in [*pages, visitor.post("back/", {"code": code_in(sent)})]:
        assert promise in page
        assert told in page
    help_page = Client().get("/en/help/vranje/").content.decode()
    assert promise in re.search(r'<ul class="calls">(.*?)</ul>', help_page, re.DOTALL)[1]
    # The same moment by which the task of the reader is due.
    assert {until_weekday(one.due_at) for one in Deadline.objects.filter(kind="message")} == {
        day_of(rule, world)
    }


def test_in_serbian_the_day_has_its_case(world, rule):
    page = Visitor("sr-latn").get("in/vranje/")
    assert re.search(r"do (ponedeljka|utorka|srede|četvrtka|petka|subote|nedelje), \d", page), page


def test_what_is_only_proposed_is_called_so(world):
    page = Visitor().get("in/vranje/")
    assert "The network has only proposed this time" in page
    assert "the coordinator of the network is told" not in page


def test_a_day_that_has_passed_is_no_promise_any_more(world, rule, send):
    _tip, code = send()
    with deadlines.moved(timedelta(days=20)):
        page = Visitor().post("back/", {"code": code})
    assert "It should have been read by" in page
    assert "Do not wait: call." in page


def test_what_was_read_says_the_day_and_promises_nothing(world, rule, send):
    tip, code = send()
    actions.open_tip(tip, by=world.bea.actor)
    page = Visitor().post("back/", {"code": code})
    assert "Nobody has taken it over yet." in page
    assert "It is read by" not in page


def test_the_answer_stands_first_and_once(world, send):
    tip, code = send()
    actions.take_over(tip, by=world.bea.actor)
    actions.reply(tip, "Javite se u ponedeljak.", language="sr", by=world.bea.actor)
    page = Visitor().post("back/", {"code": code})
    main = page[page.index("<main") :]
    assert re.search(r"<h1[^>]*>An answer has arrived</h1>", main)
    assert main.count("<h1") == 1
    assert main.index("Javite se u ponedeljak.") < main.index("Your message")
    assert main.count("Javite se u ponedeljak.") == 1


def test_who_has_added_something_since_is_not_told_of_the_old_answer(world, send):
    tip, code = send()
    actions.take_over(tip, by=world.bea.actor)
    actions.reply(tip, "Javite se u ponedeljak.", language="sr", by=world.bea.actor)
    visitor = Visitor()
    page = visitor.post("back/more/", {"code": code, "token": "t" * 43, "text": "Hoću.",
                                       "language": "sr"})  # fmt: skip
    assert "An answer has arrived" not in page
    assert "Javite se u ponedeljak." in page
