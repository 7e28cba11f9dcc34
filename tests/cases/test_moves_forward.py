"""Not ours: a report goes on by itself, everything else by the sender's click."""

import pytest
from django.utils import timezone

from spona import deadlines
from spona.access.denied import Conflict, Denied
from spona.access.exclusion_marks import PERSON, mark
from spona.cases.consent.ground import bases_for
from spona.cases.consent.rests_on import RestsOn
from spona.cases.models import Referral
from spona.cases.referrals.actions import (
    accept,
    approve,
    confirm_forward,
    forward,
    open_packet,
    open_to_forward,
    propose_forward,
    refuse_forward,
    send,
    withdraw,
)
from spona.cases.referrals.moves import Kind
from spona.cases.referrals.packet import Body
from spona.cases.referrals.parties import packet_section
from spona.deadlines.models import Deadline
from spona.directory import actions as directory
from spona.notifications.models import Notice
from spona.tasks.models import Task
from spona.vault.actions import open_section
from spona.vault.refusals import NotConnected
from tests.cases.moving import (
    agreement,
    asking,
    by_agreement,
    by_law,
    connect,
    everybody_else_is_gone,
    file_of,
    grants_of,
    opened_by,
    referred,
    shelter,
)
from tests.cases.packets import PLANTED, packet
from tests.cases.world import DEMO

TODAY = timezone.localdate()


def on(world, row, to=None, network=None, who=None, **more):
    return forward(
        row, to=to or world.health, network=network or world.vranje, reason="territory",
        **{"message": "Nije naša opština."} | more, **(who or world.bea).can,
    )  # fmt: skip


def told(kind):
    return {notice.account_id for notice in Notice.objects.filter(kind=kind)}


def test_a_report_that_is_not_ours_goes_on_with_everybody_else_gone(world, opened):
    everybody_else_is_gone(world.bea)
    after = on(world, opened)
    opened.refresh_from_db()
    assert (opened.state, after.state, after.kind) == ("forwarded", "sent", "report")
    assert after.forwarded_from_id == opened.pk


def test_the_next_one_reads_what_the_first_sender_wrote_and_who_passed_it_on(world, opened):
    after = opened_by(on(world, opened), world.hana)
    row = accept(after, **world.hana.can)
    body = Body.from_document(open_section(packet_section(row, "body"), **world.hana.can))
    assert body.account["own_words"] == PLANTED["own_words"]
    assert body.sender.name == "Ana Primerić"
    assert [str(words) for words in body.passed_on] == [str(world.csw.words)]
    assert (row.sender_institution, row.sent_by) == (world.school, world.ana.member)


def test_the_sender_is_told_and_follows_the_new_one(world, opened):
    after = on(world, opened)
    assert world.ana.account.pk in told("forwarded")
    assert Referral.objects.sent_by_institution(world.ana.actor).filter(pk=after.pk).exists()
    move = opened.moves.get(verb="forward")
    assert (move.to_institution, move.to_network) == (world.health, world.vranje)
    sections = move.message.sections.select_related("box").get()
    assert open_section(sections, **world.ana.can)["text"] == "Nije naša opština."


def test_who_passed_it_on_keeps_the_cover_and_the_reason_and_nothing_else(world, opened):
    after = on(world, opened)
    open_section(packet_section(opened, "cover"), **world.bea.can)
    with pytest.raises(Denied):
        open_section(packet_section(opened, "body"), **world.bea.can)
    assert not Referral.objects.visible_to(world.bea.actor).filter(pk=after.pk).exists()


def test_it_opens_for_that_only_with_a_reason_that_is_written_down(world, opened):
    with pytest.raises(Denied):
        open_to_forward(opened, reason="", **world.bea.can)
    open_to_forward(opened, reason="matter", **world.bea.can)
    assert opened.moves.get(verb="open_to_forward").reason == "matter"


def test_the_deadline_starts_anew_at_the_next_one_and_the_old_one_stops(world, opened):
    after = on(world, opened)
    assert Deadline.objects.get(subject_id=opened.pk).outcome == "forwarded"
    deadline = Deadline.objects.get(subject_id=after.pk, stopped_at=None)
    assert (deadline.institution, deadline.rule.urgency) == (world.health, "urgent")
    assert not Task.objects.filter(subject_id=opened.pk, done_at=None).exists()
    task = Task.objects.get(subject_id=after.pk, done_at=None)
    assert (task.kind, task.deadline_id, task.institution) == (
        "answer_referral",
        deadline.pk,
        world.health,
    )


def test_a_second_click_gives_the_same_row(world, opened):
    first, again = on(world, opened), on(world, opened)
    assert first.pk == again.pk
    assert Referral.objects.count() == 2


def test_two_at_once_the_second_hears_who_did_it(world, opened):
    on(world, opened)
    with pytest.raises(Conflict):
        on(world, opened, to=world.csw_nis, network=world.nis, who=world.boris)
    assert Referral.objects.count() == 2


