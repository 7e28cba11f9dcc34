"""Rows that somebody wrote past Spona: nobody gets a key, a packet or a row by them."""

import uuid

import pytest
from django.utils import timezone

from spona.access.denied import Denied
from spona.access.exclusion_marks import INSTITUTION, PERSON, mark
from spona.cases.case.models import CaseExclusion
from spona.cases.casefile.actions import exclude, hand_over_work
from spona.cases.jobs import end_and_pass_on
from spona.cases.models import Agreement, Case, Exclusion, Move, Referral
from spona.cases.referrals.actions import accept, assign, confirm_forward, forward, propose_forward
from spona.cases.referrals.actions.talk import answer_question, give_feedback
from spona.cases.referrals.parties import packet_section
from spona.cases.team.actions import assign_file
from spona.deadlines.models import Deadline
from spona.notifications.models import Notice
from spona.vault.models import Grant, Section
from tests.cases.moving import (
    agreement,
    by_agreement,
    by_law,
    connect,
    file_of,
    opened_by,
    referred,
    shelter,
)


def plant(section, *, to_kind="member", to_id, member_of=None, **more):
    """A row of a grant, made without the key that lies outside the database."""
    Grant.objects.bulk_create([
        Grant(
            id=uuid.uuid4(), section=section, to_kind=to_kind, to_id=to_id, member_of=member_of,
            wrapped=b"\1" * 80, mac=b"\2" * 32, state="open", granted_at=timezone.now(), **more,
        )
    ])  # fmt: skip


def plant_for(person, section, **more):
    plant(section, to_id=person.account.pk, member_of=person.member.institution_id, **more)


def opens(person):
    """Ids of boxes that a key of this person leads to."""
    rows = Section.objects.visible_to(person.actor)
    from spona.vault.actions import open_many

    listed = list(rows.select_related("box"))
    opened = open_many(listed, purpose="page", reason="other", **person.can)
    return {one.box_id for one in listed if one.pk in opened}


# Grants ----------------------------------------------------------------------------------


def test_a_planted_grant_gets_no_file_no_message_and_no_notice(world, opened):
    """Vera was let in by nobody; her row lies on the cover when Bea accepts."""
    plant_for(world.vera, packet_section(opened, "cover"))
    give_feedback(opened, message="Još nešto?", **world.bea.can)
    answer_question(opened, message="Da.", by=world.ana.actor)
    row = accept(opened, **world.bea.can)
    assert opens(world.vera) == set()
    assert not Notice.objects.filter(account_id=world.vera.account.pk).exists()
    assert opens(world.boris) >= {row.to_case.box_id, row.packet_id}


def test_what_stands_beside_a_part_of_a_file_goes_to_no_planted_row(world, accepted):
    legal = Section.objects.named(accepted.to_case.box_id, "legal").get()
    plant_for(world.vera, legal)
    given = agreement(world, accepted.to_case, world.health)
    section = Section.objects.named(accepted.to_case.box_id, given.section_name).get()
    assert not section.grants.filter(to_id=world.vera.account.pk).exists()


def test_work_that_is_handed_over_holds_nothing_that_was_planted(world, accepted):
    """Boris leaves; a row in his name lies on a file that nobody gave him."""
    case = accepted.to_case
    for section in case.box.sections.all():
        plant_for(world.boris, section, basis="assigned")
    hand_over_work(world.boris.member, to=world.vera.member, **world.bea.can)
    assert opens(world.vera) == set()


# Referrals, moves and files --------------------------------------------------------------


def test_a_referral_that_points_to_another_file_lets_nobody_into_it(world, accepted):
    other = file_of(world)
    Referral.objects.filter(pk=accepted.pk).update(to_case=other)
    with pytest.raises(Denied, match="operator"):
        assign(Referral.objects.get(pk=accepted.pk), to=world.vera.member, **world.bea.can)
    assert opens(world.vera) == set()


def test_a_file_that_points_to_another_box_lets_nobody_into_it(world, accepted):
    other = file_of(world)
    spare = file_of(world)
    Case.objects.filter(pk=spare.pk).update(box=accepted.packet)
    Case.objects.filter(pk=other.pk).update(box=spare.box)
    other.refresh_from_db()
    with pytest.raises(Denied, match="operator"):
        assign_file(other, member=world.vera.member, sections=["name"], **world.bea.can)
    assert opens(world.vera) == set()


