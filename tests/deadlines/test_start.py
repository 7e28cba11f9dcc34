from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction

from spona.access.actor import Actor
from spona.audit.models import Entry
from spona.deadlines import now
from spona.deadlines.actions import start, stop
from spona.deadlines.models import Deadline

from .at import at, local

pytestmark = pytest.mark.django_db


def begin(kind, subject, institution, network, by, **more):
    return start(kind, subject, institution=institution, network=network, by=by, **more)


@pytest.mark.parametrize(("urgency", "hours"), [("immediate", 24), ("urgent", 72)])
def test_hours_count_instants(rules, subject, csw, network, bea, urgency, hours):
    deadline = begin("opening", subject, csw, network, bea, sector="social_work", urgency=urgency)
    assert deadline.due_at - deadline.started_at == timedelta(hours=hours)


def test_hours_count_instants_over_the_change_to_winter_time(rules, subject, csw, network, bea):
    with at("2026-10-24 20:00"):
        deadline = begin(
            "opening", subject, csw, network, bea, sector="social_work", urgency="immediate"
        )
    # The night of 25 October has 25 hours.
    assert deadline.due_at == pytest.approx(local("2026-10-25 19:00"), abs=timedelta(seconds=2))


def test_working_days_end_with_the_last_of_them_where_the_network_is(
    rules, subject, csw, network, bea
):
    with at("2026-11-24 23:30"):  # Tuesday in Belgrade, still Tuesday 22:30 in UTC
        deadline = begin(
            "answer", subject, csw, network, bea, sector="social_work", urgency="regular"
        )
    assert deadline.due_at == local("2026-12-01 23:59:59")


def test_working_days_start_from_the_day_of_the_network_not_of_utc(
    rules, subject, csw, network, bea
):
    with at("2026-11-25 00:30"):  # 24 November, 23:30, in UTC
        deadline = begin(
            "answer", subject, csw, network, bea, sector="social_work", urgency="regular"
        )
    assert deadline.due_at == local("2026-12-02 23:59:59")


def test_a_deadline_is_started_once(rules, subject, csw, network, bea):
    first = begin("opening", subject, csw, network, bea, sector="social_work", urgency="urgent")
    second = begin("opening", subject, csw, network, bea, sector="social_work", urgency="urgent")
    assert first.pk == second.pk
    assert Entry.objects.filter(name="clock:started").count() == 1


def test_the_database_refuses_a_second_running_deadline(rules, subject, csw, network, bea):
    deadline = begin("opening", subject, csw, network, bea, sector="social_work", urgency="urgent")
    with pytest.raises(IntegrityError), transaction.atomic():
        Deadline.objects.create(
            kind=deadline.kind,
            subject_kind=subject[0],
            subject_id=subject[1],
            institution=csw,
            network=network,
            started_at=now(),
        )


def test_after_a_stop_a_new_deadline_may_run(rules, subject, csw, network, bea):
    first = begin("opening", subject, csw, network, bea, sector="social_work", urgency="urgent")
    stop(first, outcome="opened", by=bea)
    assert begin("opening", subject, csw, network, bea).pk != first.pk


def test_without_a_rule_there_is_no_deadline(subject, csw, network, bea):
    deadline = begin("opening", subject, csw, network, bea, sector="social_work", urgency="urgent")
    assert (deadline.rule, deadline.due_at, deadline.next_step_at) == (None, None, None)


def test_a_call_entered_later_counts_from_the_call(rules, subject, csw, network, bea):
    called = now() - timedelta(hours=5)
    deadline = begin(
        "opening", subject, csw, network, bea, sector="social_work", urgency="urgent", at=called
    )
    assert deadline.due_at == called + timedelta(hours=72)


def test_the_log_names_the_deadline_and_its_reference_only(rules, subject, csw, network, bea):
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
    assert entry.detail == {"deadline": "opening", "reference": "R-7K3M-Q2"}
    assert entry.lane_id == csw.pk


def test_only_the_institution_and_the_coordinator_see_its_deadline(
    rules, subject, csw, school, network, bea, coordinator
):
    deadline = begin("opening", subject, csw, network, bea)
    cora = Actor(
        institution_id=school.pk, roles=frozenset({"intake_holder"}), networks={network.pk}
    )
    seen = {
        name: list(Deadline.objects.visible_to(actor))
        for name, actor in {"bea": bea, "coordinator": coordinator, "cora": cora}.items()
    }
    assert seen == {"bea": [deadline], "coordinator": [deadline], "cora": []}
