"""What follows: an activity, a letter, a line of the plan; and how it ends."""

import datetime as dt

import pytest

from spona.access.denied import Conflict, Denied
from spona.deadlines.time import moved, today
from spona.prevention import actions
from spona.prevention.models import FollowUp, Observation, State
from spona.tasks.models import Task


@pytest.fixture
def letter(world, row):
    return actions.write_letter(
        row, institution=world.school, recipient_name="Inspekcija rada", body="Please look.",
        names_firm=True, by=world.ana.actor,
    )  # fmt: skip


def sent(world, letter, days=30, number="12-5/2026"):
    return actions.register(
        letter, sent_on=today(), answer_due_on=today() + dt.timedelta(days=days), number=number,
        by=world.ana.actor,
    )  # fmt: skip


def test_another_room_says_that_an_activity_followed_and_twice_is_once(world, row):
    for _ in range(2):
        actions.mark_followed_up(row, kind="activity", reference="A-7K3M-Q2", by=world.vera.actor)
    row.refresh_from_db()
    assert row.state == State.FOLLOWED
    assert row.follow_ups.get().institution == world.csw
    assert not Task.objects.open().filter(subject_id=row.pk).exists()
    actions.mark_followed_up(row, kind="plan_line", reference="1.2", by=world.vera.actor)
    assert row.follow_ups.count() == 2


@pytest.mark.parametrize(("kind", "reference"), [("gossip", "A-1"), ("activity", "  ")])
def test_what_followed_has_a_kind_and_a_reference(world, row, kind, reference):
    with pytest.raises(Denied):
        actions.mark_followed_up(row, kind=kind, reference=reference, by=world.vera.actor)
    assert not FollowUp.objects.exists()


def test_somebody_of_another_network_follows_nothing_up(world, row):
    for act in (
        lambda: actions.mark_followed_up(row, kind="activity", reference="A", by=world.cora.actor),
        lambda: actions.look(row, institution=world.school_nis, by=world.cora.actor),
        lambda: actions.close(row, outcome="other", by=world.cora.actor),
        lambda: actions.reopen(row, by=world.cora.actor),
    ):
        with pytest.raises(Denied):
            act()
    row.refresh_from_db()
    assert row.state == State.NEW


def test_who_looks_at_it_closes_it_and_only_the_coordinator_opens_it_again(world, row):
    with pytest.raises(Denied, match="coordinator closes"):
        actions.close(row, outcome="stopped", by=world.vera.actor)
    actions.look(row, institution=world.csw, by=world.vera.actor)
    row.refresh_from_db()
    with pytest.raises(Conflict, match="being looked at"):
        actions.look(row, institution=world.health, by=world.hana.actor)
    actions.close(row, outcome="stopped", by=world.vera.actor, note="The advert is gone.")
    row.refresh_from_db()
    assert (row.state, row.outcome) == (State.CLOSED, "stopped")
    with pytest.raises(Conflict):
        actions.mark_followed_up(row, kind="activity", reference="A", by=world.vera.actor)
    with pytest.raises(Denied, match="Only the coordinator"):
        actions.reopen(row, by=world.vera.actor)
    actions.reopen(row, by=world.kosta.actor)
    row.refresh_from_db()
    assert (row.state, row.outcome, row.closed_at) == (State.LOOKING, "", None)
    assert Task.objects.open().filter(subject_id=row.pk).count() == 1


def test_a_letter_goes_out_and_its_answer_is_awaited(world, row, letter):
    assert letter.state == "draft"
    made = sent(world, letter)
    row.refresh_from_db()
    assert (made.state, row.state) == ("sent", State.FOLLOWED)
    task = Task.objects.open().get(kind="await_reply")
    assert task.institution == world.school
    assert task.owner == world.ana.member
    assert timezone_day(task.due_at) == today() + dt.timedelta(days=30)
    with pytest.raises(Denied, match="still waits"):
        actions.close(row, outcome="stopped", by=world.kosta.actor)
    with pytest.raises(Denied, match="institution that writes"):
        actions.answer(made, answered_on=today(), outcome="measure", by=world.vera.actor)
    actions.answer(made, answered_on=today(), outcome="measure", by=world.ana.actor, note="Fined.")
    assert not Task.objects.open().filter(kind="await_reply").exists()
    actions.close(row, outcome="measure", by=world.kosta.actor)


