"""A question to the sender: a task of who wrote it, an answer sealed to both, a deadline that waits."""

from datetime import timedelta

import pytest

from spona import deadlines
from spona.access.denied import Conflict, Denied
from spona.cases.models import Move, Referral
from spona.cases.referrals.actions import (
    accept,
    answer_question,
    assign,
    finish,
    give_feedback,
    open_packet,
    send,
)
from spona.deadlines.queries import deadline_of
from spona.directory import actions as directory
from spona.notifications.models import Notice
from spona.tasks.models import Task
from spona.tasks.queries import mine
from spona.vault.actions import open_section
from spona.vault.models import Section
from tests.cases.flow import fields, get, submit
from tests.cases.flow import sent as sent_path
from tests.cases.packets import packet
from tests.cases.world import DEMO

QUESTION, ANSWER = "Kog dana je to bilo?", "U petak, posle trećeg časa."


@pytest.fixture
def asked(world, opened):
    return give_feedback(opened, message=QUESTION, **world.bea.can)


def deadline(row):
    return deadline_of("answer", row.subject)


def questions():
    return Task.objects.filter(kind="supply_more", done_at=None)


def told(kind):
    return {notice.account_id for notice in Notice.objects.filter(kind=kind)}


def said(row, who):
    move = row.moves.exclude(message=None).last()
    section = Section.objects.select_related("box").get(box=move.message_id)
    return open_section(section, **who.can)["text"]


def test_the_question_waits_for_who_wrote_the_report_and_the_deadline_stands(world, asked):
    assert asked.state == "needs_information"
    assert [task.kind for task in mine(world.ana.actor)] == ["supply_more"]
    assert told("asked") == {world.ana.account.pk}
    assert deadline(asked).paused_at is not None


def test_the_answer_is_read_by_the_recipient_and_the_deadline_runs_on_by_what_it_stood(
    world, asked
):
    due = deadline(asked).started_at + timedelta(hours=72)
    with deadlines.moved(timedelta(hours=5)):
        row = answer_question(asked, message=ANSWER, by=world.ana.actor)
    assert row.state == "opened"
    assert not questions().exists()
    assert told("answered") == {world.bea.account.pk, world.boris.account.pk}
    for who in (world.bea, world.boris, world.ana):
        assert said(row, who) == ANSWER
    running = deadline(row)
    assert running.paused_at is None
    assert timedelta(hours=4) < running.due_at - due < timedelta(hours=6)


def test_nobody_else_reads_the_answer(world, asked):
    row = answer_question(asked, message=ANSWER, by=world.ana.actor)
    for who in (world.hana, world.vera, world.direktor, world.cora):
        with pytest.raises(Denied):
            said(row, who)


def test_while_one_works_a_question_waits_for_the_writer_as_well(world, accepted):
    row = assign(accepted, to=world.vera.member, **world.bea.can)
    row = give_feedback(row, message=QUESTION, **world.vera.can)
    assert questions().get().owner == world.ana.member
    row = answer_question(row, message=ANSWER, by=world.ana.actor)
    assert row.state == "accepted"
    assert said(row, world.vera) == ANSWER
    assert world.vera.account.pk in told("answered")


def test_a_question_stays_open_when_it_is_accepted_meanwhile(world, asked):
    row = accept(asked, **world.boris.can)
    assert questions().exists()
    assert answer_question(row, message=ANSWER, by=world.ana.actor).state == "accepted"


def test_nothing_is_answered_that_nobody_asks(world, asked):
    row = answer_question(asked, message=ANSWER, by=world.ana.actor)
    answer_question(row, message="Još jednom.", by=world.ana.actor)
    assert Move.objects.filter(verb="supply_more").count() == 1
    row = accept(row, **world.bea.can)
    with pytest.raises(Conflict, match="already"):
        answer_question(row, message=ANSWER, by=world.ana.actor)


def test_only_the_sender_answers_and_only_the_recipient_asks(world, asked):
    for who in (world.bea, world.hana):
        with pytest.raises(Denied):
            answer_question(asked, message=ANSWER, by=who.actor)
    with pytest.raises(Denied):
        give_feedback(asked, message=QUESTION, **world.ana.can)


def test_an_empty_answer_is_refused(world, asked):
    with pytest.raises(Denied):
        answer_question(asked, message=" ", by=world.ana.actor)


def test_what_nobody_answered_falls_away_at_the_end(world, accepted):
    row = give_feedback(accepted, message=QUESTION, **world.bea.can)
    finish(row, outcome="done", message="Gotovo.", by=world.bea.actor)
    assert not questions().exists()
    assert Task.objects.get(kind="supply_more").outcome == "dropped"


def test_a_question_to_somebody_who_left_is_nobodys_task_and_still_stands(world, opened):
    directory.end_member(world.ana.member, by=DEMO)
    give_feedback(opened, message=QUESTION, **world.bea.can)
    task = questions().get()
    assert (task.owner, task.institution) == (None, world.school)


def test_a_locked_out_holder_hears_of_no_answer_and_reads_none(world):
    row = send(
        packet(), network=world.vranje, recipient=world.csw, by=world.ana.actor,
        excluded_people=[world.boris.member.person_id],
    )  # fmt: skip
    open_packet(row, **world.bea.can)
    row = give_feedback(row, message=QUESTION, **world.bea.can)
    row = answer_question(row, message=ANSWER, by=world.ana.actor)
    assert told("answered") == {world.bea.account.pk}
    with pytest.raises(Denied):
        said(row, world.boris)


def test_the_sender_finds_it_on_the_desk_answers_on_the_page_and_it_stands_in_the_thread(world):
    ana, bea = world.ana.sign_in(), world.bea.sign_in()
    path = sent_path(ana, world)
    bea.post(f"{path}open/")
    assert submit(bea, f"{path}feedback/", {"message": QUESTION}).status_code == 302
    reference = Referral.objects.get().reference
    assert f"/open/{reference}/" in get(ana, "/desk/").partition("<main")[2]
    page = get(ana, path)
    assert QUESTION in page
    answer = ana.post(f"{path}answer/", {**fields(page), "message": " "})
    assert answer.status_code == 422
    assert "has-error" in answer.content.decode()
    for _ in range(2):
        assert ana.post(f"{path}answer/", {**fields(page), "message": ANSWER}).status_code == 302
    assert Move.objects.filter(verb="supply_more").count() == 1
    assert ANSWER in get(ana, path)
    assert f"{path}answer/" not in get(ana, path)
    assert ANSWER in get(bea, path)


def test_a_stranger_finds_no_door_to_answer(world, asked):
    path = f"/r/{asked.reference}/answer/"
    for name in ("cora", "hana", "direktor", "kosta"):
        assert world.people[name].sign_in().post(path, {"message": "x"}).status_code in (403, 404)
    assert world.bea.sign_in().post(path, {"message": "x"}).status_code == 403