def test_a_move_that_points_to_another_box_gives_nobody_its_key(world, accepted):
    other = file_of(world)
    last = accepted.moves.last()
    Move.objects.filter(pk=last.pk).update(message=other.box)
    assign(accepted, to=world.vera.member, **world.bea.can)
    assert other.box_id not in opens(world.vera)


def test_what_waits_for_a_second_person_does_not_go_out_by_its_row(world):
    """Written as the second of another one that nobody opens, the job would let it go."""
    connect(world, world.police, "pera")
    case = file_of(world)
    waits = referred(world, case, by_law(world, case, world.police), reason="Delo.")
    first = referred(world, case, by_agreement(world, case, world.health))
    Referral.objects.filter(pk=waits.pk).update(state="standby", forwarded_from=first)
    Deadline.objects.filter(subject_id=first.pk).update(due_at=timezone.now())
    end_and_pass_on()
    assert not Referral.objects.visible_to(world.pera.actor).exists()
    assert opens(world.pera) == set()


def test_a_proposal_that_was_rewritten_is_not_confirmed(world):
    home = shelter(world)
    bought = shelter(world, "zora")
    case = file_of(world)
    row = opened_by(referred(world, case, by_agreement(world, case, home)), world.sara)
    propose_forward(row, to=world.health, network=world.vranje, reason="matter", **world.sara.can)
    given = agreement(world, case, bought)
    row.moves.filter(verb="propose_forward").update(to_institution=bought)
    row.refresh_from_db()
    with pytest.raises(Denied, match="operator"):
        confirm_forward(row, agreement=given, **world.bea.can)


# Agreements ------------------------------------------------------------------------------


def test_an_agreement_that_was_rewritten_lets_nothing_go(world):
    case, home = file_of(world), shelter(world)
    target = by_agreement(world, case, home, parts=("who",))
    Agreement.objects.update(part_codes="account who")
    target = target.__class__(
        target.recipient, target.network, target.packet, Agreement.objects.get()
    )
    with pytest.raises(Denied, match="operator"):
        referred(world, case, target)
    assert not Referral.objects.exists()


def test_a_withdrawn_agreement_that_was_put_back_lets_nothing_go(world):
    from spona.cases.referral_pages.actions import withdraw_from_all

    case, home = file_of(world), shelter(world)
    target = by_agreement(world, case, home)
    before = Agreement.objects.values().get()
    withdraw_from_all(target.agreement, by=world.bea.actor)
    Agreement.objects.filter(pk=before["id"]).update(
        **{name: value for name, value in before.items() if name != "id"}
    )
    again = target.__class__(
        target.recipient, target.network, target.packet, Agreement.objects.get()
    )
    with pytest.raises(Denied, match="operator"):
        referred(world, case, again)


# Who was locked out ----------------------------------------------------------------------


def test_who_was_locked_out_stays_so_when_the_row_of_it_is_gone(world):
    from spona.cases.referrals.actions import open_packet, send
    from tests.cases.packets import packet

    row = send(
        packet(), network=world.vranje, recipient=world.csw, by=world.ana.actor,
        excluded_people=[world.hana.member.person_id],
        excluded_institutions=[world.csw_nis.pk],
    )  # fmt: skip
    Exclusion.objects.all().delete()
    row = open_packet(row, **world.bea.can)[0]
    for place, network in ((world.csw_nis, world.nis), (world.health, world.vranje)):
        with pytest.raises(Denied):
            forward(row, to=place, network=network, reason="territory", **world.bea.can)


def test_a_colleague_locked_out_of_a_file_gets_no_copy_when_the_row_of_it_is_gone(world, accepted):
    """Nobody gets one: whose the row was, nothing says any more."""
    case = accepted.to_case
    exclude(case, member=world.boris.member, **world.bea.can)
    target = by_agreement(world, case, world.health)
    CaseExclusion.objects.all().delete()
    Exclusion.objects.all().delete()
    with pytest.raises(Denied):
        referred(world, case, target)
    assert not Referral.objects.filter(from_case=case).exists()
    assert mark(PERSON, world.boris.member.person_id) != mark(INSTITUTION, world.csw.pk)