def timezone_day(moment):
    from django.utils import timezone

    return timezone.localtime(moment).date()


def test_asked_once_more_it_waits_until_a_later_day_and_the_day_shows(world, letter):
    made = sent(world, letter, days=5)
    with moved(dt.timedelta(days=8)):
        actions.ask_again(made, answer_due_on=today() + dt.timedelta(days=10), by=world.ana.actor)
        due = Task.objects.open().get(kind="await_reply").due_at
        assert timezone_day(due) == today() + dt.timedelta(days=10)
        with pytest.raises(Denied, match="comes after"):
            actions.ask_again(made, answer_due_on=today(), by=world.ana.actor)


def test_nobody_answered_is_an_outcome_and_the_task_falls_away(world, row, letter):
    sent(world, letter)
    actions.close(row, outcome="no_answer", by=world.kosta.actor)
    assert not Task.objects.open().filter(kind="await_reply").exists()


@pytest.mark.parametrize(
    ("sent_in", "due_in"), [(1, 30), (0, 0), (0, -3), (0, 500)],
)  # fmt: skip
def test_days_of_a_letter_that_cannot_be(world, letter, sent_in, due_in):
    with pytest.raises(Denied):
        actions.register(
            letter, sent_on=today() + dt.timedelta(days=sent_in),
            answer_due_on=today() + dt.timedelta(days=due_in), by=world.ana.actor,
        )  # fmt: skip
    letter.refresh_from_db()
    assert letter.state == "draft"
    assert Observation.objects.get().state == State.NEW


def test_an_answer_does_not_come_before_its_letter_nor_tomorrow(world, letter):
    made = sent(world, letter)
    for days in (-1, 1):
        with pytest.raises(Denied):
            actions.answer(
                made, answered_on=today() + dt.timedelta(days=days), outcome="measure",
                by=world.ana.actor,
            )  # fmt: skip


def test_what_went_out_stays_as_it_is(world, row, letter):
    sent(world, letter)
    for act in (
        lambda: sent(world, letter),
        lambda: actions.drop(letter, by=world.ana.actor),
        lambda: actions.write_letter(
            row, institution=world.school, recipient_name="X", body="Y", letter=letter,
            by=world.ana.actor,
        ),
    ):  # fmt: skip
        with pytest.raises(Conflict):
            act()


def test_a_letter_that_is_dropped_follows_nothing(world, row, letter):
    actions.drop(letter, by=world.ana.actor)
    row.refresh_from_db()
    assert row.state == State.NEW
    with pytest.raises(Conflict):
        actions.drop(letter, by=world.ana.actor)


def test_a_letter_has_one_recipient(world, row):
    for one, name in ((None, ""), (world.police, "Also this one")):
        with pytest.raises(Denied, match="to whom"):
            actions.write_letter(
                row, institution=world.school, recipient=one, recipient_name=name, body="Text",
                by=world.ana.actor,
            )  # fmt: skip


def test_a_coordinator_who_writes_for_a_partner_on_paper_awaits_the_answer_herself(world, row):
    made = actions.write_letter(
        row, institution=world.police, recipient_name="Inspekcija", body="Text",
        by=world.kosta.actor,
    )  # fmt: skip
    actions.register(
        made, sent_on=today(), answer_due_on=today() + dt.timedelta(days=9), by=world.kosta.actor
    )
    task = Task.objects.open().get(kind="await_reply")
    assert (task.institution, task.owner) == (world.city, world.kosta.member)
