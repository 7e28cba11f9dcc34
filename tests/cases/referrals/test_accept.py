"""Taking over: the held keys come free without anybody else, and a file is opened."""

import pytest

from spona.access.denied import Conflict, Denied
from spona.audit.models import Entry
from spona.cases.case.sections import SECTIONS
from spona.cases.consent.rests_on import RestsOn
from spona.cases.models import Case, Referral
from spona.cases.referrals.actions import accept, open_packet, send
from spona.cases.referrals.packet import Body
from spona.cases.referrals.parties import packet_section
from spona.deadlines.models import Deadline
from spona.identity.models import Account, Session
from spona.notifications.models import Notice
from spona.tasks.models import Task
from spona.vault.actions import open_section
from spona.vault.actions.opening import text_of
from spona.vault.models import Grant, Section
from spona.vault.refusals import Unopenable
from spona.vault.slots import slot_of
from tests.cases.packets import PLANTED, packet


def section(case, name, person):
    row = Section.objects.named(case.box_id, name).select_related("box").get()
    return open_section(row, **person.can)


def test_after_acceptance_the_recipient_reads_the_whole_packet(world, accepted):
    for holder in (world.bea, world.boris):
        document = open_section(packet_section(accepted, "body"), **holder.can)
        assert Body.from_document(document) == packet().body


def test_it_needs_nobody_elses_key_and_nobody_elses_session(world, opened):
    # Everybody but Bea loses the private key itself, which is more than being logged out.
    Session.objects.all().delete()
    others = Account.objects.exclude(pk=world.bea.account.pk)
    others.update(private_key_sealed=b"gone", usk_by_password_sealed=b"gone")
    row = accept(opened, **world.bea.can)
    assert row.state == "accepted"
    assert row.to_case is not None


def test_a_report_is_copied_into_the_recipients_own_file_and_empty_sections_are_sealed_too(
    world, accepted
):
    case = accepted.to_case
    assert (case.owner_institution, case.network, case.opened_by) == (
        world.csw, world.vranje, "report",
    )  # fmt: skip
    assert {one.name for one in case.box.sections.all()} == set(SECTIONS)
    assert section(case, "name", world.boris)["name"] == PLANTED["name"]
    assert section(case, "contact", world.bea)["phone"] == PLANTED["phone"]
    assert section(case, "account", world.bea)["own_words"] == PLANTED["own_words"]
    assert section(case, "health", world.bea) == {"schema": 1}


def test_what_rests_on_agreement_is_never_copied(world):
    agreed = packet(rests_on=RestsOn.AGREEMENT)
    row = send(agreed, network=world.vranje, recipient=world.health, by=world.ana.actor)
    open_packet(row, **world.hana.can)
    row = accept(row, **world.hana.can)
    texts = [str(section(row.to_case, name, world.hana)) for name in SECTIONS]
    for name in ("name", "phone", "noticed", "own_words", "seen"):
        assert PLANTED[name] not in "".join(texts)


def test_the_sender_hears_that_it_was_taken_over_and_the_deadline_stops(world, accepted):
    kinds = Notice.objects.filter(account_id=world.ana.account.pk).values_list("kind", flat=True)
    assert set(kinds) == {"received", "taken_over"}
    deadline = Deadline.objects.get(subject_id=accepted.pk)
    assert (deadline.outcome, deadline.stopped_at is not None) == ("accepted", True)


def test_the_one_task_becomes_the_work(world, accepted):
    tasks = Task.objects.filter(subject_id=accepted.pk, done_at=None)
    assert [task.kind for task in tasks] == ["work_on_referral"]


def test_a_second_click_gives_the_first_result(world, accepted):
    again = accept(Referral.objects.get(pk=accepted.pk), **world.bea.can)
    assert again.to_case_id == accepted.to_case_id
    assert Case.objects.count() == 1
    assert again.moves.filter(verb="accept").count() == 1
    assert Notice.objects.filter(kind="taken_over").count() == 1


def test_two_at_once_the_second_hears_who_did_it_and_when(world, accepted):
    with pytest.raises(Conflict) as told:
        accept(Referral.objects.get(pk=accepted.pk), **world.boris.can)
    sentence = str(told.value.sentence)
    assert "Bea Primerić" in sentence
    assert "today" in sentence
    assert Case.objects.count() == 1


def test_nothing_is_accepted_before_it_was_opened(world, sent):
    with pytest.raises(Conflict):
        accept(sent, **world.bea.can)
    assert not Grant.objects.filter(
        section__slot=slot_of(sent.packet_id, "body"), to_kind="institution", state="open"
    )


@pytest.mark.parametrize("name", ["ana", "vera", "hana", "cora", "kosta"])
def test_nobody_else_accepts(world, opened, name):
    with pytest.raises(Denied):
        accept(opened, **world.people[name].can)


def test_a_crash_after_the_acceptance_loses_nothing(world, opened, monkeypatch):
    import sys

    module = sys.modules["spona.cases.referrals.actions.accept"]

    def broken(*_args, **_more):
        raise RuntimeError("power cut")

    with monkeypatch.context() as patch:
        patch.setattr(module, "open_case", broken)
        with pytest.raises(RuntimeError):
            accept(opened, **world.bea.can)
    row = Referral.objects.get(pk=opened.pk)
    assert (row.state, row.to_case) == ("accepted", None)
    assert module.open_file(row, **world.boris.can).to_case is not None


def test_what_is_read_for_the_file_is_in_the_log_with_the_taking_over(world, opened, monkeypatch):
    seen = []

    def watched(row, secret):
        taken = Referral.objects.get(pk=opened.pk).state
        seen.append((taken, reads().filter(subject_id=row.pk).count()))
        return text_of(row, secret)

    before = reads().count()
    monkeypatch.setattr("spona.vault.actions.opening.text_of", watched)
    accept(opened, **world.bea.can)
    assert [taken for taken, _lines in seen] == ["accepted", "accepted"]
    assert all(lines for _taken, lines in seen)
    assert reads().count() == before + 2


def test_what_does_not_open_is_taken_over_all_the_same_and_nothing_of_it_is_read(world, opened):
    """The sender hears of it, and the operator has to look; nobody waits for that."""
    before = reads().count()
    Section.objects.filter(slot=slot_of(opened.packet_id, "body")).update(sealed=b"altered")
    with pytest.raises(Unopenable):
        accept(opened, **world.bea.can)
    row = Referral.objects.get(pk=opened.pk)
    assert (row.state, row.to_case) == ("accepted", None)
    assert reads().count() == before
    assert Notice.objects.filter(kind="taken_over").exists()


def reads():
    return Entry.objects.filter(name="section:read")


def test_the_words_that_go_with_it_are_read_by_the_sender(world, opened):
    row = accept(opened, message="Zovemo vas danas.", **world.bea.can)
    message = row.moves.get(verb="accept").message.sections.select_related("box").get()
    assert open_section(message, **world.ana.can)["text"] == "Zovemo vas danas."
