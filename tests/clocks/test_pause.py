import pytest

from spona.clocks.actions import pause, resume, start, stop
from spona.clocks.due import share
from spona.clocks.queries import clock_of
from spona.clocks.view import view_of

from .at import at, local

pytestmark = pytest.mark.django_db


@pytest.fixture
def begin(rules, subject, csw, network, bea):
    def begin(urgency):
        return start(
            "opening",
            subject,
            institution=csw,
            network=network,
            by=bea,
            sector="social_work",
            urgency=urgency,
        )

    return begin


def test_a_pause_moves_the_deadline_by_what_it_took(begin, bea):
    with at("2026-11-24 08:00"):
        clock = begin("immediate")
    with at("2026-11-24 10:00"):
        clock = pause(clock, reason="waits_for_sender", by=bea)
    with at("2026-11-24 16:30"):
        clock = resume(clock, by=bea)
    assert abs((clock.due_at - local("2026-11-25 14:30")).total_seconds()) < 5


def test_a_pause_of_working_days_moves_the_deadline_by_working_days(begin, bea):
    with at("2026-11-24 08:00"):  # Tuesday, due Tuesday 1 December
        clock = begin("regular")
    with at("2026-11-26 10:00"):
        clock = pause(clock, reason="waits_for_sender", by=bea)
    with at("2026-11-30 09:00"):  # Thursday to Monday: two working days
        clock = resume(clock, by=bea)
    assert clock.due_at == local("2026-12-03 23:59:59")


def test_pause_and_resume_twice_are_once(begin, bea):
    with at("2026-11-24 08:00"):
        clock = begin("immediate")
    with at("2026-11-24 09:00"):
        pause(clock, reason="waits_for_sender", by=bea)
    with at("2026-11-24 11:00"):
        pause(clock, reason="waits_for_sender", by=bea)
    with at("2026-11-24 12:00"):
        resume(clock, by=bea)
    with at("2026-11-24 20:00"):
        clock = resume(clock, by=bea)
    assert abs((clock.due_at - local("2026-11-25 11:00")).total_seconds()) < 5


def test_a_paused_clock_says_that_it_stands_still_and_why(begin, bea):
    clock = pause(begin("immediate"), reason="waits_for_sender", by=bea)
    view = view_of(clock)
    assert (view.state, view.label) == ("stopped", "the clock stands still")
    assert view.deadline_label == "waits for more from the sender"


def test_the_share_does_not_grow_in_a_pause(begin, bea):
    with at("2026-11-24 08:00"):
        clock = begin("immediate")
    with at("2026-11-24 14:05"):
        clock = pause(clock, reason="waits_for_sender", by=bea)
    with at("2026-11-26 14:05"):
        assert view_of(clock).share == 25
        clock = resume(clock, by=bea)
        assert view_of(clock).share == 25


def test_an_unknown_reason_is_refused(begin, bea):
    with pytest.raises(ValueError, match="no reason"):
        pause(begin("immediate"), reason="because", by=bea)


def test_the_first_stop_counts(begin, bea):
    with at("2026-11-24 08:00"):
        clock = begin("immediate")
    with at("2026-11-24 09:00:30"):  # time runs on in here: on the full hour it may fall short
        stop(clock, outcome="opened", by=bea)
    with at("2026-11-24 10:00"):
        clock = stop(clock, outcome="withdrawn", by=bea)
    assert clock.outcome == "opened"
    with at("2026-11-25 10:00"):
        assert view_of(clock).label == "after 1 h"


def test_a_stopped_clock_is_neither_paused_nor_resumed(begin, bea):
    clock = stop(begin("immediate"), outcome="opened", by=bea)
    assert pause(clock, reason="waits_for_sender", by=bea).paused_at is None
    assert resume(clock, by=bea).stopped_at is not None


def test_stopping_in_a_pause_ends_the_pause(begin, bea):
    with at("2026-11-24 08:00"):
        clock = begin("immediate")
    with at("2026-11-24 09:00:30"):
        pause(clock, reason="waits_for_sender", by=bea)
    with at("2026-11-24 20:00"):
        clock = stop(clock, outcome="withdrawn", by=bea)
        assert view_of(clock).label == "after 1 h"
    assert clock.paused_at is None


def test_a_clock_without_a_rule_pauses_and_resumes_too(subject, csw, network, bea):
    clock = start("opening", subject, institution=csw, network=network, by=bea)
    pause(clock, reason="waits_for_sender", by=bea)
    assert resume(clock, by=bea).due_at is None
    assert share(clock, clock.started_at) == 0


def test_a_pause_of_calendar_days_moves_the_deadline_by_days(rules, subject, csw, network, bea):
    with at("2026-11-01 08:00"):
        clock = start("plan_review", subject, institution=csw, network=network, by=bea)
    with at("2026-11-10 08:00"):
        pause(clock, reason="waits_for_meeting", by=bea)
    with at("2026-11-13 08:00"):
        clock = resume(clock, by=bea)
    assert clock.due_at == local("2026-12-04 23:59:59")


def test_the_clock_of_a_thing_is_the_running_one_else_the_last(begin, subject, bea):
    assert clock_of("opening", subject) is None
    first = stop(begin("immediate"), outcome="opened", by=bea)
    assert clock_of("opening", subject) == first
    second = begin("immediate")
    assert clock_of("opening", subject) == second