def test_it_may_go_into_another_network_and_both_coordinators_see_the_row(world, opened):
    directory.give_network_role(world.nina.member, network=world.nis, role="coordinator", by=DEMO)
    after = on(world, opened, to=world.csw_nis, network=world.nis)
    assert (after.network, after.from_network) == (world.nis, world.vranje)
    for leader in (world.kosta, world.nina):
        assert Referral.objects.waiting_in(leader.actor).filter(pk=after.pk).exists()
        assert leader is world.nina or not Referral.objects.visible_to(leader.actor).exists()


@pytest.mark.parametrize("where", ["csw", "school", "police"])
def test_not_to_oneself_not_back_and_not_to_who_cannot_open(world, opened, where):
    with pytest.raises(Denied):
        on(world, opened, to=getattr(world, where))
    opened.refresh_from_db()
    assert opened.state == "opened"
    assert Deadline.objects.get(subject_id=opened.pk).stopped_at is None


def test_not_back_to_who_has_passed_it_on_already(world, opened):
    after = opened_by(on(world, opened), world.hana)
    with pytest.raises(Denied, match="passed it on already"):
        on(world, after, to=world.csw, who=world.hana)


def test_where_the_last_holder_has_left_meanwhile_nothing_is_lost(world, opened):
    directory.end_member(world.hana.member, by=DEMO)
    with pytest.raises(Denied):
        on(world, opened)
    opened.refresh_from_db()
    assert opened.state == "opened"
    accept(opened, **world.bea.can)


def test_an_institution_without_any_key_is_refused_with_the_paper_way(world, opened):
    with pytest.raises((NotConnected, Denied), match=r"[Pp]rint|paper"):
        on(world, opened, to=world.city)


def test_to_whom_it_goes_by_agreement_only_it_is_not_passed_on_by_us(world, opened):
    home = shelter(world)
    home.sector = "cso"
    home.save()
    with pytest.raises(Denied, match="agreement"):
        on(world, opened, to=home)


def test_forwarded_twice_stands_on_the_coordinators_desk(world, opened):
    after = opened_by(on(world, opened), world.hana)
    assert not Task.objects.filter(kind="convene").exists()
    third = on(world, after, to=world.csw_nis, network=world.nis, who=world.hana)
    assert Task.objects.get(kind="convene", done_at=None).subject_id == third.pk
    assert list(Referral.objects.forwarded_twice()) == [third]


# As an attacker --------------------------------------------------------------------------


def excluding(world, *people, institutions=()):
    row = send(
        packet(), network=world.vranje, recipient=world.csw, by=world.ana.actor,
        excluded_people=[one.member.person_id for one in people],
        excluded_institutions=[one.pk for one in institutions],
    )  # fmt: skip
    return opened_by(row, world.bea)


def test_an_institution_that_was_locked_out_is_never_reached_by_forwarding(world):
    row = excluding(world, institutions=[world.health])
    with pytest.raises(Denied) as told_why:
        on(world, row)
    assert "locked" not in str(told_why.value.sentence)


def test_a_person_who_was_locked_out_stays_so_on_the_way(world):
    second = connect(world, world.police, "pera")
    row = excluding(world, second)
    with pytest.raises(Denied, match="Nobody else"):
        on(world, row, to=world.police)
    assert row.moves.filter(verb="forward").count() == 0


def test_where_one_of_two_holders_is_locked_out_the_other_gets_it_by_name(world):
    row = send(
        packet(), network=world.vranje, recipient=world.health, by=world.ana.actor,
        excluded_people=[world.boris.member.person_id],
    )  # fmt: skip
    after = on(world, opened_by(row, world.hana), to=world.csw, who=world.hana)
    assert after.exclusions.filter(mark=mark(PERSON, world.boris.member.person_id)).exists()
    assert not Referral.objects.visible_to(world.boris.actor).filter(pk=after.pk).exists()
    assert world.boris.account.pk not in told("arrived")
    open_packet(after, **world.bea.can)
    with pytest.raises(Denied):
        open_section(packet_section(after, "cover"), **world.boris.can)


@pytest.mark.parametrize("name", ["ana", "vera", "hana", "cora", "kosta", "nina"])
def test_nobody_else_passes_it_on(world, opened, name):
    with pytest.raises(Denied):
        on(world, opened, who=world.people[name], to=world.csw_nis, network=world.nis)


def test_a_report_without_its_writer_still_reaches_the_next_one(world, opened):
    directory.end_member(world.ana.member, by=DEMO)
    after = opened_by(on(world, opened), world.hana)
    assert accept(after, **world.hana.can).to_case is not None


# By the sender's click -------------------------------------------------------------------


@pytest.fixture
def asked(world):
    """A referral by agreement from the centre to a shelter, opened there."""
    home, case = shelter(world), file_of(world)
    row = referred(world, case, by_agreement(world, case, home))
    return opened_by(row, world.sara)


def proposed(world, row, to=None, who=None, network=None):
    return propose_forward(
        row, to=to or world.health, network=network or world.vranje, reason="matter",
        message="Nije za nas.", **(who or world.sara).can,
    )  # fmt: skip


