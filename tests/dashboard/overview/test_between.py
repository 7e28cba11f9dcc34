"""Whether institutions answered in time: for who leads, without senders, and seldom in words only."""

import datetime as dt

from django.db import connection
from django.test.utils import CaptureQueriesContext

from spona.cases.referrals.actions import accept, open_packet
from spona.dashboard.overview import between
from spona.deadlines import moved, now
from spona.deadlines.models import Deadline, EscalationStep, Rule, StepReached, StepTo
from spona.directory import actions as directory
from tests.cases.packets import PLANTED
from tests.cases.world import DEMO
from tests.dashboard.overview.making import file_of, table_of
from tests.dashboard.test_desk import section, title

PAGE = "/desk/between/"
DAY = dt.timedelta(days=1)


def test_zero_is_calm(desk, world):
    html = desk("kosta", PAGE)
    assert title(html) == "Nothing had to be answered yet."


def test_nobody_who_sent_stands_on_the_page_or_in_a_file(desk, report):
    report()
    html = desk("kosta", PAGE)
    assert "Центар за социјални рад Врање" in html
    assert "Основна школа Пример" not in html
    browser = desk.browser("kosta")
    assert "Основна школа" not in browser.get(PAGE + "answers.csv").content.decode()
    assert browser.get(PAGE + "ways.csv").status_code == 404


def test_a_file_tells_what_is_seldom_in_words(desk, report):
    report()
    rows = file_of(desk.browser("kosta").get(PAGE + "answers.csv"))
    assert rows[1][3] == "fewer than 5"
    for __ in range(4):
        report()
    assert file_of(desk.browser("kosta").get(PAGE + "answers.csv"))[1][3] == "5"
    assert [between.told(n) for n in (0, 5, 9)] == [0, 5, 9]


def test_in_time_late_and_running_are_told_apart(desk, world, report):
    first = report(urgency="immediate")
    report(urgency="immediate")
    accept(open_packet(first, **world.bea.can)[0], **world.bea.can)
    with moved(2 * DAY):
        report(urgency="immediate")
        html = desk("kosta", PAGE)
    [row] = table_of(html, "answered")
    assert row[1:] == ["1", "1", "1"]
    answered = section(html, "answered")
    assert answered.count('<i class="in-time">') == 2, "one square, and the legend"
    assert "1 of 2 in time" in answered
    assert title(html) == "1 of 2 were answered in time."


def test_what_the_desk_calls_late_is_late_here_too(desk, report):
    """An answer was due this morning and nobody gave it: the coordinator was told at noon."""
    sent = report(urgency="immediate")
    deadline = Deadline.objects.get(subject_id=sent.pk, kind="answer")
    noon = dt.datetime(2026, 11, 25, 11, tzinfo=dt.UTC)
    Deadline.objects.update(started_at=noon - DAY / 4, due_at=noon - DAY / 24)
    step = EscalationStep.objects.filter(to=StepTo.COORDINATOR).first()
    with moved(noon - now()):
        assert title(desk("kosta", PAGE)) == "Nothing had to be answered yet."
        StepReached.objects.create(deadline=deadline, step=step, reached_at=noon)
        assert title(desk("kosta", PAGE)) == "0 of 1 were answered in time."


def test_what_is_only_proposed_makes_nobody_late(desk, world, report):
    Rule.objects.update(state="proposed")
    report(urgency="immediate")
    with moved(30 * DAY):
        html = desk("kosta", PAGE)
    assert title(html) == "Nothing had to be answered yet."


def test_only_who_leads_and_only_their_own_network(desk, world, report):
    sent = report()
    for name in ("ana", "bea", "vera", "direktor", "luka", "hana"):
        assert desk.browser(name).get(PAGE).status_code == 403
        assert desk.browser(name).get(PAGE + "answers.csv").status_code == 403
    directory.give_network_role(world.nina.member, network=world.nis, role="coordinator", by=DEMO)
    assert "Nothing had to be answered yet." in desk("nina", PAGE)
    html = desk("kosta", PAGE)
    assert sent.reference not in html
    assert not [word for word in PLANTED.values() if word in html]
    assert desk.browser("kosta").get(PAGE + "other.csv").status_code == 404


def test_what_the_coordinator_was_locked_out_of_is_not_counted(desk, world, report):
    report(excluded_people=[world.kosta.member.person_id])
    html = desk("kosta", PAGE)
    assert "Nothing had to be answered yet." in html
    assert title(html) == "Nothing had to be answered yet."


def test_a_year_is_a_year(desk, world, report):
    report()
    Deadline.objects.update(started_at=dt.datetime(2020, 1, 1, tzinfo=dt.UTC))
    assert "Nothing had to be answered yet." in desk("kosta", PAGE)


def test_fifty_cost_as_much_as_one(desk, world, report):
    def cost():
        with CaptureQueriesContext(connection) as captured:
            desk("kosta", PAGE)
        return len(captured)

    report()
    desk("kosta", PAGE)
    one = cost()
    for __ in range(20):
        report()
    assert cost() == one
