"""A report that is not ours goes on to a body that opens nothing here: one move, followed by us."""

import datetime as dt

import pytest
from django.utils import timezone

from spona import deadlines
from spona.access.denied import Conflict, Denied
from spona.cases.casefile.reading import read
from spona.cases.models import Referral
from spona.cases.referrals.actions import (
    answer_question,
    forward,
    forward_on_paper,
    hear_asked,
    hear_done,
    hear_not_theirs,
    hear_taken_over,
    log_call,
    send_packet,
    withdraw,
)
from spona.cases.referrals.parties import packet_section
from spona.deadlines.models import Deadline
from spona.directory.models import ContactPoint
from spona.directory.models.bodies import ContactKind
from spona.identity.models import Account
from spona.notifications.models import Notice
from spona.tasks.models import Task
from spona.vault.actions import open_section
from spona.vault.models import Grant
from tests.cases.moving import connect, everybody_else_is_gone
from tests.cases.offline_partners.hands import NUMBER, ROLE, note
from tests.cases.offline_partners.test_packet_on_paper import opened as read_pdf
from tests.cases.world import _body


@pytest.fixture
def prosecution(world):
    return _body("Више јавно тужилаштво Врање", "prosecution", world.vranje)


def passed(world, row, to, *, who=None, said=None, **more):
    return forward_on_paper(
        row, said or note(ago=5), to=to, network=world.vranje, reason="matter",
        **{"message": "Zvali smo ih."} | more, **(who or world.bea).can,
    )  # fmt: skip


@pytest.fixture
def after(world, opened, prosecution):
    """Passed on to the prosecution by telephone, five minutes ago."""
    day = timezone.localdate() + dt.timedelta(days=3)
    said = note(ago=5)
    said = type(said)(said.how, said.role, said.at, said.who, said.number, said.text, day)
    return passed(world, opened, prosecution, said=said)


def told(kind):
    return {notice.account_id for notice in Notice.objects.filter(kind=kind)}


def test_the_report_ends_here_and_the_next_one_is_handed_over_with_everybody_else_gone(
    world, opened, prosecution
):
    everybody_else_is_gone(world.bea)
    after = passed(world, opened, prosecution)
    opened.refresh_from_db()
    assert (opened.state, after.state, after.on_paper) == ("forwarded", "sent", True)
    assert (after.sender_institution, after.paper_institution) == (world.school, world.csw)
    move = opened.moves.get(verb="forward_on_paper")
    assert (move.to_institution, move.from_state) == (prosecution, "opened")
    assert after.moves.filter(verb="deliver").count() == 1


def test_the_deadline_runs_from_the_call_and_is_who_passed_it_on(world, after, prosecution):
    deadline = Deadline.objects.get(subject_id=after.pk, stopped_at=None)
    assert deadline.institution == world.csw
    assert deadline.rule.key == "answer-urgent"
    assert deadline.started_at < deadlines.now() - dt.timedelta(minutes=4)
    task = Task.objects.get(subject_id=after.pk, done_at=None)
    assert (task.kind, task.institution, task.deadline_id) == (
        "type_answer",
        world.csw,
        deadline.pk,
    )
    assert not Task.objects.filter(kind="hand_over", done_at=None).exists()


def test_the_sender_hears_to_whom_when_and_until_when_and_follows_it(world, opened, after):
    assert world.ana.account.pk in told("forwarded")
    reading = read(Referral.objects.get(pk=opened.pk), **world.ana.can)
    point = next(one for one in reading.feedback if "on paper" in one.label)
    assert "Више јавно тужилаштво" in point.label or "Više javno tužilaštvo" in point.label
    for words in (ROLE, NUMBER, "They answer by", "Zvali smo ih."):
        assert words in point.text
    assert reading.after == after
    # The calls are of who makes them; the deadline of another institution is not the sender's.
    theirs = read(Referral.objects.get(pk=after.pk), **world.ana.can)
    assert (theirs.paper, theirs.deadline) == (None, None)


def test_who_passed_it_on_follows_it_and_nobody_there_has_a_key(world, after, prosecution):
    reading = read(Referral.objects.get(pk=after.pk), **world.bea.can)
    assert reading.paper.answers
    assert reading.deadline is not None
    assert reading.body is not None, "the paper is printed once more, with its reference"
    assert Referral.objects.sent_by_institution(world.bea.actor).filter(pk=after.pk).exists()
    assert not Grant.objects.filter(section__box=after.packet, to_id=prosecution.pk).exists()


def test_what_they_answer_is_typed_by_who_passed_it_on_and_the_sender_hears_it_as_second_hand(
    world, after
):
    row = hear_taken_over(after, note(), by=world.boris.actor)
    row = hear_done(row, note(), outcome="done", message="Pokrenuto.", by=world.bea.actor)
    assert row.state == "done"
    reading = read(Referral.objects.get(pk=row.pk), **world.ana.can)
    heard = {one.label for one in reading.feedback if one.second_hand}
    assert {"Taken over", "Received"} <= heard
    closed = next(one for one in reading.feedback if one.label.startswith("Closed"))
    assert (closed.second_hand, closed.text) == (True, "Pokrenuto.")
    assert world.ana.account.pk in told("taken_over") & told("closed")
    assert not Task.objects.filter(subject_id=row.pk, done_at=None).exists()


