import pytest

from spona.deadlines.actions import pause, resume, start, stop
from spona.deadlines.due import share
from spona.deadlines.queries import deadline_of
from spona.deadlines.view import view_of

from .at import at, local

pytestmark = pytest.mark.django_db

URGENT = "urgent"


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
        deadline = begin(URGENT)
    with at("2026-11-24 10:00"):
        deadline = pause(deadline, reason="waits_for_sender", urgency=URGENT, by=bea)
    with at("2026-11-24 16:30"):
        deadline = resume(deadline, by=bea)
    assert abs((deadline.due_at - local("2026-11-27 14:30")).total_seconds()) < 5


def test_a_pause_of_working_days_moves_the_deadline_by_working_days(begin, bea):
    with at("2026-11-24 08:00"):  # Tuesday, due Tuesday 1 December
        deadline = begin("regular")
    with at("2026-11-26 10:00"):
        deadline = pause(deadline, reason="waits_for_sender", urgency="regular", by=bea)
    with at("2026-11-30 09:00"):  # Thursday to Monday: two working days
        deadline = resume(deadline, by=bea)
    assert deadline.due_at == local("2026-12-03 23:59:59")


def test_pause_and_resume_twice_are_once(begin, bea):
    with at("2026-11-24 08:00"):
        deadline = begin(URGENT)
    with at("2026-11-24 09:00"):
        pause(deadline, reason="waits_for_sender", urgency=URGENT, by=bea)
    with at("2026-11-24 11:00"):
        pause(deadline, reason="waits_for_sender", urgency=URGENT, by=bea)
    with at("2026-11-24 12:00"):
        resume(deadline, by=bea)
    with at("2026-11-24 20:00"):
        deadline = resume(deadline, by=bea)
    assert abs((deadline.due_at - local("2026-11-27 11:00")).total_seconds()) < 5


def test_a_paused_deadline_says_until_when_it_does_not_run_and_why(begin, bea):
    with at("2026-11-24 08:00:30"):
        deadline = begin(URGENT)
    with at("2026-11-24 10:00"):
        deadline = pause(deadline, reason="waits_for_sender", urgency=URGENT, by=bea)
        view = view_of(deadline)
    assert view.state == "stopped"
    assert view.label == "does not run, until tomorrow at 10:00 at the latest"
    assert view.deadline_label == "waits for more from the sender"


def test_the_share_does_not_grow_in_a_pause(begin, bea):
    with at("2026-11-24 08:00"):
        deadline = begin(URGENT)
    with at("2026-11-24 14:05"):
        deadline = pause(deadline, reason="waits_for_sender", urgency=URGENT, by=bea)
    with at("2026-11-25 14:00"):
        assert view_of(deadline).share == 8
        deadline = resume(deadline, by=bea)
        assert view_of(deadline).share == 8


def test_an_unknown_reason_is_refused(begin, bea):
    with pytest.raises(ValueError, match="no reason"):
        pause(begin(URGENT), reason="because", urgency=URGENT, by=bea)


def test_the_first_stop_counts(begin, bea):
    with at("2026-11-24 08:00"):
        deadline = begin(URGENT)
    with at("2026-11-24 09:00:30"):  # time runs on in here: on the full hour it may fall short
        stop(deadline, outcome="opened", by=bea)
    with at("2026-11-24 10:00"):
        deadline = stop(deadline, outcome="withdrawn", by=bea)
    assert deadline.outcome == "opened"
    with at("2026-11-25 10:00"):
        assert view_of(deadline).label == "after 1 h"


def test_a_stopped_deadline_is_neither_paused_nor_resumed(begin, bea):
    deadline = stop(begin(URGENT), outcome="opened", by=bea)
    assert pause(deadline, reason="waits_for_sender", urgency=URGENT, by=bea).paused_at is None
    assert resume(deadline, by=bea).stopped_at is not None


def test_stopping_in_a_pause_ends_the_pause(begin, bea):
    with at("2026-11-24 08:00"):
        deadline = begin(URGENT)
    with at("2026-11-24 09:00:30"):
        pause(deadline, reason="waits_for_sender", urgency=URGENT, by=bea)
    with at("2026-11-24 20:00"):
        deadline = stop(deadline, outcome="withdrawn", by=bea)
        assert view_of(deadline).label == "after 1 h"
    assert deadline.paused_at is None


def test_where_there_is_no_deadline_nothing_is_paused(subject, csw, network, bea):
    deadline = start("opening", subject, institution=csw, network=network, by=bea)
    deadline = pause(deadline, reason="waits_for_sender", urgency=URGENT, by=bea)
    assert (deadline.paused_at, resume(deadline, by=bea).due_at) == (None, None)
    assert share(deadline, deadline.started_at) == 0


