"""Catching up after any downtime: each step once, in its order, whoever walks and however often."""

import uuid
from datetime import timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from spona.access.denied import Denied
from spona.audit.models import Entry
from spona.deadlines import due, moved, now
from spona.deadlines.actions import (
    escalate_due,
    fall_due,
    pause,
    reach_next_step,
    resume,
    start,
    stop,
)
from spona.deadlines.models import Deadline, EscalationStep, StepReached
from spona.deadlines.queries import steps_for

pytestmark = pytest.mark.django_db
HOUR = timedelta(hours=1)


@pytest.fixture
def begin(rules, csw, network, bea):
    def begin(n=1, urgency="immediate"):
        return [
            start(
                "opening", ("referral", uuid.uuid4()), institution=csw, network=network, by=bea,
                sector="social_work", urgency=urgency, reference=f"R-{number}",
            )
            for number in range(n)
        ]  # fmt: skip

    return begin


@pytest.fixture
def told():
    return []


@pytest.fixture
def escalate_at(escalation, told):
    def escalate_at(delta, **more):
        def tell(fallen):
            told.extend((fell.deadline.pk, fell.step.to) for fell in fallen)

        with moved(delta):
            return escalate_due(by=escalation, kinds=["opening"], tell=tell, **more)

    return escalate_at


def test_three_days_of_silence_are_told_once_in_order_and_no_more(begin, escalate_at, told):
    deadlines = begin(7)
    assert escalate_at(HOUR * 72, batch=2) == 21
    for deadline in deadlines:
        assert [to for pk, to in told if pk == deadline.pk] == ["queue", "deputy", "coordinator"]
    assert escalate_at(HOUR * 73) == 0


def test_one_broken_row_is_left_and_the_others_are_told(begin, escalation):
    broken, *sound = begin(4)
    heard = []

    def tell(fallen):
        if any(fell.deadline.pk == broken.pk for fell in fallen):
            raise RuntimeError("planted words that must not be kept")
        heard.extend(fell.deadline.pk for fell in fallen)

    with moved(HOUR * 13):
        assert escalate_due(by=escalation, kinds=["opening"], tell=tell) == 3
        assert set(heard) == {deadline.pk for deadline in sound}
        assert not StepReached.objects.filter(deadline=broken).exists()
        assert escalate_due(by=escalation, kinds=["opening"], tell=heard.extend) == 1


def test_what_fails_before_anything_fell_due_is_not_swallowed(begin, bea):
    begin()
    with moved(HOUR * 13), pytest.raises(Denied):
        escalate_due(by=bea, kinds=["opening"], tell=lambda fallen: None)


def test_a_walk_needs_few_questions_for_many_deadlines(
    begin, escalate_at, django_assert_max_num_queries
):
    begin(60)
    # Two batches and the empty look, each with its savepoints, its log and five questions.
    with django_assert_max_num_queries(60):
        assert escalate_at(HOUR * 72, batch=30) == 180


def test_where_nobody_is_on_a_step_the_next_is_reached_at_once(begin, escalation):
    (deadline,) = begin()
    with moved(HOUR * 13):
        (queue,) = fall_due(by=escalation, kinds=["opening"])
        deputy = reach_next_step(queue, by=escalation)
        chief = reach_next_step(deputy, by=escalation)
        assert [deputy.step.to, chief.step.to] == ["deputy", "coordinator"]
        assert reach_next_step(chief, by=escalation) is None
    with moved(HOUR * 100):
        assert fall_due(by=escalation, kinds=["opening"]) == []
    assert Entry.objects.filter(name="clock:step_reached").count() == 3
    assert Deadline.objects.get(pk=deadline.pk).next_step_at is None


def test_only_the_timetable_climbs(begin, escalation, bea):
    begin()
    with moved(HOUR * 13):
        (queue,) = fall_due(by=escalation, kinds=["opening"])
        with pytest.raises(Denied):
            reach_next_step(queue, by=bea)


MINUTES = st.integers(min_value=0, max_value=60 * 24 * 12)


@settings(
    max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(
    percents=st.lists(st.integers(1, 400), min_size=1, max_size=6, unique=True),
    sweeps=st.lists(MINUTES, min_size=1, max_size=6),
    pauses=st.lists(st.tuples(MINUTES, st.integers(1, 60 * 48)), max_size=3),
    stopped=st.none() | MINUTES,
)
def test_each_step_is_reached_once_in_order_and_never_before_its_time(
    begin, escalation, bea, network, percents, sweeps, pauses, stopped
):
    """Random policies, pauses and downtimes: what was told is what the deadlines say."""
    Deadline.objects.all().delete()
    EscalationStep.objects.filter(network=network).delete()
    for order, percent in enumerate(sorted(percents), start=1):
        EscalationStep.objects.create(
            network=network, order=order, to="queue", after_percent=percent
        )
    (deadline,) = begin()
    events = [(minute, "sweep") for minute in sweeps]
    events += [(minute, "pause") for minute, _length in pauses]
    events += [(minute + length, "resume") for minute, length in pauses]
    events += [(stopped, "stop")] if stopped is not None else []
    told, halted = [], False
    for minute, what in sorted(events):
        with moved(timedelta(minutes=minute)):
            deadline = Deadline.objects.select_related("rule", "network__town").get(pk=deadline.pk)
            if what == "pause":
                pause(deadline, reason="waits_for_sender", urgency="regular", by=bea)
            elif what == "resume":
                resume(deadline, by=bea)
            elif what == "stop":
                stop(deadline, outcome="opened", by=bea)
                halted = True
            else:
                fell = [one for one in fall_due(by=escalation, kinds=["opening"])
                        if one.deadline.pk == deadline.pk]  # fmt: skip
                if halted or deadline.is_paused(now()):
                    assert fell == []
                    continue
                told += [one.step.pk for one in fell]
                at = deadline.started_at + timedelta(minutes=minute, seconds=5)
                due_now = [step.pk for step in steps_for(deadline)
                           if due.reached_at(deadline, step.after_percent) <= at]  # fmt: skip
                assert set(told) == set(due_now)
    order = [step.pk for step in steps_for(deadline)]
    assert told == [step for step in order if step in told]
    assert len(told) == len(set(told)) == StepReached.objects.filter(deadline=deadline).count()
