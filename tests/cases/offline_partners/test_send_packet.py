"""The institution connects: a task for each sender, one click, and it finds its row as it stands."""

import pytest

from spona.access.actor import Actor
from spona.access.denied import Conflict, Denied
from spona.audit.models import Entry
from spona.cases import jobs
from spona.cases.casefile.reading import read
from spona.cases.models import Agreement, Referral
from spona.cases.referral_pages.actions import withdraw_from_all
from spona.cases.referrals.actions import (
    accept,
    answer_question,
    finish,
    hear_asked,
    hear_taken_over,
    open_file,
    open_packet,
    send_packet,
)
from spona.cases.referrals.packet import Body
from spona.deadlines.models import Deadline
from spona.notifications.models import Notice
from spona.tasks.models import Task
from spona.vault.actions import add_holder, create_intake_key, open_section, remove_holder
from spona.vault.models import Grant, Section
from spona.vault.slots import slot_of
from tests.cases.moving import by_agreement, connect, file_of, grants_of, referred
from tests.cases.offline_partners.hands import SAID, note, on_paper
from tests.cases.packets import PLANTED
from tests.cases.referrals.test_planted import opens
from tests.cases.world import OPERATOR, _somebody


@pytest.fixture
def row(world):
    return on_paper(world, ago=30)


@pytest.fixture
def pera(world, row):
    return connect(world, world.police, "pera")


def tasks(row):
    return sorted(
        Task.objects.filter(subject_id=row.pk, done_at=None).values_list("kind", flat=True)
    )


def test_while_nobody_is_connected_there_is_no_such_task(world, row):
    assert jobs.offer_packets() == 0
    with pytest.raises(Denied, match="cannot open anything"):
        send_packet(row, **world.ana.can)


def test_each_sender_gets_one_task_without_content(world, row):
    other = on_paper(world, by=world.bea)
    pera = connect(world, world.police, "pera")
    Notice.objects.all().delete()
    assert jobs.offer_packets() == 2
    assert jobs.offer_packets() == 0
    for one in (row, other):
        assert "send_packet" in tasks(one)
    task = Task.objects.get(subject_id=row.pk, kind="send_packet")
    assert (task.institution, task.owner) == (world.school, world.ana.member)
    assert {one.kind for one in Notice.objects.all()} == {"task"}
    assert not any(word in repr(Notice.objects.values()) for word in PLANTED.values())
    assert not Referral.objects.visible_to(pera.actor).exists()


def test_the_task_falls_away_where_the_last_holder_has_left_again(world, row, pera):
    jobs.offer_packets()
    pera.account.disabled_at = Deadline.objects.first().started_at
    pera.account.save()
    remove_holder(world.police, pera.account, by=Actor.system("housekeeping"))
    jobs.offer_packets()
    assert tasks(row) == ["type_answer"]


def test_one_click_seals_the_same_packet_and_reference_state_and_deadline_stay(world, row, pera):
    jobs.offer_packets()
    before = Deadline.objects.get(subject_id=row.pk)
    got = send_packet(row, **world.ana.can)
    deadline = Deadline.objects.get(subject_id=row.pk)
    assert (got.reference, got.state, got.on_paper) == (row.reference, "sent", False)
    assert (deadline.pk, deadline.due_at, deadline.institution) == (
        before.pk,
        before.due_at,
        world.police,
    )
    assert grants_of(row, world.police, "cover") == ["open"]
    assert grants_of(row, world.police, "body") == ["held"]
    assert not Grant.objects.filter(
        section__slot=slot_of(row.packet_id, "kept"), to_id=world.police.pk
    ).exists()
    assert tasks(row) == ["answer_referral"]
    assert Entry.objects.filter(lane_id=world.police.pk, name="referral:arrived").exists()
    opened, cover = open_packet(got, **pera.can)
    assert cover.asked == PLANTED["asked"]
    taken = accept(opened, **pera.can)
    body = open_section(
        Section.objects.named(row.packet_id, "body").select_related("box").get(), **pera.can
    )
    assert Body.from_document(body).who["name"] == PLANTED["name"]
    assert taken.to_case is not None


def test_what_was_taken_over_by_phone_is_theirs_to_work_on_at_once(world, row, pera):
    hear_taken_over(row, note(), by=world.ana.actor)
    row.refresh_from_db()
    got = send_packet(row, **world.ana.can)
    assert grants_of(row, world.police, "body") == ["open"]
    assert tasks(row) == ["work_on_referral"]
    filed = open_file(got, **pera.can)
    assert filed.to_case is not None
    finish(filed, outcome="done", message="Gotovo.", by=pera.actor)
    row.refresh_from_db()
    assert row.state == "done"


