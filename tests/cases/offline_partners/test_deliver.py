"""Sent on paper: a row, the same deadline, the sender's task, and no key for the recipient."""

import datetime as dt

import pytest

from spona import deadlines
from spona.access.denied import Conflict, Denied
from spona.audit.models import Entry
from spona.cases import jobs
from spona.cases.casefile.reading import read
from spona.cases.models import Move, Referral
from spona.cases.referrals.actions import accept, deliver, log_call, open_packet, send
from spona.cases.referrals.notes import SECTION
from spona.cli.doctor.network import steps_nobody_can_open
from spona.deadlines.models import Deadline
from spona.deadlines.queries import pick_rule
from spona.notifications.models import Notice
from spona.tasks.models import Task
from spona.vault.actions import open_section
from spona.vault.models import Grant, Section
from tests.cases.moving import connect, grants_of
from tests.cases.offline_partners.hands import NUMBER, ROLE, SAID, WHO, later, note, on_paper
from tests.cases.packets import PLANTED, packet


@pytest.fixture
def row(world):
    return on_paper(world, ago=30)


def tasks(row):
    open_ones = Task.objects.filter(subject_id=row.pk, done_at=None)
    return {(one.kind, one.institution_id, one.owner_id) for one in open_ones}


def test_nothing_is_sealed_to_who_cannot_open_it_and_everything_to_the_sender(world, row):
    to = set(Grant.objects.filter(section__box=row.packet).values_list("to_kind", "to_id"))
    assert to == {("member", world.ana.account.pk)}
    assert row.on_paper
    names = {one.name for one in Section.objects.filter(box=row.packet)}
    assert names == {"cover", "body", "kept"}
    reading = read(row, **world.ana.can)
    assert reading.cover.asked == PLANTED["asked"]
    assert reading.body.who["name"] == PLANTED["name"]


def test_the_deadline_is_the_one_of_the_recipients_sector_from_the_handing_over_on(world, row):
    deadline = Deadline.objects.get(subject_id=row.pk)
    assert deadline.started_at == row.sent_at < deadlines.now() - dt.timedelta(minutes=29)
    wanted = pick_rule("answer", "police", "urgent", deadline.started_at.date(), world.vranje.pk)
    assert deadline.rule == wanted
    assert deadline.due_at is not None
    # The recipient sees nothing here, so its own people do not see a deadline either.
    assert deadline.institution_id is None
    assert not Deadline.objects.visible_to(connect(world, world.police, "pera").actor).exists()


def test_the_sender_has_the_task_and_the_school_without_holders_the_writer_by_name(world, row):
    assert tasks(row) == {("type_answer", world.school.pk, world.ana.member.pk)}
    assert Task.objects.get(subject_id=row.pk, done_at=None).deadline is not None


def test_who_was_called_is_sealed_for_the_senders_people(world, row):
    move = Move.objects.get(referral=row, verb="deliver")
    section = Section.objects.named(move.message_id, SECTION).select_related("box").get()
    document = open_section(section, **world.ana.can)
    assert (document["role"], document["who"], document["number"]) == (ROLE, WHO, NUMBER)
    for stranger in (world.kosta, world.cora, connect(world, world.police, "pera")):
        with pytest.raises(Denied):
            open_section(section, **stranger.can)


def test_no_lane_of_the_recipient_hears_of_it(world, row):
    assert not Entry.objects.filter(lane_id=world.police.pk).filter(subject_id=row.pk).exists()
    assert Entry.objects.filter(lane_id=world.school.pk, name="referral:delivered").exists()


def test_the_recipient_finds_no_row_even_when_it_connects(world, row):
    pera = connect(world, world.police, "pera")
    assert not Referral.objects.visible_to(pera.actor).exists()
    assert not Referral.objects.tombstones_of(pera.actor).exists()
    for move in (open_packet, accept):
        with pytest.raises(Denied):
            move(row, **pera.can)
    row.refresh_from_db()
    assert row.state == "sent"


def test_the_coordinator_sees_only_whom_it_waits_for(world, row):
    from spona.dashboard.network_rows import network_waiting

    seen = network_waiting(world.kosta.actor, None, 25)
    assert [(one.institution, one.n) for one in seen.waits] == [(world.police, 1)]
    assert not Referral.objects.visible_to(world.kosta.actor).exists()
    assert not any(word in repr(seen) for word in (*PLANTED.values(), SAID, ROLE, WHO))


