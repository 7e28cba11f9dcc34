import datetime as dt
from datetime import timedelta

import pytest
from django.utils import timezone

from spona import audit
from spona.access.denied import Denied
from spona.deadlines import moved, now
from spona.deadlines.actions import fall_due, pause, resume, start, stop
from spona.deadlines.models import EscalationStep, StepReached
from spona.deadlines.queries import escalation_progress
from spona.deadlines.time import today

pytestmark = pytest.mark.django_db
HOUR = timedelta(hours=1)


@pytest.fixture
def deadline(rules, subject, csw, network, bea):
    return start(
        "opening",
        subject,
        institution=csw,
        network=network,
        by=bea,
        sector="social_work",
        urgency="immediate",
    )


@pytest.fixture
def due_after(escalation):
    def due_after(delta, **more):
        with moved(delta):
            return [fell.step.to for fell in fall_due(by=escalation, kinds=["opening"], **more)]

    return due_after


def test_the_escalation_is_queue_then_deputy_then_coordinator(deadline, due_after):
    said = [due_after(HOUR * hours) for hours in (11, 13, 14, 19, 25, 26)]
    assert said == [[], ["queue"], [], ["deputy"], ["coordinator"], []]


def test_after_a_downtime_each_step_is_told_once_and_in_order(deadline, due_after):
    assert due_after(HOUR * 200) == ["queue", "deputy", "coordinator"]
    assert due_after(HOUR * 201) == []


def test_a_crash_of_the_room_repeats_the_step(deadline, due_after, escalation):
    def crash():
        with audit.transaction():
            assert fall_due(by=escalation, kinds=["opening"])
            raise RuntimeError

    with moved(HOUR * 13), pytest.raises(RuntimeError):
        crash()
    assert due_after(HOUR * 13) == ["queue"]


def test_a_paused_deadline_reminds_nobody_and_goes_on_after(deadline, due_after, bea):
    with moved(HOUR * 2):
        pause(deadline, reason="waits_for_sender", urgency="urgent", by=bea)
    assert due_after(HOUR * 20) == []
    with moved(HOUR * 21):
        resume(deadline, by=bea)
    assert due_after(HOUR * 30) == []
    assert due_after(HOUR * 32) == ["queue"]


def test_a_pause_that_nobody_ends_ends_by_itself_and_reminders_go_on(deadline, due_after, bea):
    with moved(HOUR * 2):
        pause(deadline, reason="waits_for_sender", urgency="urgent", by=bea)
    assert due_after(HOUR * 25) == []
    assert due_after(HOUR * 35) == []
    assert due_after(HOUR * 37) == ["queue"]
    assert due_after(HOUR * 43) == ["deputy"]
    assert due_after(HOUR * 49) == ["coordinator"]


def test_a_reminder_that_was_due_before_the_pause_waits_for_its_end(deadline, due_after, bea):
    with moved(HOUR * 13):
        pause(deadline, reason="waits_for_sender", urgency="urgent", by=bea)
    assert due_after(HOUR * 36) == []
    assert due_after(HOUR * 38) == ["queue"]


def test_a_step_already_reached_is_not_repeated_after_a_pause(deadline, due_after, bea):
    assert due_after(HOUR * 13) == ["queue"]
    with moved(HOUR * 14):
        pause(deadline, reason="waits_for_sender", urgency="urgent", by=bea)
    with moved(HOUR * 24):
        resume(deadline, by=bea)
    assert due_after(HOUR * 27) == []
    assert due_after(HOUR * 29) == ["deputy"]


def test_a_stopped_deadline_reminds_nobody(deadline, due_after, bea):
    stop(deadline, outcome="opened", by=bea)
    assert due_after(HOUR * 100) == []


def test_a_mere_reminder_never_climbs(rules, subject, csw, network, bea, escalation):
    start("decision", subject, institution=csw, network=network, by=bea, sector="centre")
    with moved(timedelta(days=100)):
        told = fall_due(by=escalation, kinds=["decision"])
    assert [fell.step.to for fell in told] == ["queue"]


def test_a_network_may_have_an_escalation_of_its_own(rules, subject, csw, network, bea, due_after):
    EscalationStep.objects.create(network=network, order=1, to="coordinator", after_percent=25)
    start(
        "opening",
        subject,
        institution=csw,
        network=network,
        by=bea,
        sector="social_work",
        urgency="immediate",
    )
    assert due_after(HOUR * 7) == ["coordinator"]
    assert due_after(HOUR * 100) == []


def test_other_kinds_are_left_to_their_rooms(deadline, escalation):
    with moved(HOUR * 100):
        assert fall_due(by=escalation, kinds=["answer"]) == []
        assert fall_due(by=escalation, kinds=[]) == []


def test_a_limit_leaves_the_rest_for_the_next_call(rules, csw, network, bea, due_after):
    import uuid

    for __ in range(3):
        start(
            "opening",
            ("referral", uuid.uuid4()),
            institution=csw,
            network=network,
            by=bea,
            sector="social_work",
            urgency="immediate",
        )
    assert len(due_after(HOUR * 13, limit=2)) == 2
    assert len(due_after(HOUR * 13, limit=2)) == 1
    assert due_after(HOUR * 13, limit=2) == []


def test_one_broken_row_does_not_hold_up_the_others(rules, csw, network, bea, escalation):
    import uuid

    broken, sound = (
        start(
            "opening",
            ("referral", uuid.uuid4()),
            institution=csw,
            network=network,
            by=bea,
            sector="social_work",
            urgency="immediate",
        )
        for __ in range(2)
    )
    with moved(HOUR * 13):
        told = fall_due(by=escalation, kinds=["opening"], limit=1, skip=[broken.pk])
    assert [fell.deadline for fell in told] == [sound]


def test_only_the_timetable_walks_the_escalation(deadline, bea):
    with pytest.raises(Denied):
        fall_due(by=bea, kinds=["opening"])


def test_the_reached_steps_are_there_to_be_shown(deadline, due_after):
    due_after(HOUR * 20)
    assert [row.step.to for row in StepReached.objects.filter(deadline=deadline)] == [
        "queue",
        "deputy",
    ]
    assert all(row.reached_at > now() for row in StepReached.objects.all())


def test_the_escalation_shows_who_has_been_reminded(deadline, due_after):
    assert [step.state for step in escalation_progress(deadline)] == ["now", "ahead", "ahead"]
    due_after(HOUR * 20)
    assert [step.state for step in escalation_progress(deadline)] == ["done", "done", "now"]


def test_the_day_of_a_job_is_that_of_the_town():
    """No request has said where it is; after midnight here it is still yesterday in Greenwich."""
    after_midnight = dt.datetime(2026, 1, 14, 23, 30, tzinfo=dt.UTC)
    with timezone.override(None), moved(after_midnight - timezone.now()):
        assert today() == dt.date(2026, 1, 15)
