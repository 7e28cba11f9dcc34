from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction

from spona.access.actor import Actor
from spona.audit.models import Entry
from spona.deadlines import now
from spona.deadlines.actions import start, stop
from spona.deadlines.models import Clock

from .at import at, local

pytestmark = pytest.mark.django_db


def begin(kind, subject, institution, network, by, **more):
    return start(kind, subject, institution=institution, network=network, by=by, **more)


@pytest.mark.parametrize(("urgency", "hours"), [("immediate", 24), ("urgent", 72)])
def test_hours_count_instants(rules, subject, csw, network, bea, urgency, hours):
    clock = begin("opening", subject, csw, network, bea, sector="social_work", urgency=urgency)
    assert clock.due_at - clock.started_at == timedelta(hours=hours)


def test_hours_count_instants_over_the_change_to_winter_time(rules, subject, csw, network, bea):
    with at("2026-10-24 20:00"):
        clock = begin(
            "opening", subject, csw, network, bea, sector="social_work", urgency="immediate"
        )
    # The night of 25 October has 25 hours.
    assert clock.due_at == pytest.approx(local("2026-10-25 19:00"), abs=timedelta(seconds=2))


def test_working_days_end_with_the_last_of_them_where_the_network_is(
    rules, subject, csw, network, bea
):
    with at("2026-11-24 23:30"):  # Tuesday in Belgrade, still Tuesday 22:30 in UTC
        clock = begin("answer", subject, csw, network, bea, sector="social_work", urgency="regular")
    assert clock.due_at == local("2026-12-01 23:59:59")


def test_working_days_start_from_the_day_of_the_network_not_of_utc(
    rules, subject, csw, network, bea
):
    with at("2026-11-25 00:30"):  # 24 November, 23:30, in UTC
        clock = begin("answer", subject, csw, network, bea, sector="social_work", urgency="regular")
    assert clock.due_at == local("2026-12-02 23:59:59")


def test_a_clock_is_started_once(rules, subject, csw, network, bea):
    first = begin("opening", subject, csw, network, bea, sector="social_work", urgency="urgent")
    second = begin("opening", subject, csw, network, bea, sector="social_work", urgency="urgent")
    assert first.pk == second.pk
    assert Entry.objects.filter(name="clock:started").count() == 1


def test_the_database_refuses_a_second_running_clock(rules, subject, csw, network, bea):
    clock = begin("opening", subject, csw, network, bea, sector="social_work", urgency="urgent")
    with pytest.raises(IntegrityError), transaction.atomic():
        Clock.objects.create(
            kind=clock.kind,
            subject_kind=subject[0],
            subject_id=subject[1],
            institution=csw,
            network=network,
            started_at=now(),
        )


def test_after_a_stop_a_new_clock_may_run(rules, subject, csw, network, bea):
    first = begin("opening", subject, csw, network, bea, sector="social_work", urgency="urgent")
    stop(first, outcome="opened", by=bea)
    assert begin("opening", subject, csw, network, bea).pk != first.pk


def test_without_a_rule_there_is_no_deadline(subject, csw, network, bea):
    clock = begin("opening", subject, csw, network, bea, sector="social_work", urgency="urgent")
    assert (clock.rule, clock.due_at, clock.next_step_at) == (None, None, None)


def test_a_call_entered_later_counts_from_the_call(rules, subject, csw, network, bea):
    called = now() - timedelta(hours=5)
    clock = begin(
        "opening", subject, csw, network, bea, sector="social_work", urgency="urgent", at=called
    )
    assert clock.due_at == called + timedelta(hours=72)


def test_the_log_names_the_clock_and_its_reference_only(rules, subject, csw, network, bea):
    begin(
        "opening",
        subject,
        csw,
        network,
        bea,
        sector="social_work",
        urgency="urgent",
        reference="R-7K3M-Q2",
    )
    entry = Entry.objects.get(name="clock:started")
    assert entry.detail == {"clock": "opening", "reference": "R-7K3M-Q2"}
    assert entry.lane_id == csw.pk


def test_only_the_institution_and_the_coordinator_see_its_clock(
    rules, subject, csw, school, network, bea, coordinator
):
    clock = begin("opening", subject, csw, network, bea)
    cora = Actor(
        institution_id=school.pk, roles=frozenset({"intake_holder"}), networks={network.pk}
    )
    seen = {
        name: list(Clock.objects.visible_to(actor))
        for name, actor in {"bea": bea, "coordinator": coordinator, "cora": cora}.items()
    }
    assert seen == {"bea": [clock], "coordinator": [clock], "cora": []}
