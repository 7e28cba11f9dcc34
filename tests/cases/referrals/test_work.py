"""Assigning, working, finishing, and what the sender hears of it."""

import pytest

from spona.access.denied import Conflict, Denied
from spona.cases.models import Case, Referral
from spona.cases.referrals.actions import assign, finish, give_feedback, start_work
from spona.cases.referrals.parties import packet_section
from spona.notifications.models import Notice
from spona.tasks.models import Task
from spona.vault.actions import open_section
from spona.vault.models import Section
from spona.vault.refusals import ReasonNeeded


def messages(referral, person):
    boxes = referral.moves.exclude(message=None).values_list("message", flat=True)
    rows = Section.objects.select_related("box").filter(box__in=boxes).order_by("updated_at")
    return [open_section(row, **person.can)["text"] for row in rows]


def test_a_colleague_opens_packet_and_file_only_when_it_was_assigned(world, accepted):
    with pytest.raises(Denied):
        open_section(packet_section(accepted, "body"), **world.vera.can)
    row = assign(accepted, to=world.vera.member, **world.bea.can)
    assert open_section(packet_section(row, "body"), **world.vera.can)["schema"] == 3
    for section in row.to_case.box.sections.select_related("box"):
        assert open_section(section, **world.vera.can)["schema"] >= 1
    assert Case.objects.visible_to(world.vera.actor).get() == row.to_case
    assert Referral.objects.visible_to(world.vera.actor).get() == row


def test_the_task_becomes_theirs_and_they_hear_of_it(world, accepted):
    assign(accepted, to=world.vera.member, **world.bea.can)
    assert Task.objects.get(subject_id=accepted.pk, done_at=None).owner == world.vera.member
    assert Notice.objects.get(account_id=world.vera.account.pk).kind == "assigned"


def test_assigning_twice_changes_nothing(world, accepted):
    assign(accepted, to=world.vera.member, **world.bea.can)
    assign(accepted, to=world.vera.member, **world.bea.can)
    assert Notice.objects.filter(kind="assigned").count() == 1


def test_a_holder_then_needs_a_reason_for_what_a_colleague_works_on(world, accepted):
    assign(accepted, to=world.vera.member, **world.bea.can)
    with pytest.raises(ReasonNeeded):
        open_section(packet_section(accepted, "body"), **world.boris.can)


def test_only_an_intake_holder_assigns_and_only_to_a_colleague(world, accepted):
    with pytest.raises(Denied):
        assign(accepted, to=world.vera.member, **world.ana.can)
    with pytest.raises(Denied):
        assign(accepted, to=world.hana.member, **world.bea.can)


def test_it_cannot_be_assigned_before_it_was_accepted(world, opened):
    with pytest.raises(Denied, match="first"):
        assign(opened, to=world.vera.member, **world.bea.can)


def test_the_case_worker_starts_and_finishes_and_the_sender_reads_the_sentence(world, accepted):
    row = assign(accepted, to=world.vera.member, **world.bea.can)
    assert start_work(row, by=world.vera.actor).state == "in_work"
    row = finish(row, outcome="done", message="Hvala, radimo dalje.", by=world.vera.actor)
    assert (row.state, row.outcome) == ("done", "done")
    assert messages(row, world.ana) == ["Hvala, radimo dalje."]
    assert not Task.objects.filter(subject_id=row.pk, done_at=None).exists()
    assert Notice.objects.filter(account_id=world.ana.account.pk, kind="closed").count() == 1


def test_finishing_twice_sends_one_sentence(world, accepted):
    finish(accepted, outcome="done", message="Jedna.", by=world.bea.actor)
    finish(accepted, outcome="done", message="Druga.", by=world.bea.actor)
    assert messages(accepted, world.ana) == ["Jedna."]


def test_two_who_finish_at_once_get_a_clear_answer(world, accepted):
    finish(accepted, outcome="done", message="Jedna.", by=world.bea.actor)
    with pytest.raises(Conflict, match="Bea Primerić"):
        finish(accepted, outcome="done", message="Druga.", by=world.boris.actor)


def test_an_end_needs_an_outcome_and_a_sentence(world, accepted):
    with pytest.raises(Denied):
        finish(accepted, outcome="done", message="  ", by=world.bea.actor)
    with pytest.raises(Denied):
        finish(accepted, outcome="identified", message="Jedna.", by=world.bea.actor)


def test_what_is_asked_while_one_works_is_read_by_the_sender_and_changes_no_state(world, accepted):
    row = give_feedback(accepted, message="Kog dana je to bilo?", **world.bea.can)
    assert row.state == "accepted"
    assert messages(row, world.ana) == ["Kog dana je to bilo?"]
    assert Notice.objects.filter(account_id=world.ana.account.pk, kind="asked").count() == 1


def test_the_sender_cannot_answer_for_the_recipient(world, opened):
    with pytest.raises(Denied):
        give_feedback(opened, message="?", **world.ana.can)
    with pytest.raises(Denied):
        finish(opened, outcome="done", message="?", by=world.ana.actor)


def test_an_empty_question_is_refused(world, opened):
    with pytest.raises(Denied):
        give_feedback(opened, message=" ", **world.bea.can)
