"""Nobody opens: the holders again, then the deputy, then the coordinator's list."""

from datetime import timedelta
from functools import partial

import pytest

from spona import deadlines
from spona.cases.case.steps.actions import end_first_contact
from spona.cases.jobs import escalate
from spona.cases.models import Exclusion
from spona.cases.referrals.actions import accept, open_packet, send
from spona.cases.referrals.coordinator import CONVENE, show_to_coordinator
from spona.deadlines.actions import escalate_due
from spona.directory import actions as directory
from spona.directory.models import Seat
from spona.notifications.models import Notice
from spona.tasks.models import Task
from tests.cases.packets import packet
from tests.cases.world import DEMO


def told(kind):
    return {notice.account_id for notice in Notice.objects.filter(kind=kind)}


def after(hours):
    with deadlines.moved(timedelta(hours=hours)):
        return escalate()


@pytest.fixture
def immediate(world):
    return send(
        packet(urgency="immediate"), network=world.vranje, recipient=world.csw, by=world.ana.actor
    )


def name_deputy(world, person):
    seat = Seat.objects.get(network=world.vranje, institution=world.csw)
    directory.name_representatives(seat, member=world.vera.member, deputy=person.member, by=DEMO)


def test_nothing_is_told_before_its_time(world, immediate):
    assert after(11) == 0


def test_half_of_the_time_reminds_the_holders_once(world, immediate):
    assert after(13) == 1
    assert after(13) == 0
    assert told("reminder") == {world.bea.account.pk, world.boris.account.pk}


def test_after_a_downtime_the_notice_says_that_the_deadline_has_passed(
    world, immediate, monkeypatch
):
    from spona.deadlines.models import Rule
    from spona.notifications.kinds import KINDS

    monkeypatch.setitem(KINDS, "overdue", "A deadline has passed.")
    rule = Rule.objects.get(deadlines__kind="answer")
    rule.state = "proposed"
    rule.save()
    with deadlines.moved(timedelta(hours=13)):
        escalate()
    assert told("overdue") == set()
    rule.state, rule.basis, rule.decision = "adopted", "network_decision", "1/26"
    rule.save()
    second = send(
        packet(urgency="immediate"), network=world.vranje, recipient=world.csw, by=world.ana.actor
    )
    after(30)
    assert told("overdue") == {world.bea.account.pk, world.boris.account.pk}
    assert Notice.objects.filter(kind="reminder", reference=second.reference).count() == 0


def test_then_the_deputy_of_the_seat(world, immediate):
    name_deputy(world, world.boris)
    after(19)
    assert told("deputy_reminder") == {world.boris.account.pk}


def test_a_deputy_who_cannot_open_is_no_step_so_the_holders_hear_it(world, immediate):
    name_deputy(world, world.bea)
    directory.end_member(world.bea.member, by=DEMO)
    after(19)
    assert told("deputy_reminder") == {world.boris.account.pk}


def test_at_the_deadline_it_stands_on_the_coordinators_list(world, immediate):
    assert after(25) == 3
    assert told("waiting") == {world.kosta.account.pk}


def test_an_excluded_coordinator_is_not_told_and_the_deputy_of_another_institution_is(world):
    directory.give_network_role(
        world.hana.member, network=world.vranje, role="deputy_coordinator", by=DEMO
    )
    send(
        packet(urgency="immediate"), network=world.vranje, recipient=world.csw,
        excluded_people=[world.kosta.member.person_id], by=world.ana.actor,
    )  # fmt: skip
    after(25)
    assert told("waiting") == {world.hana.account.pk}


def test_where_a_lock_out_was_taken_away_no_coordinator_hears_and_no_desk_shows_it(world):
    """It may have been anybody's: the chief's, the deputy's, or of the whole Centre."""
    directory.give_network_role(
        world.hana.member, network=world.vranje, role="deputy_coordinator", by=DEMO
    )
    sent = send(
        packet(urgency="immediate"), network=world.vranje, recipient=world.csw,
        excluded_people=[world.kosta.member.person_id], by=world.ana.actor,
    )  # fmt: skip
    Exclusion.objects.all().delete()
    after(25)
    assert told("waiting") == set()
    show_to_coordinator(sent, by=world.bea.actor)
    assert told("waiting") == set()
    assert not Task.objects.filter(kind=CONVENE).exists()


def test_an_excluded_holder_has_no_place_in_the_escalation(world):
    send(
        packet(urgency="immediate"), network=world.vranje, recipient=world.csw,
        excluded_people=[world.boris.member.person_id], by=world.ana.actor,
    )  # fmt: skip
    name_deputy(world, world.boris)
    after(25)
    # The deadline is of the law and over, so what they hear is that it has passed.
    assert told("overdue") == {world.bea.account.pk}
    assert not Notice.objects.filter(account_id=world.boris.account.pk).exists()


def test_what_was_taken_over_reminds_nobody(world, immediate):
    open_packet(immediate, **world.bea.can)
    row = accept(immediate, **world.bea.can)
    # The first contact with the person is another promise, with reminders of its own.
    end_first_contact(row.to_case, outcome="done", by=world.bea.actor)
    assert after(100) == 0


def test_a_crash_while_telling_repeats_the_step_and_loses_none(world, immediate, monkeypatch):
    from spona.cases import jobs

    def broken(*_args, **_more):
        raise RuntimeError("power cut")

    with monkeypatch.context() as patch:
        patch.setattr(jobs, "tell", broken)
        assert after(13) == 0
    assert not Notice.objects.filter(kind="reminder").exists()
    assert after(13) == 1


def test_more_than_one_batch_is_caught_up_in_one_run(world, monkeypatch):
    monkeypatch.setattr("spona.cases.jobs.escalate_due", partial(escalate_due, batch=2))
    for _ in range(5):
        send(
            packet(urgency="immediate"), network=world.vranje, recipient=world.csw,
            by=world.ana.actor,
        )  # fmt: skip
    assert after(13) == 5