def test_a_question_of_theirs_reaches_the_first_sender_and_the_answer_who_calls_them(world, after):
    row = hear_asked(after, note(), message="Od kada?", **world.bea.can)
    task = Task.objects.get(subject_id=row.pk, kind="supply_more", done_at=None)
    assert (task.institution, task.owner) == (world.school, world.ana.member)
    assert read(row, **world.ana.can).questions[0].text == "Od kada?"
    row = answer_question(row, message="Od marta.", by=world.ana.actor)
    said = [one.text for one in read(row, **world.bea.can).happened]
    assert "Od marta." in said
    assert world.bea.account.pk in told("answered")


def test_they_say_it_is_not_theirs_and_it_goes_on_followed_by_the_same(world, after):
    third = hear_not_theirs(
        after, note(), to=world.police, network=world.vranje, reason="matter", **world.bea.can
    )
    assert (third.on_paper, third.paper_institution) == (True, world.csw)
    task = Task.objects.get(subject_id=third.pk, kind="hand_over", done_at=None)
    assert task.institution == world.csw


def test_when_they_connect_who_passed_it_on_sends_the_packet(world, after, prosecution):
    pera = connect(world, prosecution, "pera")
    row = send_packet(after, **world.bea.can)
    assert not row.on_paper
    open_section(packet_section(row, "cover"), **pera.can)
    with pytest.raises(Denied):
        open_section(packet_section(row, "body"), **world.bea.can)


def test_a_second_click_gives_the_same_row_and_two_at_once_hear_of_each_other(
    world, opened, prosecution
):
    first = passed(world, opened, prosecution)
    assert passed(world, opened, prosecution).pk == first.pk
    with pytest.raises(Conflict):
        passed(world, opened, world.police, who=world.boris)
    assert Referral.objects.count() == 2
    assert Deadline.objects.filter(subject_id=first.pk).count() == 1


def test_who_can_open_it_here_gets_it_here(world, opened):
    with pytest.raises(Denied, match="can open it here"):
        passed(world, opened, world.health)
    with pytest.raises(Denied):
        forward(opened, to=world.police, network=world.vranje, reason="matter", **world.bea.can)


@pytest.mark.parametrize("name", ["ana", "vera", "hana", "kosta", "nina"])
def test_nobody_else_passes_it_on_and_nobody_else_writes_the_answer_down(
    world, opened, prosecution, name
):
    who = world.people[name]
    with pytest.raises(Denied):
        passed(world, opened, prosecution, who=who)
    after = passed(world, opened, prosecution)
    if name != "vera":
        with pytest.raises(Denied):
            log_call(after, note(), by=who.actor)
        with pytest.raises(Denied):
            hear_taken_over(after, note(), by=who.actor)


def test_taken_back_by_the_sender_it_closes_to_who_passed_it_on_too(world, after):
    withdraw(after, by=world.ana.actor)
    with pytest.raises(Denied):
        open_section(packet_section(after, "body"), **world.bea.can)


@pytest.mark.parametrize(
    ("wrong", "why"),
    [
        ({"ago": -60}, "not come yet"),
        ({"ago": 60 * 24 * 60}, "more than a month"),
        ({"role": " "}, "role is enough"),
        ({"how": "smoke"}, "Choose how"),
    ],
)
def test_what_cannot_be_is_refused_and_nothing_moves(world, opened, prosecution, wrong, why):
    with pytest.raises(Denied, match=why):
        passed(world, opened, prosecution, said=note(**wrong))
    opened.refresh_from_db()
    assert opened.state == "opened"
    assert Referral.objects.count() == 1


def test_the_paper_says_who_passed_it_on_and_the_answer_goes_there(
    world, opened, prosecution, tmp_path
):
    Account.objects.update(language="en")
    for institution, number in ((world.csw, "017 421-555"), (world.school, "017 400-111")):
        institution.contact_email = f"{number[-3:]}@example.org"
        institution.save()
        ContactPoint.objects.create(
            institution=institution, kind=ContactKind.OFFICE, number=number, certainty="confirmed"
        )
    after = passed(world, opened, prosecution)
    answer = world.bea.sign_in().get(f"/r/{after.reference}/report.pdf")
    text = read_pdf(answer, tmp_path)
    head, slip = text.split("Return slip")
    assert "Passed on by; the answer goes there" in head
    # The first sender stays named with their numbers, for questions about the matter.
    for number in ("017 421-555", "017 400-111"):
        assert number in head
    assert "017 421-555" in slip
    assert "555@example.org" in slip
    assert "017 400-111" not in slip
    assert str(world.school.words["en"]) not in slip