def test_who_was_locked_out_sees_nothing_on_either_side(world):
    row = on_paper(world, excluded_people=[world.kosta.member.person_id])
    assert not Referral.objects.waiting_in(world.kosta.actor).exists()
    assert not Deadline.objects.visible_to(world.kosta.actor).filter(subject_id=row.pk).exists()


def test_a_connected_institution_gets_it_here_and_not_on_paper(world):
    with pytest.raises(Denied, match="can open it here"):
        send(packet(), network=world.vranje, recipient=world.csw, by=world.ana.actor, on_paper=True)
    assert not Referral.objects.exists()


def test_without_the_word_paper_it_is_refused_as_before(world):
    with pytest.raises(Denied, match="cannot open anything"):
        send(packet(), network=world.vranje, recipient=world.police, by=world.ana.actor)


def test_before_it_was_handed_over_no_deadline_runs_and_the_task_says_so(world):
    row = on_paper(world, handed=False)
    assert not Deadline.objects.filter(subject_id=row.pk).exists()
    assert tasks(row) == {("hand_over", world.school.pk, world.ana.member.pk)}


@pytest.mark.parametrize(("ago", "words"), [(-5, "not come yet"), (60 * 24 * 40, "month ago")])
def test_a_time_that_cannot_be_is_refused_and_nothing_changes(world, ago, words):
    row = on_paper(world, handed=False)
    with pytest.raises(Denied, match=words):
        deliver(row, note(ago=ago), urgency="urgent", by=world.ana.actor)
    assert not Deadline.objects.exists()
    assert not Move.objects.filter(verb="deliver").exists()


def test_twice_is_once_and_a_colleague_who_comes_later_is_told(world, row):
    again = deliver(row, note(), urgency="urgent", by=world.ana.actor)
    assert again.sent_at == row.sent_at
    assert Move.objects.filter(verb="deliver").count() == 1
    connect(world, world.school, "iva")
    with pytest.raises(Conflict, match="colleague"):
        deliver(row, note(), urgency="urgent", by=world.iva.actor)


def test_nobody_else_writes_on_it(world, row):
    for who in (world.bea, world.kosta, world.cora):
        for act in (
            lambda one=who: deliver(row, note(), urgency="urgent", by=one.actor),
            lambda one=who: log_call(row, note(), by=one.actor),
        ):
            with pytest.raises(Denied):
                act()
    assert Move.objects.filter(referral=row).count() == 2


def test_calls_are_added_and_none_is_ever_changed(world, row):
    log_call(row, note(text="prvi poziv"), by=world.ana.actor)
    log_call(row, note("person", text="drugi poziv"), by=world.ana.actor)
    entries = read(row, **world.ana.can).paper.entries
    assert [one.note.text for one in entries] == [SAID, "prvi poziv", "drugi poziv"]
    assert entries[2].by.startswith("Ana")
    row.refresh_from_db()
    assert row.state == "sent"


def test_what_went_here_has_no_list_of_calls(world, sent):
    with pytest.raises(Denied, match="did not go on paper"):
        log_call(sent, note(), by=world.ana.actor)
    assert read(sent, **world.ana.can).paper is None


def test_escalation_goes_to_the_writer_then_to_the_coordinator(world, row):
    Notice.objects.all().delete()
    with later(days=20):
        jobs.escalate()
    told = set(Notice.objects.values_list("account_id", flat=True))
    assert told == {world.ana.account.pk, world.kosta.account.pk}


def test_the_writer_reads_the_deadline_because_nobody_else_can_call(world, row):
    reading = read(row, **world.ana.can)
    assert reading.deadline is not None
    assert reading.verbs >= {"withdraw"}
    assert not reading.verbs & {"open_packet", "accept"}
    assert not reading.paper.may_send


def test_of_a_sender_with_holders_the_institution_has_the_deadline(world):
    row = on_paper(world, by=world.bea)
    assert Deadline.objects.get(subject_id=row.pk).institution == world.csw
    assert grants_of(row, world.csw, "body") == ["open", "open"]
    assert read(row, **world.boris.can).cover is not None


def test_the_doctor_knows_that_paper_needs_no_key(world, row):
    assert [one.level for one in steps_nobody_can_open()] == ["ok"]
