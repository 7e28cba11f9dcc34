"""From a file to another institution: refer, hand over, ask, and the second person."""

from dataclasses import replace
from uuid import uuid4

import pytest

from spona.access.denied import Conflict, Denied
from spona.cases.fields.facts import texts_of
from spona.cases.models import Case, Referral
from spona.cases.referral_pages.compose import Chosen, packet_of, telling
from spona.cases.referral_pages.opening import open_file
from spona.cases.referral_pages.parts import PARTS, preset
from spona.cases.referrals.actions import accept, approve, refuse_approval, withdraw
from spona.cases.referrals.moves import Kind
from spona.cases.referrals.packet import Body, Cover
from spona.cases.referrals.parties import packet_section
from spona.deadlines.models import Deadline
from spona.directory import actions as directory
from spona.notifications.models import Notice
from spona.tasks.models import Task
from spona.vault.actions import open_section
from spona.vault.models import Grant, Section
from tests.cases.moving import (
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
from tests.cases.world import DEMO, _somebody


@pytest.fixture
def case(world):
    return file_of(world)


@pytest.fixture
def police(world):
    connect(world, world.police, "pera")
    return world.police


def ready(world, case, to, **more):
    return referred(world, case, by_law(world, case, to), reason="Sumnja na delo.", **more)


# On agreement ----------------------------------------------------------------------------


def test_on_agreement_it_goes_at_once(world, case):
    home = shelter(world)
    row = referred(world, case, by_agreement(world, case, home))
    assert (row.kind, row.state, row.rests_on, row.from_case) == (
        "referral", "sent", "agreement", case,
    )  # fmt: skip
    assert Deadline.objects.get(subject_id=row.pk).institution == home
    assert Notice.objects.filter(account_id=world.sara.account.pk, kind="arrived").exists()


def test_the_recipient_reads_exactly_what_was_put_into_the_packet(world, case):
    home = shelter(world)
    target = by_agreement(world, case, home)
    row = accept(opened_by(referred(world, case, target), world.sara), **world.sara.can)
    opened = open_section(packet_section(row, "body"), **world.sara.can)
    assert Body.from_document(opened) == target.packet.body
    with pytest.raises(Denied):
        open_section(packet_section(row, "kept"), **world.sara.can)


def test_nothing_goes_without_an_agreement_beyond_it_or_on_one_for_others(world, case):
    home, other = shelter(world), shelter(world, "sofija")
    target = by_agreement(world, case, home)
    for wrong, told in (
        (replace(target, agreement=None), "Write down first"),
        (replace(target, recipient=other), "another institution"),
        (by_agreement(world, case, home, parts=("who",)), "did not agree"),
    ):
        with pytest.raises(Denied, match=told):
            referred(world, case, wrong)
    assert not Referral.objects.exists()


def test_nobody_without_the_role_or_from_elsewhere_sends_from_a_file(world, case):
    target = by_agreement(world, case, shelter(world))
    for name in ("ana", "hana", "cora", "kosta", "nina"):
        with pytest.raises(Denied):
            referred(world, case, target, by=world.people[name])


def test_not_to_oneself_and_not_to_who_was_locked_out_of_the_file(world):
    from spona.cases.referrals.actions import send
    from tests.cases.packets import packet

    row = send(
        packet(), network=world.vranje, recipient=world.csw, by=world.ana.actor,
        excluded_institutions=[world.health.pk],
    )  # fmt: skip
    case = accept(opened_by(row, world.bea), **world.bea.can).to_case
    with pytest.raises(Denied, match="locked out"):
        referred(world, case, by_agreement(world, case, world.health))
    home = shelter(world)
    after = referred(world, case, by_agreement(world, case, home, parts=tuple(PARTS)))
    assert after.exclusions.count() == 1, "who is locked out stays so on the way"


# On the law ------------------------------------------------------------------------------


def test_without_agreement_it_waits_for_a_second_person_and_nobody_there_has_a_key(
    world, case, police
):
    row = ready(world, case, police)
    assert row.state == "awaiting_approval"
    assert grants_of(row, police, "cover") + grants_of(row, police, "body") == ["held", "held"]
    assert not Referral.objects.visible_to(world.pera.actor).exists()
    assert not Deadline.objects.filter(subject_id=row.pk).exists()
    assert not Notice.objects.filter(account_id=world.pera.account.pk).exists()
    task = Task.objects.get(subject_id=row.pk, done_at=None)
    assert (task.institution, task.owner) == (world.csw, world.boris.member)
    assert Notice.objects.filter(account_id=world.boris.account.pk, kind="task").exists()


def test_the_second_person_lets_it_go_with_everybody_else_gone(world, case, police):
    row = ready(world, case, police)
    everybody_else_is_gone(world.boris)
    row = approve(row, **world.boris.can)
    assert row.state == "sent"
    assert (grants_of(row, police, "cover"), grants_of(row, police, "body")) == (["open"], ["held"])
    deadline = Deadline.objects.get(subject_id=row.pk)
    assert (deadline.institution, deadline.rule.urgency) == (police, "urgent")
    assert Task.objects.filter(subject_id=row.pk, kind="review", done_at=None).count() == 0
    assert approve(row, **world.boris.can).moves.filter(verb="approve").count() == 1


def test_the_second_person_has_opened_what_they_let_go(world, case, police):
    from spona.audit.models import Entry

    row = ready(world, case, police)
    before = Entry.objects.filter(name="section:read").count()
    approve(row, **world.boris.can)
    assert Entry.objects.filter(name="section:read").count() == before + 2


@pytest.mark.parametrize("name", ["bea", "vera", "ana", "hana", "kosta"])
def test_nobody_else_is_the_second_person(world, case, police, name):
    row = ready(world, case, police)
    with pytest.raises(Denied):
        approve(row, **world.people[name].can)


def test_the_same_person_under_another_hat_is_no_second_person(world, case, police):
    row = ready(world, case, police)
    other_membership = replace(world.bea.actor, member_id=uuid4())
    with pytest.raises(Denied, match="second person"):
        approve(row, by=other_membership, keys=world.bea.keys)


def test_stopped_by_the_second_person_every_wrap_is_gone(world, case, police):
    row = refuse_approval(ready(world, case, police), message="Bez imena.", by=world.boris.actor)
    assert (row.state, grants_of(row, police, "cover"), grants_of(row, police, "body")) == (
        "withdrawn", [], [],
    )  # fmt: skip
    assert not Task.objects.filter(subject_id=row.pk, done_at=None).exists()
    assert Notice.objects.filter(account_id=world.bea.account.pk, kind="answered").exists()


def test_the_writer_may_take_it_back_meanwhile(world, case, police):
    row = withdraw(ready(world, case, police), by=world.bea.actor)
    assert row.state == "withdrawn"
    with pytest.raises(Conflict):
        approve(row, **world.boris.can)


def test_without_a_second_person_at_home_it_says_so_and_nothing_is_written(world, police):
    case = file_of(world, world.hana, institution=world.health)
    with pytest.raises(Denied, match="two people"):
        ready(world, case, police, by=world.hana)
    assert not Referral.objects.exists()


def test_it_needs_a_reason(world, case, police):
    with pytest.raises(Denied, match="without the person's agreement"):
        referred(world, case, by_law(world, case, police))


def test_where_the_recipient_lost_its_last_holder_it_stays_with_us(world, case, police):
    row = ready(world, case, police)
    directory.end_member(world.pera.member, by=DEMO)
    with pytest.raises(Denied, match="Print"):
        approve(row, **world.boris.can)
    row.refresh_from_db()
    assert row.state == "awaiting_approval"


# Across networks -------------------------------------------------------------------------


def test_across_networks_both_coordinators_see_the_row_without_content(world, case):
    directory.give_network_role(world.nina.member, network=world.nis, role="coordinator", by=DEMO)
    home = shelter(world, network=world.nis)
    row = referred(world, case, by_agreement(world, case, home, network=world.nis))
    assert (row.network, row.from_network) == (world.nis, world.vranje)
    for leader in (world.kosta, world.nina):
        assert list(Referral.objects.waiting_in(leader.actor)) == [row]
        assert not Referral.objects.visible_to(leader.actor).exists()


# Hand the file over ----------------------------------------------------------------------


def test_a_transfer_takes_effect_on_acceptance_and_takes_the_count_along(world, case):
    documents = open_file(case, **world.bea.can)
    basis = by_law(world, case, world.csw_nis, network=world.nis)
    chosen = Chosen(kind=Kind.TRANSFER, asked="Preuzmite predmet", urgency="regular")
    packet = packet_of(
        chosen, documents, writer=world.bea.member, ground=basis.packet.body.ground
    )  # fmt: skip
    target = replace(basis, packet=packet)
    row = referred(world, case, target, kind=Kind.TRANSFER, reason="Prebivalište.")
    with pytest.raises(Conflict, match="already"):
        referred(world, case, target, kind=Kind.TRANSFER, reason="Prebivalište.")
    row = opened_by(approve(row, **world.boris.can), world.nina)
    case.refresh_from_db()
    assert case.closed_at is None, "the sender keeps it until it is accepted"
    everybody_else_is_gone(world.nina)
    row = accept(row, **world.nina.can)
    case.refresh_from_db()
    assert case.closed_at is not None
    theirs = row.to_case
    assert (theirs.owner_institution, theirs.network, theirs.opened_by) == (
        world.csw_nis, world.nis, "report",
    )  # fmt: skip
    for name in ("health", "contact", "name", "count"):
        section = Section.objects.named(theirs.box_id, name).select_related("box").get()
        opened = open_section(section, **world.nina.can)
        for key, value in documents[name].items():
            assert opened[key] == value
    with pytest.raises(Denied, match="closed"):
        referred(world, case, by_law(world, case, world.csw_nis, network=world.nis), reason="x")
    assert not Grant.objects.filter(section__box=case.box_id, to_kind="statistics").exists()


def test_a_file_is_not_handed_over_on_agreement(world, case):
    home = shelter(world)
    with pytest.raises(Denied, match="by what the law says"):
        referred(world, case, by_agreement(world, case, home), kind=Kind.TRANSFER)


# Ask -------------------------------------------------------------------------------------


def test_a_question_opens_no_file_and_names_nobody(world, case):
    row = referred(world, case, asking(world, world.health), kind=Kind.QUESTION)
    assert (row.state, row.rests_on) == ("sent", "unnamed")
    before = Case.objects.count()
    row = accept(opened_by(row, world.hana), **world.hana.can)
    assert (row.to_case, Case.objects.count()) == (None, before)
    body = Body.from_document(open_section(packet_section(row, "body"), **world.hana.can))
    assert (body.who, body.reach, body.sections, body.code_name) == (None, None, {}, "Jasen")


def test_a_name_or_a_number_of_the_file_is_noticed_in_either_script(world, case):
    documents = open_file(case, **world.bea.can)
    assert telling(["Мила долази", "broj 062 555 123"], documents) == ["062", "123", "555", "mila"]
    assert telling(["Osoba A, odrasla, traži savet."], documents) == []


# Presets ---------------------------------------------------------------------------------


@pytest.mark.parametrize("sector", ["police", "prosecution", "court"])
def test_address_phone_and_place_of_stay_are_never_ticked_for_them(sector):
    assert not {"reach", "stay"} & set(preset(sector))


def test_only_what_is_ticked_goes_along_and_the_ground_of_another_report_never_does(world):
    case = file_of(world, legal={"ground": {"secret": "x"}, "text": "Postupak."})
    documents = open_file(case, **world.bea.can)
    ground = by_law(world, case, world.csw_nis).packet.body.ground
    chosen = Chosen(kind=Kind.REFERRAL, asked="x", urgency="regular", parts=("who", "legal"))
    packet = packet_of(chosen, documents, writer=world.bea.member, ground=ground)
    assert packet.body.who == texts_of("who", {"name": "Mila Izmišljena", "born": "1999"})
    assert (packet.body.reach, packet.body.account, packet.body.stay) == (None, None, None)
    assert packet.body.sections == {"legal": {"schema": 1, "text": "Postupak."}}
    assert isinstance(packet.cover, Cover)
    everything = packet_of(
        Chosen(kind=Kind.REFERRAL, parts=("reach", "stay"), stay=world.health), documents,
        writer=world.bea.member, ground=ground,
    )  # fmt: skip
    assert everything.body.reach == texts_of(
        "reach", {"phone": "062 555 123", "address": "Tajna 7"}
    )
    assert "Tajna" not in str(everything.body.stay)


def test_who_does_not_lead_the_file_does_not_send_from_it(world, case):
    outsider = _somebody("mira", world.csw, "case_worker")
    with pytest.raises(Denied, match="leads this file"):
        open_file(case, **outsider.can)