def test_what_rests_on_agreement_waits_for_the_sender_and_the_deadline_stands(world, asked):
    row = proposed(world, asked)
    assert row.state == "awaiting_competent"
    deadline = Deadline.objects.get(subject_id=row.pk)
    assert deadline.pause_reason == "waits_for_competent"
    task = Task.objects.get(subject_id=row.pk, kind="confirm_forward", done_at=None)
    assert (task.institution, task.owner) == (world.csw, world.bea.member)
    with pytest.raises(Denied):
        open_section(packet_section(row, "body"), **world.sara.can)


def test_the_senders_click_sends_it_on_with_everybody_else_gone(world, asked):
    row = proposed(world, asked)
    given = agreement(world, row.from_case, world.health)
    everybody_else_is_gone(world.bea)
    after = confirm_forward(row, agreement=given, **world.bea.can)
    assert (after.state, after.recipient_institution, after.agreement) == (
        "sent", world.health, given,
    )  # fmt: skip
    row.refresh_from_db()
    assert row.state == "forwarded"
    assert grants_of(row, row.recipient_institution, "body") == []
    assert confirm_forward(row, agreement=given, **world.bea.can).pk == after.pk


def test_without_an_agreement_for_the_next_one_it_does_not_go(world, asked):
    row = proposed(world, asked)
    with pytest.raises(Denied):
        confirm_forward(row, **world.bea.can)
    with pytest.raises(Denied, match="another institution"):
        confirm_forward(row, agreement=row.agreement, **world.bea.can)
    narrow = agreement(world, row.from_case, world.health, parts=("who",))
    with pytest.raises(Denied, match="did not agree"):
        confirm_forward(row, agreement=narrow, **world.bea.can)
    row.refresh_from_db()
    assert row.state == "awaiting_competent"


def test_refused_it_is_with_the_recipient_again_and_the_deadline_runs(world, asked):
    row = refuse_forward(proposed(world, asked), message="Ipak je za vas.", by=world.bea.actor)
    assert row.state == "opened"
    deadline = Deadline.objects.get(subject_id=row.pk)
    assert (deadline.paused_at, deadline.stopped_at) == (None, None)
    assert not Task.objects.filter(kind="confirm_forward", done_at=None).exists()


def test_proposed_a_second_time_the_coordinator_sees_it(world, asked):
    row = refuse_forward(proposed(world, asked), by=world.bea.actor)
    proposed(world, row)
    assert Task.objects.filter(kind="convene", subject_id=row.pk, done_at=None).exists()


def test_the_recipient_cannot_pass_on_itself_what_rests_on_agreement(world, asked):
    with pytest.raises((Denied, Conflict)):
        forward(asked, to=world.health, network=world.vranje, reason="matter", **world.sara.can)


def test_a_report_by_duty_is_not_proposed_but_passed_on(world, opened):
    with pytest.raises(Denied, match="yourself"):
        proposed(world, opened, who=world.bea)


def test_a_report_by_agreement_goes_on_by_the_writers_word(world):
    row = send(
        packet(rests_on=RestsOn.AGREEMENT), network=world.vranje, recipient=world.health,
        by=world.ana.actor,
    )  # fmt: skip
    row = proposed(world, opened_by(row, world.hana), to=world.csw, who=world.hana)
    with pytest.raises(Denied):
        confirm_forward(row, **world.ana.can)
    after = confirm_forward(row, agreed=True, **world.ana.can)
    assert after.recipient_institution == world.csw
    assert deadlines.now() >= after.sent_at


def test_the_first_sender_may_take_back_what_was_passed_on(world, opened):
    after = withdraw(on(world, opened), by=world.ana.actor)
    assert after.state == "withdrawn"
    assert grants_of(after, world.health, "body") == []


def test_what_rests_on_the_law_goes_on_by_an_article_and_a_second_person(world):
    police, case = connect(world, world.police, "pera"), file_of(world)
    row = referred(world, case, by_law(world, case, world.police), reason="Sumnja na delo.")
    row = proposed(
        world, opened_by(approve(row, **world.boris.can), police), to=world.csw_nis, who=police,
        network=world.nis,
    )  # fmt: skip
    with pytest.raises(Denied, match="article"):
        confirm_forward(row, **world.bea.can)
    basis = bases_for(sender="social_work", recipient="social_work", age="adult", on=TODAY)[0]
    after = confirm_forward(row, basis=basis, **world.bea.can)
    assert (after.state, grants_of(after, world.csw_nis, "cover")) == (
        "awaiting_approval",
        ["held"],
    )
    assert approve(after, **world.boris.can).state == "sent"


def test_a_question_goes_on_by_the_click_alone(world):
    case = file_of(world)
    row = referred(world, case, asking(world, world.health), kind=Kind.QUESTION)
    row = proposed(world, opened_by(row, world.hana), to=world.csw_nis, who=world.hana,
                   network=world.nis)  # fmt: skip
    after = confirm_forward(row, **world.bea.can)
    assert (after.state, after.kind, after.rests_on) == ("sent", "question", "unnamed")
