"""A question stops the time only as long as its urgency allows, and each page says so."""

from datetime import timedelta

import pytest
from django.utils import translation

from spona import deadlines
from spona.cases.jobs import escalate
from spona.cases.referrals.actions import give_feedback, open_packet, send
from spona.deadlines.pauses import pause_words
from spona.deadlines.queries import deadline_of, view_of
from spona.deadlines.working_days import calendar_of
from spona.identity.models import Account
from spona.notifications.models import Notice
from tests.cases.packets import packet

HOUR = timedelta(hours=1)
RUNS, DAY = "The deadline runs on.", "The deadline does not run for at most 24 hours."
UNTIL = "The deadline does not run until the answer, at the latest until"
SAYS = [("immediate", RUNS), ("urgent", DAY), ("regular", UNTIL)]


@pytest.fixture(autouse=True)
def _read_in_english(world):
    Account.objects.update(language="en")


@pytest.fixture
def opened_as(world):
    def opened_as(urgency):
        row = send(
            packet(urgency=urgency), network=world.vranje, recipient=world.csw, by=world.ana.actor
        )
        return open_packet(row, **world.bea.can)[0]

    return opened_as


def deadline(row):
    return deadline_of("answer", row.subject)


@pytest.mark.parametrize(("urgency", "said"), SAYS)
def test_the_page_on_which_one_asks_and_both_that_wait_say_it(world, opened_as, urgency, said):
    row = opened_as(urgency)
    bea, ana = world.bea.sign_in(), world.ana.sign_in()
    assert said in bea.get(f"/r/{row.reference}/feedback/").content.decode()
    missing = bea.post(f"/r/{row.reference}/feedback/", {"message": " "})
    assert missing.status_code == 422
    assert said in missing.content.decode()
    sent = bea.post(f"/r/{row.reference}/feedback/", {"message": "Kog dana?"})
    assert sent.status_code == 302
    for browser in (bea, ana):
        page = browser.get(f"/r/{row.reference}/").content.decode()
        assert said in page
        assert all(other not in page for _urgency, other in SAYS if other != said)


def test_the_words_in_serbian_are_these(world):
    at, calendar = deadlines.now(), calendar_of(world.vranje)
    with translation.override("sr"):
        assert pause_words("immediate", None, at, calendar) == "Рок и даље тече."
        until = at + 20 * HOUR
        assert pause_words("urgent", until, at, calendar) == "Рок не тече највише 24 сата."
        said = pause_words("regular", at + 24 * 6 * HOUR, at, calendar)
        assert said.startswith("Рок не тече до одговора, најдуже до ")


def test_a_question_does_not_make_what_is_immediate_wait(world, opened_as):
    row = give_feedback(opened_as("immediate"), message="?", **world.bea.can)
    assert row.state == "needs_information"
    assert deadline(row).paused_at is None
    with deadlines.moved(25 * HOUR):
        assert view_of(deadline(row)).state == "late"


def test_an_urgent_one_runs_on_after_a_day_with_nobody_there(world, opened_as):
    row = give_feedback(opened_as("urgent"), message="?", **world.bea.can)
    with deadlines.moved(23 * HOUR):
        assert view_of(deadline(row)).state == "stopped"
        assert escalate() == 0
    Notice.objects.all().delete()
    with deadlines.moved(25 * HOUR):
        assert view_of(deadline(row)).state == "ahead"
    with deadlines.moved(97 * HOUR):
        assert view_of(deadline(row)).state == "late"
        assert escalate() == 3
    assert Notice.objects.filter(kind="overdue").exists()


def test_when_the_day_is_over_the_page_says_that_the_time_runs(world, opened_as):
    row = give_feedback(opened_as("urgent"), message="?", **world.bea.can)
    with deadlines.moved(25 * HOUR):
        page = world.bea.sign_in().get(f"/r/{row.reference}/").content.decode()
    assert RUNS in page
    assert DAY not in page


def test_the_queue_finds_as_late_what_ran_on(world, opened_as):
    row = give_feedback(opened_as("urgent"), message="?", **world.bea.can)
    with deadlines.moved(97 * HOUR):
        late = world.bea.sign_in().get("/inbox/?deadline=late").content.decode()
    assert row.reference in late


def test_once_somebody_works_on_it_a_question_stops_nothing_and_the_page_says_so(world, accepted):
    page = world.bea.sign_in().get(f"/r/{accepted.reference}/feedback/").content.decode()
    assert RUNS in page
    give_feedback(accepted, message="?", **world.bea.can)
    assert deadline_of("first_contact", accepted.to_case.subject).paused_at is None