def test_a_pause_of_calendar_days_moves_the_deadline_by_days(rules, subject, csw, network, bea):
    with at("2026-11-01 08:00"):
        deadline = start("plan_review", subject, institution=csw, network=network, by=bea)
    with at("2026-11-10 08:00"):
        pause(deadline, reason="waits_for_meeting", urgency="", by=bea)
    with at("2026-11-13 08:00"):
        deadline = resume(deadline, by=bea)
    assert deadline.due_at == local("2026-12-04 23:59:59")


def test_the_deadline_of_a_thing_is_the_running_one_else_the_last(begin, subject, bea):
    assert deadline_of("opening", subject) is None
    first = stop(begin(URGENT), outcome="opened", by=bea)
    assert deadline_of("opening", subject) == first
    second = begin(URGENT)
    assert deadline_of("opening", subject) == second


# How long a question may stop the time


def test_what_is_immediate_is_never_paused(begin, bea):
    with at("2026-11-24 08:00"):
        deadline = begin("immediate")
    with at("2026-11-24 10:00"):
        deadline = pause(deadline, reason="waits_for_sender", urgency="immediate", by=bea)
        assert deadline.paused_at is None
        assert view_of(deadline).state == "ahead"
    with at("2026-11-25 08:01"):
        assert view_of(deadline).state == "late"


def test_what_is_urgent_runs_on_by_itself_after_a_day(begin, bea):
    """Nobody answers, nobody signs in, no job runs: the row says it."""
    with at("2026-11-24 08:00"):
        deadline = begin(URGENT)
    with at("2026-11-24 10:00"):
        pause(deadline, reason="waits_for_sender", urgency=URGENT, by=bea)
    deadline = deadline_of("opening", clock_subject(deadline))
    with at("2026-11-25 09:59"):
        assert view_of(deadline).state == "stopped"
    with at("2026-11-25 10:01"):
        assert view_of(deadline).state == "ahead"
        assert view_of(deadline).label == "69 h left" or view_of(deadline).label == "2 days left"
    assert abs((deadline.due_at - local("2026-11-28 08:00")).total_seconds()) < 5
    with at("2026-11-28 08:01"):
        assert view_of(deadline).state == "late"


def test_all_questions_together_take_no_more_than_the_day(begin, bea):
    with at("2026-11-24 08:00"):
        deadline = begin(URGENT)
    for hour in ("10", "12", "14"):
        with at(f"2026-11-24 {hour}:00"):
            pause(deadline, reason="waits_for_sender", urgency=URGENT, by=bea)
        with at(f"2026-11-24 {int(hour) + 1}:00"):
            resume(deadline, by=bea)
    with at("2026-11-24 16:00"):
        deadline = pause(deadline, reason="waits_for_sender", urgency=URGENT, by=bea)
    assert abs((deadline.paused_until - local("2026-11-25 13:00")).total_seconds()) < 10
    with at("2026-11-25 13:01"):
        deadline = resume(deadline, by=bea)
        deadline = pause(deadline, reason="waits_for_sender", urgency=URGENT, by=bea)
    assert deadline.paused_at is None
    assert abs((deadline.due_at - local("2026-11-28 08:00")).total_seconds()) < 10


def test_anything_else_runs_on_after_five_working_days(begin, bea):
    with at("2026-11-24 08:00"):  # Tuesday, due Tuesday 1 December
        deadline = begin("regular")
    with at("2026-11-26 10:00"):  # Thursday; five working days: Thursday 3 December
        deadline = pause(deadline, reason="waits_for_sender", urgency="regular", by=bea)
    assert deadline.paused_until == local("2026-12-03 23:59:59")
    with at("2026-12-03 22:00"):
        assert view_of(deadline).state == "stopped"
    with at("2026-12-04 00:01"):
        assert view_of(deadline).state == "ahead"
        deadline = resume(deadline, by=bea)
        deadline = pause(deadline, reason="waits_for_sender", urgency="regular", by=bea)
        assert deadline.paused_at is None
    assert deadline.due_at == local("2026-12-08 23:59:59")


def test_what_has_passed_already_is_not_paused(begin, bea):
    """A question asked too late makes nothing less late."""
    with at("2026-11-24 08:00"):
        deadline = begin(URGENT)
    with at("2026-11-27 09:00"):
        deadline = pause(deadline, reason="waits_for_sender", urgency=URGENT, by=bea)
        assert (deadline.paused_at, view_of(deadline).state) == (None, "late")


def clock_subject(deadline):
    return deadline.subject_kind, deadline.subject_id