def test_what_the_sender_wrote_down_stays_the_senders_and_the_answers_go_along(world, row, pera):
    hear_asked(row, note(), message="Kog dana?", **world.ana.can)
    row.refresh_from_db()
    answer_question(row, message="Petkom.", by=world.ana.actor)
    row.refresh_from_db()
    send_packet(row, **world.ana.can)
    row.refresh_from_db()
    reading = read(row, **pera.can)
    assert reading.paper is None
    texts = [one.text for one in reading.happened if one.text]
    assert texts == ["Petkom."]
    assert SAID not in repr(reading)
    said = [one for one in reading.happened if one.verb == "ask_more"]
    assert said[0].second_hand
    mine = read(row, **world.ana.can).paper
    assert (mine.now, len(mine.entries)) == (False, 2)


def test_once_it_was_sent_they_answer_themselves(world, row, pera):
    stale = Referral.objects.get(pk=row.pk)
    send_packet(row, **world.ana.can)
    with pytest.raises(Conflict, match="answer themselves"):
        hear_taken_over(stale, note(), by=world.ana.actor)
    again = send_packet(stale, **world.ana.can)
    assert not again.on_paper
    assert tasks(row) == ["answer_referral"]


def test_only_the_sender_seals_it(world, row, pera):
    for who in (pera, world.bea, world.kosta, world.cora):
        with pytest.raises(Denied):
            send_packet(row, **who.can)
    assert grants_of(row, world.police, "cover") == []


def test_who_was_locked_out_gets_no_key_when_they_connect_later(world):
    """Milos is to be the one holder there: then nobody is left who could open it."""
    milos = _somebody("milos", world.police, "intake_holder")
    world.people["milos"] = milos
    row = on_paper(world, excluded_people=[milos.member.person_id])
    create_intake_key(world.police, holders=[milos.account], by=OPERATOR)
    with pytest.raises(Denied, match="Nobody else"):
        send_packet(row, **world.ana.can)
    pavle = _somebody("pavle", world.police, "intake_holder")
    add_holder(world.police, pavle.account, hold_hours=0, **milos.can)
    send_packet(row, **world.ana.can)
    assert not Referral.objects.visible_to(milos.actor).exists()
    assert Referral.objects.visible_to(pavle.actor).get() == row
    assert Deadline.objects.get(subject_id=row.pk).institution is None
    assert Task.objects.get(subject_id=row.pk, done_at=None).owner == pavle.member


def test_a_row_that_was_never_handed_over_begins_its_deadline_when_it_is_sent(world):
    row = on_paper(world, handed=False)
    connect(world, world.police, "pera")
    send_packet(row, **world.ana.can)
    deadline = Deadline.objects.get(subject_id=row.pk)
    assert (deadline.institution, deadline.rule.urgency) == (world.police, "urgent")
    assert tasks(row) == ["answer_referral"]


# Rows that somebody wrote past Spona -----------------------------------------------------


def test_an_answer_that_points_to_another_box_does_not_go_along(world):
    """Bea's answer is led to her own file; her click would have sealed the file to them."""
    row = on_paper(world, by=world.bea, ago=30)
    case = file_of(world)
    hear_asked(row, note(), message="Kog dana?", **world.bea.can)
    row.refresh_from_db()
    answer_question(row, message="Petkom.", by=world.bea.actor)
    row.refresh_from_db()
    row.moves.filter(verb__in=("supply_more", "answer_question")).update(message=case.box)
    pera = connect(world, world.police, "pera")
    send_packet(row, **world.bea.can)
    assert not Grant.objects.filter(section__box=case.box, to_id=world.police.pk).exists()
    assert case.box_id not in opens(pera)


def test_an_agreement_that_was_withdrawn_and_put_back_seals_nothing(world):
    case = file_of(world)
    target = by_agreement(world, case, world.police)
    row = referred(world, case, target)
    assert row.on_paper
    before = {model: model.objects.values().get() for model in (Agreement, Referral)}
    withdraw_from_all(target.agreement, by=world.bea.actor)
    for model, values in before.items():
        model.objects.filter(pk=values["id"]).update(
            **{name: value for name, value in values.items() if name != "id"}
        )
    connect(world, world.police, "pera")
    with pytest.raises(Denied, match="operator"):
        send_packet(Referral.objects.get(pk=row.pk), **world.bea.can)
    assert grants_of(row, world.police, "cover") == []
