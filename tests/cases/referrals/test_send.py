"""Sending: everything is sealed first, the row says nothing, nobody excluded hears of it."""

import sys

import pytest

from spona.access.denied import Denied
from spona.audit.models import Entry
from spona.cases.models import Referral
from spona.cases.referrals.actions import send
from spona.cases.referrals.packet import Body, Cover, Kept
from spona.cases.referrals.parties import packet_section
from spona.deadlines.models import Deadline
from spona.notifications.models import Notice
from spona.tasks.models import Task
from spona.vault.actions import open_section
from spona.vault.models import Grant
from spona.vault.slots import slot_of
from tests.cases.packets import packet


def read(referral, name, person):
    return open_section(packet_section(referral, name), **person.can)


def test_the_recipient_reads_the_cover_at_once_and_the_writer_keeps_a_copy(world, sent):
    assert Cover.from_document(read(sent, "cover", world.bea)) == packet().cover
    assert Body.from_document(read(sent, "body", world.ana)) == packet().body
    assert Kept.from_document(read(sent, "kept", world.ana)) == packet().kept


def test_nobody_at_the_recipient_opens_the_body_before_it_is_accepted(world, sent):
    for person in (world.bea, world.boris, world.vera):
        with pytest.raises(Denied):
            read(sent, "body", person)
    held = Grant.objects.filter(section__slot=slot_of(sent.packet_id, "body"), state="held")
    assert held.count() == 1


def test_what_stays_with_the_sender_has_no_wrap_for_anybody_else(world, sent):
    kept = Grant.objects.filter(section__slot=slot_of(sent.packet_id, "kept"))
    assert [(one.to_kind, one.to_id) for one in kept] == [("member", world.ana.account.pk)]


def test_one_deadline_runs_by_the_rule_of_the_recipient_and_one_task_waits(world, sent):
    deadline = Deadline.objects.get(subject_id=sent.pk)
    assert (deadline.kind, deadline.rule.sector, deadline.rule.urgency) == (
        "answer",
        "social_work",
        "urgent",
    )
    task = Task.objects.get(subject_id=sent.pk)
    assert (task.kind, task.institution, task.owner, task.deadline) == (
        "answer_referral", world.csw, None, deadline,
    )  # fmt: skip


def test_each_intake_holder_gets_a_notice_and_a_mail_with_the_reference_only(world, sent):
    told = set(Notice.objects.values_list("account_id", "kind", "reference"))
    assert told == {
        (person.account.pk, "arrived", sent.reference) for person in (world.bea, world.boris)
    }


def test_sending_is_written_into_the_log_of_both_institutions_without_content(world, sent):
    lanes = Entry.objects.filter(name__startswith="referral:").values_list("name", "lane_id")
    assert set(lanes) == {("referral:sent", world.school.pk), ("referral:arrived", world.csw.pk)}


def test_a_network_without_open_casework_refuses_with_what_to_do(world):
    world.vranje.casework_open = False
    world.vranje.save()
    with pytest.raises(Denied, match="phone"):
        send(packet(), network=world.vranje, recipient=world.csw, by=world.ana.actor)
    assert not Referral.objects.exists()


def test_nothing_is_sealed_to_an_institution_where_nobody_has_a_key(world):
    with pytest.raises(Denied, match="Print"):
        send(packet(), network=world.vranje, recipient=world.police, by=world.ana.actor)


def test_an_institution_of_another_network_or_ones_own_cannot_be_the_recipient(world):
    for recipient in (world.csw_nis, world.school):
        with pytest.raises(Denied):
            send(packet(), network=world.vranje, recipient=recipient, by=world.ana.actor)


def test_a_network_in_which_the_sender_does_not_sit_is_refused(world):
    with pytest.raises(Denied):
        send(packet(), network=world.nis, recipient=world.csw_nis, by=world.ana.actor)


def test_a_failure_on_the_way_leaves_nothing_behind(world, monkeypatch):
    def broken(*_args, **_more):
        raise RuntimeError("power cut")

    module = sys.modules["spona.cases.referrals.actions.dispatch"]
    monkeypatch.setattr(module, "tell_recipient", broken)
    with pytest.raises(RuntimeError):
        send(packet(), network=world.vranje, recipient=world.csw, by=world.ana.actor)
    assert not Referral.objects.exists()
    assert not Grant.objects.exists()
    assert not Task.objects.exists()
